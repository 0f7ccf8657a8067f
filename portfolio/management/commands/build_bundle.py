"""`manage.py build_bundle ENROLMENT --to FOLDER`: a portfolio as PDF and ZIP, from a shell."""

import shutil
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from learners.models import Enrolment
from portfolio.bundles import building, requesting
from portfolio.demo import story
from portfolio.states import BundleState

PATIENCE_SECONDS = 600


class Command(BaseCommand):
    help = "Build the bundle of one enrolment and copy its PDF and ZIP to a folder."

    def add_arguments(self, parser):
        parser.add_argument(
            "enrolment", help='the number in the address of the portfolio, or "demo"'
        )
        parser.add_argument("--to", required=True, type=Path, help="folder for the two files")

    def handle(self, enrolment, to, **options):
        bundle = requesting.request(self._enrolment(enrolment), by=None)
        building.build(bundle.pk)
        self._wait_for(bundle)
        if bundle.state != BundleState.READY:
            raise CommandError(bundle.reason or f"The bundle is {bundle.get_state_display()}.")
        to.mkdir(parents=True, exist_ok=True)
        for name in (building.PDF_NAME, building.ZIP_NAME):
            target = to / f"portfolio-{bundle.enrolment_id}{Path(name).suffix}"
            shutil.copyfile(building.folder(bundle) / name, target)
            self.stdout.write(str(target))

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
