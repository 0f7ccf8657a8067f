"""`manage.py check_storage`: do the database and the disk agree about every original?"""

from django.core.management.base import BaseCommand

from evidence import storage
from evidence.models import StoredFile


class Command(BaseCommand):
    help = "Check every original against its record. Exit 1 when something is wrong."

    def handle(self, **options):
        problems = 0
        for sentence in storage.check(StoredFile.objects.order_by("pk").iterator()):
            self.stderr.write(sentence)
            problems += 1
        if problems:
            self.stderr.write(f"{problems} found wrong.")
            raise SystemExit(1)
        self.stdout.write(f"Storage holds: {StoredFile.objects.count()} files.")
