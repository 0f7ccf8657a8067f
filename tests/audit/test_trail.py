"""Every act writes one event; whatever is changed outside of them is found."""

import pytest
from django.core.management import CommandError, call_command

from assessment.models import Judgement
from audit import trail
from audit.models import AuditChain, AuditEvent
from evidence.models import Artefact, CrossReference
from tests.people import add_artefact, enrolled, judge, map_to


def test_an_untouched_trail_holds(all_met):
    assert list(trail.verify()) == []


def test_every_act_writes_exactly_one_event(enrolment, amy, criteria):
    artefact = add_artefact(enrolment, by=amy)
    before = AuditEvent.objects.count()

    map_to(artefact, criteria["1.1"], by=amy)

    assert AuditEvent.objects.count() == before + 1
    assert AuditEvent.objects.order_by("pk").last().act == "artefact.mapped"


def test_each_enrolment_has_a_chain_of_its_own(enrolment):
    chain = AuditChain.objects.get(name=f"enrolment-{enrolment.pk}")

    assert [event.number for event in chain.events.all()] == list(range(1, chain.length + 1))


def test_a_row_changed_behind_the_acts_is_found(enrolment, sent, ben):
    judge(enrolment, ben, c11=True, c12=True)
    judgement = Judgement.objects.first()
    Judgement.objects.filter(pk=judgement.pk).update(feedback="Better than it was.")

    (problem,) = trail.verify()

    assert problem.startswith(f"assessment.judgement:{judgement.pk}: the row was changed")


def test_a_row_that_no_act_wrote_is_found(sent, criteria):
    row = CrossReference.objects.create(artefact=sent, criterion=criteria["2.1"])

    assert list(trail.verify()) == [
        f"evidence.crossreference:{row.pk}: the row is there, but no act wrote it."
    ]


def test_a_row_that_was_deleted_is_found(enrolment, amy, criteria):
    artefact = map_to(add_artefact(enrolment, by=amy), criteria["1.1"], by=amy)
    row = artefact.cross_references.get()
    CrossReference.objects.filter(pk=row.pk).delete()

    (problem,) = trail.verify()

    assert problem.startswith(f"evidence.crossreference:{row.pk}: the row is gone")


def test_a_changed_event_is_found(sent):
    event = AuditEvent.objects.get(act="artefact.received")
    AuditEvent.objects.filter(pk=event.pk).update(data={"file_name": "another.txt"})

    (problem,) = trail.verify()

    assert problem.endswith("(artefact.received): it was changed after it was written.")


def test_a_cut_tail_is_found(sent):
    chain = AuditChain.objects.get(name=sent.audit_chain)
    last = chain.events.last()
    last.delete()

    assert (
        f"Chain {chain}: it ends at event {last.number - 1}, but {last.number} were written."
        in list(trail.verify())
    )


def test_an_event_taken_from_the_middle_is_found(sent):
    event = AuditEvent.objects.get(act="artefact.received")
    event.delete()

    place = f"Chain {sent.audit_chain}, event {event.number + 1}"
    assert f"{place}: event {event.number} is missing." in list(trail.verify())


def test_an_event_outside_an_act_is_refused(transactional_db, django_user_model):
    user = django_user_model.objects.create_user("a@x.example", name="A")

    with pytest.raises(RuntimeError):
        trail.record("person.added", user, by=None)


def test_verify_audit_says_that_all_holds(sent, capsys):
    call_command("verify_audit")

    assert (
        capsys.readouterr().out == f"The audit trail holds: {AuditEvent.objects.count()} events.\n"
    )


def test_verify_audit_exits_with_1_when_something_is_wrong(sent):
    Artefact.objects.filter(pk=sent.pk).update(title="Another title")

    with pytest.raises((SystemExit, CommandError)) as stop:
        call_command("verify_audit")

    assert stop.value.code == 1


def test_files_that_came_in_after_other_peoples_hold_too(
    enrolment, amy, centre, specification, owen
):
    add_artefact(enrolment, by=amy)
    later = enrolled("zoe", centre=centre, specification=specification, by=owen)

    add_artefact(later, by=later.learner.user, name="plan.txt")

    assert list(trail.verify()) == []
