"""What does the worker do with bundles?"""

from celery import shared_task

from portfolio.bundles import building, setting_ahead, tidying

SWEEP_SECONDS = 15


@shared_task
def build_next_bundle():
    """Build the bundle whose turn it is; there is a message, or more, for each."""
    building.build_next(call_for_help=help_with_bundle.delay_on_commit)


@shared_task
def help_with_bundle(bundle_id, attempt):
    """Do what another worker's bundle waits for, as long as there is some."""
    building.help_with(bundle_id, attempt, call_for_help=help_with_bundle.delay_on_commit)


@shared_task
def sweep_bundles():
    """Hand back what was abandoned, nudge what nobody took up, remove what nobody needs."""
    building.hand_back_abandoned()
    building.expire()
    tidying.forget_front_matter()
    tidying.tidy()
    for _ in building.left_over():
        # The next sweep sends others.
        build_next_bundle.apply_async(expires=SWEEP_SECONDS)


@shared_task
def set_ahead():
    """Set the pages that recent acts changed, before anybody asks for them."""
    setting_ahead.set_ahead()
