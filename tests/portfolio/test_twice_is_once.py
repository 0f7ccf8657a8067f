"""Twice is once: every act of evidence, assessment and portfolio, one after the other and at once.

The second time it changes no row and writes no event; it gives back what is there, or refuses with
a sentence.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.db import connection

from assessment import judging, recalling, signing_off
from assessment.judging import Decision
from assessment.models import Judgement, Signature, UnitSignOff
from audit import trail
from audit.models import AuditEvent
from core.errors import RuleViolation
from evidence import details, intake, mapping, observing, scanning, submission, uploads
from evidence.intake import Given
from evidence.models import Artefact, ArtefactVersion, EvidenceKind, Witness
from evidence.testimony import witnesses
from portfolio.bundles import requesting
from portfolio.exports import moving
from portfolio.exports import requesting as exporting
from portfolio.models import Bundle, Export, ExportedPortfolio
from tests.people import add_artefact, judge, map_to, seen_for, submit, text_file

OURS = ("evidence", "assessment", "portfolio")
BETTER = "Better minutes, with names."
ACCOUNT = {"kind": "reflective_account", "title": "Mine", "answers": {"account": "I did."}}
SEEN = {"place": "Hull", "seen_on": "2026-05-03", "began": "", "ended": "", "seen": "<p>All.</p>"}
SIGNED = {
    "name": "Paula Reed",
    "job_title": "Manager",
    "relation": "Her manager",
    "standing": "expert",
    "competence": "Twenty years.",
    "seen_when": "May",
    "seen_where": "Hull",
    "seen": "She counted.",
}
MARKS = {"marks": [{"at": 1, "about": "Why"}]}
WHOLE = b"We agreed to count the stock."


@pytest.fixture
def mapped(enrolment, amy, criteria):
    """A draft that is mapped, and so ready to be sent."""
    return map_to(add_artefact(enrolment, by=amy, name="plan.txt"), criteria["1.1"], by=amy)


@pytest.fixture
def acts(enrolment, amy, ben, unit, criteria, request):
    """Return a function that gives an act by name, ready to be done, with all that it needs."""
    subject = request.getfixturevalue

    def seen():
        return seen_for(enrolment, criteria["1.1"].pk)

    def named(name):
        return {
            "receive": lambda: intake.receive(enrolment, text_file(), by=amy),
            "write": lambda: intake.write(
                enrolment, {"text": "I did."}, kind="reflective_account", title="Mine", by=amy
            ),
            "rewrite": lambda: intake.rewrite(
                subject("written"),
                ACCOUNT | {"answers": {"account": "I did more."}},
                title="Mine",
                by=amy,
            ),
            "finish": lambda: uploads.finish(subject("whole"), by=amy),
            "discuss": lambda: intake.receive(
                enrolment,
                text_file(),
                kind=EvidenceKind.DISCUSSION,
                title="On the count",
                details=MARKS,
                by=amy,
            ),
            "observe": lambda: observing.record(
                enrolment, "observation", SEEN, [criteria["1.1"]], title="The count", by=ben
            ),
            "give": lambda: witnesses.give(subject("asked"), SIGNED, [criteria["1.1"]], by=None),
            "replace": lambda: intake.replace_file(
                subject("mapped"), text_file(words=BETTER), by=amy
            ),
            "replace what was sent": lambda: intake.replace_file(
                subject("sent"), text_file(words=BETTER), by=amy
            ),
            "map": lambda: mapping.cross_reference(
                subject("mapped"),
                [mapping.Claim(criteria["1.2"], words="It shows it.")],
                title="The plan",
                kind="simulation",
                by=amy,
            ),
            "set details": lambda: details.set_details(
                subject("rpl"), {"achieved": "2025-05-03", "by": "City College"}, by=amy
            ),
            "submit": lambda: submit(enrolment, subject("mapped"), by=amy),
            "recall": lambda: recalling.recall(enrolment, [subject("sent")], by=amy),
            "withdraw": lambda: submission.withdraw(subject("mapped"), because="Wrong.", by=amy),
            "restore": lambda: submission.restore(subject("withdrawn"), by=amy),
            "accept": lambda: submission.accept(subject("sent"), by=ben),
            "return": lambda: submission.return_for_more(subject("sent"), by=ben),
            "judge": lambda: judging.record_judgements(
                enrolment,
                [Decision(criteria["1.1"].pk, met=True, seen=seen())],
                feedback="Well begun.",
                by=ben,
            ),
            "sign off": lambda: signing_off.sign_off(enrolment, unit, agreed=True, by=ben),
            "declare": lambda: signing_off.declare(subject("signed"), agreed=True, by=amy),
            "reopen": lambda: signing_off.reopen(subject("signed"), because="A slip.", by=ben),
            "request": lambda: requesting.request(enrolment, edition="learner", by=amy),
            "cancel": lambda: requesting.cancel(subject("bundle"), by=amy),
            "export": lambda: export_of(enrolment, by=ben),
            "cancel export": lambda: exporting.cancel(subject("export"), by=ben),
            "try export again": lambda: exporting.try_again(subject("failed_export"), by=ben),
        }[name]

    return named


@pytest.fixture
def withdrawn(mapped, amy):
    return submission.withdraw(mapped, because="Wrong.", by=amy)


@pytest.fixture
def written(enrolment, amy):
    return intake.write(enrolment, ACCOUNT, kind="reflective_account", title="Mine", by=amy)


@pytest.fixture
def whole(enrolment, amy, own_storage):
    """An upload that is all here."""
    upload = uploads.begin(enrolment, Given("minutes.txt"), len(WHOLE), by=amy)
    uploads.append(upload, [WHOLE], offset=0, size=len(WHOLE))
    return upload


@pytest.fixture
def asked(enrolment, amy, criteria):
    """A witness who was asked for a testimony."""
    told = {"name": "Paula Reed", "email": "paula@firm.example", "about": "The count"}
    return witnesses.ask(enrolment, **told, criteria=[criteria["1.1"]], by=amy)[0]


@pytest.fixture
def rpl(mapped, amy, criteria):
    claims = [mapping.Claim(criteria["1.1"])]
    return mapping.cross_reference(mapped, claims, title=mapped.title, kind="rpl", by=amy)


@pytest.fixture
def bundle(enrolment, amy):
    return requesting.request(enrolment, edition="learner", by=amy)


def export_of(enrolment, *, by):
    """Ask for an export of one portfolio."""
    centre = enrolment.learner.centre
    return exporting.request(centre, [enrolment.pk], edition="centre", chosen="All.", by=by)


@pytest.fixture
def export(enrolment, ben):
    return export_of(enrolment, by=ben)


@pytest.fixture
def failed_export(export, ben):
    moving.move_on(export.centre_id)
    requesting.cancel(Bundle.objects.get(), by=ben)
    moving.move_on(export.centre_id)
    return export


NEEDS = {
    "receive": ["enrolment"],
    "write": ["enrolment"],
    "rewrite": ["written"],
    "finish": ["whole"],
    "discuss": ["enrolment"],
    "observe": ["enrolment"],
    "give": ["asked"],
    "replace": ["mapped"],
    "replace what was sent": ["sent"],
    "map": ["mapped"],
    "set details": ["rpl"],
    "submit": ["mapped"],
    "recall": ["sent"],
    "withdraw": ["mapped"],
    "restore": ["withdrawn"],
    "accept": ["sent"],
    "return": ["sent"],
    "judge": ["sent"],
    "sign off": ["all_met"],
    "declare": ["signed"],
    "reopen": ["signed"],
    "request": ["enrolment"],
    "cancel": ["bundle"],
    "export": ["enrolment"],
    "cancel export": ["export"],
    "try export again": ["failed_export"],
}


def rows():
    """Return every row of the three packages, with its values, and how many events there are."""
    models = [model for name in OURS for model in apps.get_app_config(name).get_models()]
    held = {model: list(model._base_manager.order_by("pk").values_list()) for model in models}
    return held, AuditEvent.objects.count()


def done(act):
    """Do an act; return the sentence that refused it, or ""."""
    try:
        act()
    except (RuleViolation, uploads.CannotGoOn) as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("name", NEEDS)
def test_one_after_the_other(name, acts, request):
    for needed in NEEDS[name]:
        request.getfixturevalue(needed)
    act, before = acts(name), rows()

    assert done(act) == ""
    once = rows()
    second = done(act)

    assert before != once == rows()
    assert second == "" or second.endswith(".")
    assert list(trail.verify()) == []


AT_ONCE = {
    "receive": lambda: Artefact.objects.count(),
    "finish": lambda: Artefact.objects.count(),
    "discuss": lambda: Artefact.objects.count(),
    "rewrite": lambda: AuditEvent.objects.filter(act="artefact.replaced").count(),
    "observe": lambda: AuditEvent.objects.filter(act="observation.recorded").count(),
    "give": lambda: Artefact.objects.count() * Witness.objects.count(),
    "submit": lambda: ArtefactVersion.objects.count(),
    "replace what was sent": lambda: AuditEvent.objects.filter(act="artefact.replaced").count(),
    "recall": lambda: AuditEvent.objects.filter(act="evidence.recalled").count(),
    "judge": lambda: Judgement.objects.count(),
    "sign off": lambda: UnitSignOff.objects.count() * Signature.objects.count(),
    "request": lambda: Bundle.objects.count(),
    "export": lambda: Export.objects.count() * ExportedPortfolio.objects.count(),
}
"""What there is one of after two clicks at once."""


@pytest.mark.parametrize("name", AT_ONCE)
def test_two_at_once(transactional_db, name, acts, request):
    for needed in NEEDS[name]:
        request.getfixturevalue(needed)
    act, both = acts(name), threading.Barrier(2)

    def click(_):
        both.wait()
        try:
            return done(act)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(click, range(2)))

    assert said[0] == ""
    assert said[1] == "" or said[1].endswith(".")
    assert AT_ONCE[name]() == 1
    assert list(trail.verify()) == []


def test_a_file_is_checked_once_however_often_it_is_asked_for(enrolment, amy):
    artefact = add_artefact(enrolment, by=amy)
    once = rows()

    scanning.scan(artefact.file_id)

    assert rows() == once


def test_judging_the_rest_after_a_second_click_leaves_the_first_as_it_was(enrolment, sent, ben):
    judge(enrolment, ben, c11=True)
    with pytest.raises(RuleViolation, match="^1.1 has nothing that waits for a decision"):
        judge(enrolment, ben, c11="No, after all.", c12=True)

    assert [(j.criterion.number, j.met) for j in Judgement.objects.all()] == [("1.1", True)]
