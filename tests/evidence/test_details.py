"""Details of files: kept with the version, asked for before sending, gone with another kind."""

import pytest

from audit.models import AuditEvent
from core.errors import RuleViolation
from evidence import details, mapping
from evidence.mapping import Claim
from evidence.models import Artefact
from learners import enrolment as enrolling
from tests.people import add_artefact, submit

SAID = {"achieved_on": "2024-05-03", "awarded_by": "City College", "covers": ""}
KEPT = {"achieved_on": "2024-05-03", "awarded_by": "City College"}


@pytest.fixture
def certificate(enrolment, amy, criteria):
    """A mapped file that is prior learning."""
    artefact = add_artefact(enrolment, by=amy, name="certificate.txt")
    return become(artefact, "rpl", criteria["1.1"], by=amy)


def become(artefact, kind, criterion, *, by):
    return mapping.cross_reference(artefact, [Claim(criterion)], title="It", kind=kind, by=by)


def test_prior_learning_is_not_sent_without_its_date(enrolment, amy, certificate):
    with pytest.raises(RuleViolation, match=r"^E01 It: Say when it was achieved first\.$"):
        submit(enrolment, certificate, by=amy)

    assert not Artefact.objects.ready_to_submit().exists()


def test_with_its_details_it_is_sent_and_the_version_keeps_them(enrolment, amy, certificate):
    details.set_details(certificate, SAID, by=amy)
    [version] = submit(enrolment, certificate, by=amy)

    assert version.details == KEPT


def test_details_are_one_event_and_the_same_again_is_none(certificate, amy):
    details.set_details(certificate, SAID, by=amy)
    details.set_details(certificate, SAID, by=amy)

    assert AuditEvent.objects.filter(act="artefact.detailed").count() == 1
    certificate.refresh_from_db()
    assert certificate.details == KEPT


def test_a_kind_that_asks_for_nothing_takes_no_details(enrolment, amy):
    artefact = add_artefact(enrolment, by=amy)

    with pytest.raises(RuleViolation, match="^Product evidence asks for no details"):
        details.set_details(artefact, SAID, by=amy)


def test_details_wait_for_the_assessor_and_for_the_break_to_end(
    enrolment, amy, owen, certificate, sent
):
    with pytest.raises(RuleViolation, match="it is submitted"):
        details.set_details(sent, SAID, by=amy)
    enrolling.pause(enrolment, because="Parental leave", by=owen)
    with pytest.raises(RuleViolation, match="it is paused"):
        details.set_details(certificate, SAID, by=amy)


def test_another_kind_asks_for_other_things(certificate, amy, criteria):
    details.set_details(certificate, SAID, by=amy)

    changed = become(certificate, "product_evidence", criteria["1.1"], by=amy)

    assert changed.details == {}


@pytest.mark.parametrize("kind", ["kpi_record", "plan", "in_situ"])
def test_a_file_does_not_become_what_is_only_written_here(certificate, amy, criteria, kind):
    with pytest.raises(RuleViolation, match="can’t be that kind of evidence"):
        become(certificate, kind, criteria["1.1"], by=amy)
