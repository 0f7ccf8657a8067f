"""What does the worker do with bundles?"""

from celery import shared_task

from portfolio.bundles import building


@shared_task
def build_bundle(bundle_id):
    """Build one bundle, unless somebody else is at it or it is no longer wanted."""
    building.build(bundle_id)


@shared_task
def sweep_bundles():
    """Hand back what was abandoned, nudge what nobody took up, remove what has expired."""
    building.hand_back_abandoned()
    building.expire()
    building.forget_front_matter()
    for bundle_id in building.left_over():
        build_bundle.delay(bundle_id)
