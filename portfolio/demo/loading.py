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
from assessment import judging, signing_off
from core import clock
from evidence import inspection, intake, mapping, previews, scanning, storage, submission
from evidence.mapping import Claim
from learners import allocation, enrolment, registration
from portfolio.bundles import building, requesting
from portfolio.demo import files, others, specification, steps, story
from qualifications import loading
from qualifications.models import Criterion

OPENED = dt.datetime(2025, 9, 1, 9, 0, tzinfo=dt.UTC)
PROCESSES = 2


def load(*, today=None):
    """Load the demo; return False when it is there already, and nothing was changed.

    Its stories end the day before `today` (default: the day of loading), so that what waits has
    waited for days, not for months. It is there whole or not at all: everything but the finished
    bundle is one transaction.
    """
    if Centre.objects.filter(slug=story.HARBOUR.slug).exists():
        return False
    contents = _contents()
    prepared = _prepare(contents)
    later = (today or localdate()) - steps.TOLD_ON
    with transaction.atomic():
        for received, content_type in prepared:
            stored, _ = intake.stored_file(received, content_type)
            scanning.scan(stored.pk)
        tellers = enrol_everybody(contents, later=later)
        for told in story.STORIES:
            for step in told.steps:
                tellers[told.learner].tell(step)
        for sketch in others.OTHERS:
            tell_sketch(tellers[sketch.login], sketch)
    bundle = requesting.request(
        tellers[story.FINISHED].enrolment, by=tellers[story.FINISHED].learner
    )
    building.build(bundle.pk)
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

    def add(self, key, shows, *, title, kind):
        """Add a file and cross-reference it."""
        upload = self._upload(key)
        self.artefacts[key] = intake.receive(
            self.enrolment, upload, by=self.learner, title=title, kind=kind
        )
        self.claims[key] = []
        self._cross_reference(key, shows, title=title, kind=kind)

    def _cross_reference(self, key, shows, *, title, kind):
        self.claims[key] += [
            Claim(self.criteria[s.unit, s.criterion], s.page, s.claim) for s in shows
        ]
        mapping.cross_reference(
            self.artefacts[key], self.claims[key], title=title, kind=kind, by=self.learner
        )

    def _upload(self, key):
        name, content = self.contents[key]
        return ContentFile(content, name=name)

    def _add(self, step):
        file = files.named(step.key)
        self.add(step.key, step.shows, title=file.title, kind=file.kind)

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
                feedback=verdict.feedback,
                **dict.fromkeys(verdict.doubts, False),
            )
            for verdict in step.verdicts
        ]
        judging.record_judgements(
            self.enrolment, decisions, feedback=step.feedback, by=self.users[step.by]
        )

    def _draft(self, step):
        words = {"title": step.title, "text": step.text}
        drafts.keep(self.learner, f"account-{self.enrolment.pk}", words)

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
    content_type = inspection.inspect(received.path, name)
    original = storage.keep(received)
    folder = storage.rendition(received.sha256, previews.converter_key())
    previews.render(original, content_type.mime, folder, title=received.sha256[:12])
    return received, content_type


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
