"""What does the worker do with files?"""

from celery import shared_task

from evidence import claims, forgetting, scanning
from evidence.stores import leftovers

SWEEP_SECONDS = 60


@shared_task
def process_file(stored_file_id):
    """Check one file and make its pages."""
    scanning.scan(stored_file_id)


@shared_task(expires=SWEEP_SECONDS)
def look_into_old_files():
    """Scan files that were checked while there was no scanner, as long as no new one waits."""
    scanning.look_into_old_files()


@shared_task(expires=SWEEP_SECONDS)
def render_anew():
    """Make pages by the recipe of today where an older one made them, as long as none waits."""
    scanning.render_anew()


@shared_task
def sweep_files():
    """Nudge the files that no worker has, and after them those that were never scanned."""
    for stored_file_id in claims.left_over():
        process_file.delay(stored_file_id)
    look_into_old_files.delay()
    render_anew.delay()
    scanning.finish_quarantines()


@shared_task
def sweep_uploads():
    """Forget what was kept long enough without becoming evidence."""
    forgetting.sweep()


@shared_task
def sweep_storage():
    """Remove what a crash left in the store, and copies that nobody used for long."""
    leftovers.remove()
