"""What does the worker do with exports of many portfolios?"""

from celery import shared_task

from portfolio.exports import moving


@shared_task
def move_exports(centre_id):
    """Move the exports of a centre on by some steps, and come again while there is more to do."""
    if moving.move_on(centre_id):
        move_exports.delay(centre_id)


@shared_task
def sweep_exports():
    """Move on what a lost message left behind; take back what was offered long enough."""
    moving.expire()
    for centre_id in moving.centres_with_running():
        move_exports.delay(centre_id)
