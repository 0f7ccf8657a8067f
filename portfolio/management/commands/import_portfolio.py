"""`manage.py import_portfolio FILE --centre CENTRE`: a portfolio's ZIP from another centre."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Centre
from core.errors import RuleViolation
from portfolio.imports import importing, opening, summary, whose


class Command(BaseCommand):
    help = (
        "Bring the ZIP of a portfolio into a centre as read-only history, whole or not at all. "
        "Brought in twice, it changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the ZIP that the other centre made")
        parser.add_argument("--centre", required=True, help="the centre's short name or name")
        parser.add_argument(
            "--learner",
            help="e-mail or ULN, also of who has another name there; else whom ULN or name fits",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, only")

    def handle(self, file, centre, learner, dry_run, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            self._bring_in(file, _centre(centre), learner, dry_run=dry_run)
        except RuleViolation as refusal:
            raise CommandError(refusal.message) from refusal

    def _bring_in(self, file, centre, asked, *, dry_run):
        read_zip = opening.read(file)
        opening.prove(read_zip)
        for fact in summary.of(read_zip):
            self.stdout.write(f"{fact['label']:<16}{fact['value']}")
        twin = importing.already_here(read_zip, centre)
        learner = twin.learner if twin else _learner(read_zip, centre, asked)
        told = whose.to_confirm(read_zip.manifest["learner"], learner)
        if told and not twin:
            self.stdout.write(f"The file says {told}, but --learner says that this is {learner}.")
        if dry_run:
            what = "is there already; nothing would change" if twin else f"would go to {learner}"
            self.stdout.write(f"The file is whole. The portfolio {what}. Nothing was written.")
            return
        imported, is_new = importing.bring_in(read_zip, learner, by=None, confirmed=bool(asked))
        if is_new:
            said = f"Imported for {learner} at {centre}: {imported.get_absolute_url()}"
        else:
            said = f"It was imported before, for {learner}. Nothing was changed."
        self.stdout.write(said)


def _centre(asked):
    found = Centre.objects.filter(slug=asked) | Centre.objects.filter(name__iexact=asked)
    centre = found.first()
    if centre is None:
        names = ", ".join(Centre.objects.values_list("slug", flat=True))
        raise CommandError(f"There is no centre “{asked}”. There are: {names or 'none yet'}.")
    return centre


def _learner(read_zip, centre, asked):
    if not asked:
        learner = whose.likely_learner(read_zip.manifest["learner"], centre)
        if learner is None:
            raise CommandError(
                f"No single learner of {centre} fits {read_zip.manifest['learner']['name']}. "
                "Say who it is with --learner, by e-mail or ULN."
            )
        return learner
    found = centre.learners.filter(user__email__iexact=asked) | centre.learners.filter(uln=asked)
    learner = found.first()
    if learner is None:
        raise CommandError(f"{centre} has no learner with the e-mail or ULN {asked}.")
    return learner
