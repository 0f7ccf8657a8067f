"""What does the worker do with files?"""

from celery import shared_task

from evidence import scanning


@shared_task
def process_file(stored_file_id):
    """Check one file and make its pages."""
    scanning.scan(stored_file_id)


@shared_task
def sweep_files():
    """Nudge the files that nobody took up."""
    for stored_file_id in scanning.left_over():
        process_file.delay(stored_file_id)
