"""How do the demo's stories get into the database: through the acts, at the moments they tell?"""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from tempfile import TemporaryDirectory

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate

from accounts import drafts, people
from accounts.models import Centre, Role, User
from assessment import coverage, judging, signing_off
from core import clock
from evidence import intake, mapping, observing, previews, scanning, storage, submission
from evidence.door import inspection
from evidence.mapping import Claim
from evidence.records import kinds
from evidence.testimony import witnesses
from learners import allocation, enrolment, registration
from portfolio.bundles import building, requesting
from portfolio.demo import arrived, files, others, specification, steps, story
from portfolio.exports import moving
from portfolio.exports import requesting as exporting
from portfolio.models import Edition
from qualifications import loading
from qualifications.models import Criterion

OPENED = dt.datetime(2025, 9, 1, 9, 0, tzinfo=dt.UTC)
PROCESSES = 2


def load(*, today=None):
    """Load the demo; return False when it is there already, and nothing was changed.

    Its stories end the day before `today` (default: the day of loading), so that what waits has
    waited for days, not for months. It is there whole or not at all: everything but the finished
    bundle and its export is one transaction.
    """
    if Centre.objects.filter(slug=story.HARBOUR.slug).exists():
        return False
    contents = _contents()
    prepared = _prepare(contents)
    later = (today or localdate()) - steps.TOLD_ON
    with transaction.atomic():
        for kept in prepared:
            stored, _ = intake.stored_file(kept)
            scanning.scan(stored.pk)
        tellers = enrol_everybody(contents, later=later)
        for told in story.STORIES:
            for step in told.steps:
                tellers[told.learner].tell(step)
        for sketch in others.OTHERS:
            tell_sketch(tellers[sketch.login], sketch)
        _bring_along(tellers, later)
    _hand_over(tellers[story.FINISHED])
    return True


def sign_ins():
    """Return [(role, e-mail, password)] of the demo's people, the first ones to try first."""
    first = ("amy", "ben", "owen", "joe")
    rest = [p for p in story.PEOPLE if p.login not in first]
    everybody = [*map(story.person, first), *rest]
    return [(Role(p.role).label, p.email, story.PASSWORD) for p in everybody]


class Teller:
    """Tells one learner's story, step by step, through the acts, each moment so much `later`."""

    def __init__(self, enrolment, users, contents, later):
        self.enrolment = enrolment
        self.learner = enrolment.learner.user
        self.users = users
        self.contents = contents
        self.later = later
        self.artefacts = {}
        self.claims = {}
        self.requests = {}
        self.signed = {}
        self.units = {unit.code: unit for unit in enrolment.chosen_units()}
        self.criteria = {
            (criterion.outcome.unit.code, criterion.number): criterion
            for criterion in Criterion.objects.filter(
                outcome__unit__in=self.units.values()
            ).select_related("outcome__unit")
        }

    def tell(self, step):
        """Do what one step of a story says."""
        with clock.standing_at(step.on + self.later):
            getattr(self, f"_{type(step).__name__.lower()}")(step)

    def add(self, key, shows, *, title, kind, details=None):
        """Add a file and cross-reference it."""
        upload = self._upload(key)
        self.artefacts[key] = intake.receive(
            self.enrolment, upload, by=self.learner, title=title, kind=kind, details=details
        )
        self.claims[key] = []
        self._cross_reference(key, shows, title=title, kind=kind)

    def _cross_reference(self, key, shows, *, title, kind):
        self.claims[key] += [
            Claim(criterion, s.place, s.claim)
            for criterion, s in zip(self._criteria_of(shows), shows, strict=True)
        ]
        mapping.cross_reference(
            self.artefacts[key], self.claims[key], title=title, kind=kind, by=self.learner
        )

    def _upload(self, key):
        name, content = self.contents[key]
        return ContentFile(content, name=name)

    def _add(self, step):
        file = files.named(step.key)
        self.add(step.key, step.shows, title=file.title, kind=file.kind, details=step.details)

    def _criteria_of(self, shows):
        return [self.criteria[s.unit, s.criterion] for s in shows]

    def _write(self, step):
        answers = step.answers
        if step.source:
            file = self.artefacts[step.source]
            kept = {"reference": file.reference, "title": file.title, "sha256": file.file.sha256}
            answers = answers | {"source": kept}
        record = kinds.record(step.kind, step.title, answers)
        self._keep(
            step.key,
            intake.write(self.enrolment, record, kind=step.kind, title=step.title, by=self.learner),
        )
        self._cross_reference(step.key, step.shows, title=step.title, kind=step.kind)

    def _observe(self, step):
        artefact = observing.record(
            self.enrolment,
            step.kind,
            step.answers,
            self._criteria_of(step.shows),
            title=step.title,
            by=self.users[step.by],
        )
        self._keep(step.key, artefact)

    def _ask(self, step):
        self.requests[step.key], _ = witnesses.ask(
            self.enrolment,
            name=step.name,
            email=step.email,
            about=step.about,
            criteria=self._criteria_of(step.shows),
            by=self.learner,
        )

    def _give(self, step):
        request, criteria = self.requests[step.key], self._criteria_of(step.shows)
        self._keep(step.key, witnesses.give(request, step.answers, criteria, by=None))

    def _keep(self, key, artefact):
        """Note what was written here, and make its pages before anybody points at them."""
        self.artefacts[key], self.claims[key] = artefact, []
        scanning.scan(artefact.file_id)

    def _map(self, step):
        file = files.named(step.key)
        self._cross_reference(step.key, step.shows, title=file.title, kind=file.kind)

    def _replace(self, step):
        upload = self._upload(step.by_key)
        intake.replace_file(self.artefacts[step.key], upload, by=self.learner)

    def _send(self, step):
        submission.submit(
            self.enrolment,
            [self.artefacts[key] for key in step.keys],
            declared=True,
            answer=step.answer,
            by=self.learner,
        )

    def _judge(self, step):
        decisions = [
            judging.Decision(
                self.criteria[verdict.unit, verdict.criterion].pk,
                met=verdict.met,
                seen=self._seen(verdict),
                feedback=verdict.feedback,
                **dict.fromkeys(verdict.doubts, False),
            )
            for verdict in step.verdicts
        ]
        judging.record_judgements(
            self.enrolment, decisions, feedback=step.feedback, by=self.users[step.by]
        )

    def _draft(self, step):
        words = {"title": step.title, "account": step.text}
        drafts.keep(self.learner, f"reflective_account-{self.enrolment.pk}", words)

    def _seen(self, verdict):
        criterion = self.criteria[verdict.unit, verdict.criterion]
        covered = coverage.of_enrolment(self.enrolment).of_criterion(criterion.pk)
        return frozenset(version.pk for version in covered.waiting)

    def _signoff(self, step):
        self.signed[step.unit] = signing_off.sign_off(
            self.enrolment, self.units[step.unit], agreed=True, by=self.users[step.by]
        )

    def _confirm(self, step):
        signing_off.declare(self.signed[step.unit], agreed=True, by=self.learner)


def enrol_everybody(contents, *, later):
    """Open the centres, add the people, all of it `later`; return {login: teller} of the learners.

    A teller tells steps of a story, with files out of `contents`: {key: (file name, bytes)}.
    """
    users, centres = {}, {}
    with clock.standing_at(OPENED + later):
        for centre in (story.HARBOUR, story.NORTHGATE):
            centres[centre.slug] = people.open_centre(centre.name, slug=centre.slug, by=None)
        for person in story.PEOPLE:
            users[person.login] = people.add_person(person.email, name=person.name, by=None)
        _let_sign_in(users.values())
        for person in story.STAFF:
            centre = centres[person.centre.slug]
            people.add_member(centre, users[person.login], role=person.role, by=None)
    chosen = _specification()
    return {
        person.login: Teller(_enrol(person, users, centres, chosen, later), users, contents, later)
        for person in story.LEARNERS
    }


def tell_sketch(teller, sketch):
    """Tell the short story of one of the other learners: a note an outcome."""
    for kind, progress, moment in sketch.notes:
        with clock.standing_at(moment + teller.later):
            shows = others.shown_by(sketch, kind)
            key, title = others.note_key(sketch, kind), others.TITLES[kind]
            teller.add(key, shows, title=title, kind=files.PRODUCT)
        for step in others.sent(sketch, kind, progress, moment):
            teller.tell(step)
    if sketch.state == "paused":
        with clock.standing_at(others.BREAK_BEGAN + teller.later):
            enrolment.pause(
                teller.enrolment, because="Parental leave, ten weeks", by=teller.users["owen"]
            )


def _hand_over(finished):
    """Make the bundle of a learner who has finished, and the centre's export of it."""
    enrolled, owen = finished.enrolment, finished.users["owen"]
    bundle = requesting.request(enrolled, edition=Edition.LEARNER, by=finished.learner)
    building.build(bundle.pk)
    export = exporting.request(
        enrolled.learner.centre,
        [enrolled.pk],
        edition=Edition.LEARNER,
        chosen="Learners chosen one by one.",
        by=owen,
    )
    moving.move_on(export.centre_id)


def _contents():
    """Return {key: (file name, bytes)} of every file that the stories add."""
    stories = {file.key: (file.name, file.maker()) for file in files.DEMO_FILES}
    notes = {
        others.note_key(sketch, kind): (
            f"{others.TITLES[kind].lower()}.txt",
            others.note(sketch, kind),
        )
        for sketch in others.OTHERS
        for kind, _, _ in sketch.notes
    }
    return stories | notes


def _prepare(contents):
    """Keep the bytes and make the pages of all files, several at a time; return what was kept."""
    with ThreadPoolExecutor(PROCESSES) as pool:
        return list(pool.map(lambda pair: _keep_with_pages(*pair), contents.values()))


def _keep_with_pages(name, content):
    received = storage.receive([content])
    inspected = inspection.inspect(received.path, name)
    original = storage.keep(received)
    folder = storage.rendition(received.sha256, previews.converter_key())
    previews.render(original, inspected.mime, folder, title=received.sha256[:12])
    return intake.Kept(received, inspected.mime, inspected.found)


def _bring_along(tellers, later):
    """Let one learner of each assessor have a portfolio from before."""
    tellers = [tellers[login] for login in arrived.LEARNERS]
    learners = [teller.enrolment.learner for teller in tellers]
    arrived.bring_along(learners, admin=tellers[0].users["owen"], later=later)


def _let_sign_in(users):
    """Give everybody the password that all know; hashed once, since each hash takes its time."""
    hashed = make_password(story.PASSWORD)
    User.objects.filter(pk__in=[user.pk for user in users]).update(password=hashed)


def _specification():
    with TemporaryDirectory() as folder:
        return loading.load(specification.write_to(folder))


def _enrol(person, users, centres, chosen, later):
    centre = centres[person.centre.slug]
    admin = users["owen" if person.centre == story.HARBOUR else "dan"]
    plan = story.plan_of(person.login)
    starts_on, due_on = plan.starts_on + later, plan.due_on + later
    began = dt.datetime.combine(starts_on, dt.time(9), tzinfo=dt.UTC)
    with clock.standing_at(began):
        learner = registration.add_learner(
            centre, name=person.name, email=person.email, uln="", by=admin
        )
        enrolled = registration.enrol(learner, chosen, starts_on=starts_on, due_on=due_on, by=admin)
        units = chosen.units.filter(code__in=plan.units)
        enrolled = enrolment.choose_units(enrolled, units, by=admin)
        if person.login in story.ASSESSORS:
            assessor = users[story.ASSESSORS[person.login]]
            allocation.allocate(enrolled, assessor, role=Role.ASSESSOR, by=admin)
        if person.centre == story.HARBOUR:
            for login, role in (("cara", Role.IQA), ("eve", Role.EQA)):
                allocation.allocate(enrolled, users[login], role=role, by=admin)
    return enrolled
