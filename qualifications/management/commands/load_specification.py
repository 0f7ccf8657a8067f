"""Load specification files into the library."""

import sys

from django.core.management.base import BaseCommand

from qualifications import loading
from qualifications.reading import SpecificationError


class Command(BaseCommand):
    help = "Load specification files (YAML). A file that was loaded before changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args, files, **options):
        wrong = False
        for file in files:
            try:
                loaded_before = loading.loaded_before(file)
                specification = loaded_before or loading.load(file)
            except SpecificationError as error:
                wrong = True
                for sentence in error.sentences():
                    self.stderr.write(sentence)
                continue
            done = "unchanged, was loaded before" if loaded_before else "loaded"
            self.stdout.write(f"{file}: {done}: {specification}")
        if wrong:
            sys.exit(1)
