"""Who are the named people of the tests, and what do they work on?

amy (learner), ben (assessor), una (assessor, not allocated), cara (IQA), eve (EQA), owen (centre
admin) at Harbour; dan administers Northgate and is an outsider to all of it.
"""

import datetime as dt
import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts import people
from accounts.models import Role
from assessment import coverage, judging, signing_off
from assessment.judging import Decision
from audit import trail
from evidence import intake, mapping, scanning, submission
from evidence.mapping import Claim
from evidence.models import StoredFile
from evidence.places import Place
from evidence.states import FileState
from learners import allocation, registration
from learners import enrolment as enrolling
from qualifications.models import Criterion, Outcome, Qualification, Specification, Unit

PASSWORD = "a-long-enough-password"
FOUND = "ClamAV found Eicar in it."
STARTS_ON, DUE_ON = dt.date(2026, 1, 5), dt.date(2027, 1, 4)


@pytest.fixture(autouse=True)
def shared_storage(settings, tmp_path_factory):
    """Keep one storage for the session: the same bytes are rendered once, as in real life."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "storage"
    settings.SEAL_DEMO_KEY = tmp_path_factory.getbasetemp() / "demo-seal.p12"
    yield
    shutil.rmtree(settings.MEDIA_ROOT / "bundles", ignore_errors=True)


@pytest.fixture
def own_storage(settings, tmp_path):
    """An empty storage of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "storage"
    return settings.MEDIA_ROOT


@pytest.fixture
def centre(db):
    return people.open_centre("Harbour", slug="harbour", by=None)


@pytest.fixture
def other_centre(db):
    return people.open_centre("Northgate", slug="northgate", by=None)


def person(name, *, centre=None, role=None):
    """Return a user named `name`, who can sign in, with a membership when a role is given."""
    user = people.add_person(f"{name}@x.example", name=name.title(), by=None, password=PASSWORD)
    if role:
        people.add_member(centre, user, role=role, by=None)
    return user


@pytest.fixture
def owen(centre):
    return person("owen", centre=centre, role=Role.CENTRE_ADMIN)


@pytest.fixture
def ben(centre):
    return person("ben", centre=centre, role=Role.ASSESSOR)


@pytest.fixture
def una(centre):
    return person("una", centre=centre, role=Role.ASSESSOR)


@pytest.fixture
def cara(centre):
    return person("cara", centre=centre, role=Role.IQA)


@pytest.fixture
def eve(centre):
    return person("eve", centre=centre, role=Role.EQA)


@pytest.fixture
def dan(other_centre):
    return person("dan", centre=other_centre, role=Role.CENTRE_ADMIN)


@pytest.fixture
def specification(db):
    """A small specification: one unit with criteria 1.1, 1.2 and 2.1, one known by title only."""
    return load_specification()


def load_specification():
    """Return a new small specification, told to the trail."""
    with transaction.atomic():
        rows = _specification_rows()
        trail.record("specification.loaded", rows[1], by=None, wrote=rows)
    return rows[1]


def _specification_rows():
    qualification = Qualification.objects.create(
        code="stock", awarding_body="Small Awards", title="Level 2 Award in Stock", level=2
    )
    specification = Specification.objects.create(
        qualification=qualification,
        version=1,
        criteria_origin="centre-devised",
        criteria_origin_because="The official criteria were not to be had.",
        source_sha256="0" * 64,
        loaded_at=timezone.now(),
    )
    unit = Unit.objects.create(
        specification=specification, code="count", position=1, title="Count the stock"
    )
    structure = Unit.objects.create(
        specification=specification, code="order", position=2, title="Order more stock"
    )
    rows = [qualification, specification, unit, structure]
    for number, texts in {1: ["Plan the count", "Brief the team"], 2: ["Report it"]}.items():
        outcome = Outcome.objects.create(unit=unit, number=number, title=f"Outcome {number}")
        rows.append(outcome)
        rows += [
            Criterion.objects.create(
                outcome=outcome, number=f"{number}.{position}", position=position, text=text
            )
            for position, text in enumerate(texts, start=1)
        ]
    return rows


@pytest.fixture
def unit(specification):
    return specification.units.get(code="count")


@pytest.fixture
def criteria(unit):
    """The criteria of the unit by number."""
    return {c.number: c for c in Criterion.objects.filter(outcome__unit=unit)}


def enrolled(name, *, centre, specification, by):
    """Return the active enrolment of a new learner called `name` on the unit with criteria."""
    person(name)
    learner = registration.add_learner(
        centre, name=name.title(), email=f"{name}@x.example", uln="", by=by
    )
    enrolment = registration.enrol(
        learner, specification, starts_on=STARTS_ON, due_on=DUE_ON, by=by
    )
    return enrolling.choose_units(enrolment, [specification.units.get(code="count")], by=by)


@pytest.fixture
def enrolment(centre, specification, owen, ben, cara, eve):
    """Amy's enrolment, allocated to ben, cara and eve."""
    enrolment = enrolled("amy", centre=centre, specification=specification, by=owen)
    for user, role in ((ben, Role.ASSESSOR), (cara, Role.IQA), (eve, Role.EQA)):
        allocation.allocate(enrolment, user, role=role, by=owen)
    return enrolment


@pytest.fixture
def amy(enrolment):
    return enrolment.learner.user


def text_file(name="minutes.txt", words="We agreed to count the stock on Friday."):
    """Return an upload of a text file."""
    return SimpleUploadedFile(name, words.encode())


def add_artefact(enrolment, *, by, name="minutes.txt", words="", checked=True):
    """Return a new artefact of a text file; `checked` lets the worker's part happen too."""
    artefact = intake.receive(enrolment, text_file(name, words or f"These are {name}."), by=by)
    if checked:
        scanning.scan(artefact.file_id)
        artefact.refresh_from_db()
    return artefact


def find_virus_in(*files):
    """Let a virus be found in files that were checked, and the sweep put them away."""
    StoredFile.objects.filter(pk__in=[file.pk for file in files]).update(
        state=FileState.INFECTED, reason=FOUND, scanned_at=timezone.now()
    )
    scanning.finish_quarantines()


def map_to(artefact, *criteria, by, page=None, words="It shows it."):
    """Cross-reference an artefact to criteria and return it."""
    claims = [Claim(criterion, Place(page=page), words) for criterion in criteria]
    return mapping.cross_reference(
        artefact, claims, title=artefact.title, kind=artefact.kind, by=by
    )


def submit(enrolment, *artefacts, by, answer=""):
    """Send artefacts to the assessor and return their versions."""
    return submission.submit(enrolment, artefacts, declared=True, answer=answer, by=by)


def judge(enrolment, by, **decisions):
    """Judge criteria: `judge(enrolment, ben, c11=True, c12="Say who was there.")`."""
    numbers = {f"c{c.number.replace('.', '')}": c.pk for c in Criterion.objects.all()}
    return judging.record_judgements(
        enrolment,
        [
            Decision(
                numbers[key],
                met=answer is True,
                seen=seen_for(enrolment, numbers[key]),
                feedback="" if answer is True else answer,
            )
            for key, answer in decisions.items()
        ],
        by=by,
    )


def seen_for(enrolment, criterion_id):
    """Return the ids of the versions that somebody sees who looks at what waits now."""
    covered = coverage.of_enrolment(enrolment).of_criterion(criterion_id)
    return frozenset(version.pk for version in covered.waiting) if covered else frozenset()


@pytest.fixture
def sent(enrolment, amy, criteria):
    """One artefact, mapped to 1.1 and 1.2, sent to ben."""
    artefact = add_artefact(enrolment, by=amy)
    map_to(artefact, criteria["1.1"], criteria["1.2"], by=amy)
    submit(enrolment, artefact, by=amy)
    artefact.refresh_from_db()
    return artefact


@pytest.fixture
def all_met(enrolment, amy, ben, sent, criteria):
    """Every criterion of the unit met: E01 for 1.1 and 1.2, E02 for 2.1."""
    report = add_artefact(enrolment, by=amy, name="report.txt")
    map_to(report, criteria["2.1"], by=amy)
    submit(enrolment, report, by=amy)
    judge(enrolment, ben, c11=True, c12=True, c21=True)
    return enrolment


@pytest.fixture
def signed(all_met, unit, ben):
    """The unit, signed off by ben and not confirmed yet."""
    return signing_off.sign_off(all_met, unit, agreed=True, by=ben)


@pytest.fixture
def client_of():
    """Return a function that gives a browser-like client signed in as a user."""

    def sign_in(user):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
