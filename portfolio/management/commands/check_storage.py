"""`manage.py check_storage`: do the records and the store agree about every file and bundle?"""

import datetime as dt
from itertools import chain

from django.core.management.base import BaseCommand

from core import clock
from core.templatetags.portfolio_ui import plural, size_in_words
from evidence.models import StoredFile
from evidence.stores import differences
from portfolio.bundles import differences as of_bundles
from portfolio.models import Bundle


class Command(BaseCommand):
    help = (
        "Read every original, the pages made of it and every finished bundle, and hold them "
        "against the records. Exit 1 when something is missing, changed, swapped or of nobody."
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
        for sentence in chain(differences.differences(until), of_bundles.differences()):
            self.stderr.write(sentence)
            problems += 1
        folders, size = differences.older_pages()
        if folders:
            told = f"{plural(folders, 'folder,folders')}, {size_in_words(size)}"
            self.stdout.write(f"Pages of older recipes: {told}.")
        files = plural(StoredFile.objects.count(), "file,files")
        bundles = plural(Bundle.objects.ready().count(), "bundle,bundles")
        if problems:
            self.stderr.write(f"{problems} found wrong, in {files}, {bundles}.")
            raise SystemExit(1)
        self.stdout.write(f"Storage holds: {files}, {bundles}.")
