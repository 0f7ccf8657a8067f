"""How do the demo's stories get into the database: through the acts, at the moments they tell?"""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from accounts import drafts, people
from accounts.models import Centre, Role
from assessment import judging, signing_off
from core import clock
from evidence import inspection, intake, mapping, previews, scanning, storage, submission
from evidence.mapping import Claim
from learners import allocation, enrolment, registration
from portfolio.bundles import building, requesting
from portfolio.demo import files, others, steps, story
from qualifications import loading
from qualifications.models import Criterion

OPENED = dt.datetime(2025, 9, 1, 9, 0, tzinfo=dt.UTC)
PROCESSES = 2


def load():
    """Load the demo; return False when it is there already, and nothing was changed.

    It is there whole or not at all: everything but the finished bundle is one transaction.
    """
    if Centre.objects.filter(slug=story.HARBOUR.slug).exists():
        return False
    contents = _contents()
    prepared = _prepare(contents)
    with transaction.atomic():
        for received, content_type in prepared:
            stored, _ = intake.stored_file(received, content_type)
            scanning.scan(stored.pk)
        tellers = _enrol_everybody(contents)
        for told in story.STORIES:
            for step in told.steps:
                with clock.standing_at(step.on):
                    tellers[told.learner].tell(step)
        for sketch in others.OTHERS:
            _tell_sketch(tellers[sketch.login], sketch)
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


class _Teller:
    """Tells one learner's story, step by step, through the acts."""

    def __init__(self, enrolment, users, contents):
        self.enrolment = enrolment
        self.learner = enrolment.learner.user
        self.users = users
        self.contents = contents
        self.artefacts = {}
        self.criteria = {
            criterion.number: criterion
            for criterion in Criterion.objects.filter(
                outcome__unit__in=enrolment.chosen_units()
            ).select_related("outcome")
        }

    def tell(self, step):
        """Do what one step of a story says."""
        getattr(self, f"_{type(step).__name__.lower()}")(step)

    def add(self, key, shows, *, title, kind):
        """Add a file and cross-reference it."""
        upload = self._upload(key)
        artefact = intake.receive(self.enrolment, upload, by=self.learner, title=title, kind=kind)
        self.artefacts[key] = artefact
        if shows:
            claims = [Claim(self.criteria[s.criterion], s.page, s.claim) for s in shows]
            mapping.cross_reference(artefact, claims, title=title, kind=kind, by=self.learner)

    def _upload(self, key):
        name, content = self.contents[key]
        return ContentFile(content, name=name)

    def _add(self, step):
        file = files.named(step.key)
        self.add(step.key, step.shows, title=file.title, kind=file.kind)

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
                self.criteria[verdict.criterion].pk,
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
        (unit,) = self.enrolment.chosen_units()
        self.signed = signing_off.sign_off(
            self.enrolment, unit, agreed=True, by=self.users[step.by]
        )

    def _confirm(self, step):
        signing_off.declare(self.signed, agreed=True, by=self.learner)


def _contents():
    """Return {key: (file name, bytes)} of every file that the stories add."""
    stories = {file.key: (file.name, file.maker()) for file in files.DEMO_FILES}
    notes = {
        _note_key(sketch, kind): (f"{others.TITLES[kind].lower()}.txt", others.note(sketch, kind))
        for sketch in others.OTHERS
        for kind, progress in zip(others.NOTES, sketch.progress, strict=True)
        if progress
    }
    return stories | notes


def _note_key(sketch, kind):
    return f"{sketch.login}-{kind}"


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


def _enrol_everybody(contents):
    """Open the centres, add the people, and return {login: _Teller} of the learners."""
    users, centres = {}, {}
    with clock.standing_at(OPENED):
        for centre in (story.HARBOUR, story.NORTHGATE):
            centres[centre.slug] = people.open_centre(centre.name, slug=centre.slug, by=None)
        for person in story.PEOPLE:
            users[person.login] = people.add_person(
                person.email, name=person.name, by=None, password=story.PASSWORD
            )
        for person in story.STAFF:
            centre = centres[person.centre.slug]
            people.add_member(centre, users[person.login], role=person.role, by=None)
    specification = _specification()
    return {
        person.login: _Teller(_enrol(person, users, centres, specification), users, contents)
        for person in story.LEARNERS
    }


def _specification():
    path = settings.ROOT / "qualifications" / "specifications" / story.SPECIFICATION
    return loading.loaded_before(path) or loading.load(path)


def _enrol(person, users, centres, specification):
    centre = centres[person.centre.slug]
    admin = users["owen" if person.centre == story.HARBOUR else "dan"]
    starts_on, due_on = _dates(person.login)
    began = dt.datetime.combine(starts_on, dt.time(9), tzinfo=dt.UTC)
    with clock.standing_at(began):
        learner = registration.add_learner(
            centre, name=person.name, email=person.email, uln="", by=admin
        )
        enrolled = registration.enrol(
            learner, specification, starts_on=starts_on, due_on=due_on, by=admin
        )
        units = specification.units.with_criteria()
        enrolled = enrolment.choose_units(enrolled, units, by=admin)
        assessor = users[story.ASSESSORS[person.login]]
        allocation.allocate(enrolled, assessor, role=Role.ASSESSOR, by=admin)
        if person.centre == story.HARBOUR:
            for login, role in (("cara", Role.IQA), ("eve", Role.EQA)):
                allocation.allocate(enrolled, users[login], role=role, by=admin)
    return enrolled


def _dates(login):
    for told in (*story.STORIES, *others.OTHERS):
        if login == getattr(told, "learner", getattr(told, "login", "")):
            return told.starts_on, told.due_on
    return dt.date(2026, 9, 1), dt.date(2027, 8, 31)


def _tell_sketch(teller, sketch):
    """Tell the short story of one of the other learners: a note an outcome, five weeks apart."""
    began = dt.datetime.combine(sketch.starts_on, dt.time(18, 30), tzinfo=dt.UTC)
    for number, (kind, progress) in enumerate(zip(others.NOTES, sketch.progress, strict=True)):
        if progress:
            moment = min(began + dt.timedelta(weeks=5 * (number + 1)), others.LATEST)
            with clock.standing_at(moment):
                _tell_note(teller, sketch, kind, progress)
    if sketch.state == "paused":
        with clock.standing_at(others.LATEST):
            enrolment.pause(
                teller.enrolment, because="Parental leave until January", by=teller.users["owen"]
            )


def _tell_note(teller, sketch, kind, progress):
    numbers, title = others.CRITERIA[kind], others.TITLES[kind]
    shows = [steps.Shows(number, 1, title) for number in numbers]
    key = _note_key(sketch, kind)
    teller.add(key, shows, title=title, kind=files.PRODUCT)
    if progress == "mapped":
        return
    teller.tell(steps.Send(clock.now(), (key,)))
    if progress == "awaiting":
        return
    first, second = numbers
    good = steps.Verdict(first, met=True, feedback=others.FEEDBACK[kind])
    other = (
        steps.Verdict(second, met=True, feedback="")
        if progress == "met"
        else steps.Verdict(
            second, met=False, feedback=others.RETURNED[kind], doubts=("sufficient",)
        )
    )
    with clock.standing_at(clock.now() + dt.timedelta(days=3)):
        teller.tell(steps.Judge(clock.now(), sketch.assessor, (good, other)))
