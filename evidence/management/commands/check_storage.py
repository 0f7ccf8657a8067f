"""`manage.py check_storage`: do the records and the store agree about every file?"""

import datetime as dt

from django.core.management.base import BaseCommand

from core import clock
from evidence.models import StoredFile
from evidence.stores import differences


class Command(BaseCommand):
    help = (
        "Read every original, and the pages made of it, and hold them against the records. "
        "Exit 1 when something is missing, changed, swapped or of nobody."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--settled",
            type=int,
            default=15,
            metavar="MINUTES",
            help="bytes without a record count when they came longer ago (default: 15)",
        )

    def handle(self, settled, **options):
        until = clock.now() - dt.timedelta(minutes=settled)
        problems = 0
        for sentence in differences.differences(until):
            self.stderr.write(sentence)
            problems += 1
        count = StoredFile.objects.count()
        if problems:
            self.stderr.write(f"{problems} found wrong, in {count} files.")
            raise SystemExit(1)
        self.stdout.write(f"Storage holds: {count} files.")
