"""`manage.py build_bundle ENROLMENT --to FOLDER`: a portfolio as PDF and ZIP, from a shell."""

import logging
import shutil
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from evidence import storage
from learners.models import Enrolment
from portfolio.bundles import building, names, requesting
from portfolio.demo import story
from portfolio.models import Edition
from portfolio.states import BundleState

PATIENCE_SECONDS = 600


class Command(BaseCommand):
    help = "Build the bundle of one enrolment and copy its PDF, or volumes, and ZIP to a folder."

    def add_arguments(self, parser):
        parser.add_argument(
            "enrolment", help='the number in the address of the portfolio, or "demo"'
        )
        parser.add_argument("--to", required=True, type=Path, help="folder for the files")

        parser.add_argument(
            "--edition", choices=Edition.values, default=Edition.CENTRE, help="whose edition it is"
        )

    def handle(self, enrolment, to, edition, **options):
        # Letters that no font here has are told in the bundle itself.
        logging.getLogger("weasyprint").setLevel(logging.ERROR)
        bundle = requesting.request(self._enrolment(enrolment), edition=edition, by=None)
        building.build(bundle.pk)
        self._wait_for(bundle)
        if bundle.state != BundleState.READY:
            raise CommandError(bundle.reason or f"The bundle is {bundle.get_state_display()}.")
        to.mkdir(parents=True, exist_ok=True)
        for name, given in zip(building.file_names(bundle), self._names(bundle), strict=True):
            shutil.copyfile(storage.store().fetch(building.stored_name(bundle, name)), to / given)
            self.stdout.write(str(to / given))

    def _names(self, bundle):
        """Volumes are called as their links call one another."""
        named = f"portfolio-{bundle.enrolment_id}"
        volumes = names.pdf_names(bundle.manifest, len(bundle.volumes)) if bundle.volumes else []
        return [*(volumes or [f"{named}.pdf"]), f"{named}.zip"]

    def _enrolment(self, asked):
        finished = story.person(story.FINISHED).email
        found = Enrolment.objects.filter(learner__user__email=finished)
        if asked != "demo":
            found = Enrolment.objects.filter(pk=asked) if asked.isdecimal() else found.none()
        enrolment = found.first()
        if enrolment is None:
            raise CommandError(f"There is no enrolment {asked}.")
        return enrolment

    def _wait_for(self, bundle):
        """A worker may have been quicker to take it up; let it finish."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        bundle.refresh_from_db()
        while bundle.is_on_the_way and time.monotonic() < deadline:
            time.sleep(0.2)
            bundle.refresh_from_db()
