"""`manage.py list_file_types`: which files are taken, as the tables of docs/uploads.md?"""

from django.core.management.base import BaseCommand

from evidence.door.file_type_tables import markdown


class Command(BaseCommand):
    help = "Print the tables of docs/uploads.md: kinds of files, limits, and what happens above."

    def handle(self, **options):
        self.stdout.write(markdown())
