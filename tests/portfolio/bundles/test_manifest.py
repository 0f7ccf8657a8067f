"""The manifest: everything, once, as plain data."""

import json
import threading

from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment import coverage, signing_off
from audit.models import AuditChain, AuditEvent
from evidence import details, intake, mapping, submission
from evidence.mapping import Claim
from evidence.places import Place
from portfolio.bundles import manifest
from tests.people import add_artefact, enrolled, judge, map_to, submit, text_file


def criterion(photograph, number):
    return next(
        c
        for unit in photograph["units"]
        for outcome in unit["outcomes"]
        for c in outcome["criteria"]
        if c["number"] == number
    )


def test_it_is_json_and_says_whose_portfolio_it_is(all_met, centre):
    photograph = json.loads(json.dumps(manifest.take(all_met.pk, "centre")))

    assert photograph["format"] == "nvq-portfolio/1"
    assert photograph["centre"] == {"name": "Harbour"}
    assert photograph["learner"] == {"name": "Amy", "uln": ""}
    assert {"name": "Ben", "role": "Assessor"}.items() <= photograph["staff"][0].items()


def test_it_holds_every_attempt_in_order(enrolment, sent, ben, amy):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    submit(enrolment, sent, by=amy)
    judge(enrolment, ben, c12=True)

    attempts = criterion(manifest.take(enrolment.pk, "centre"), "1.2")["judgements"]
    assert [
        (a["attempt"], a["met"], a["feedback"], a["judged_by"], a["role"]) for a in attempts
    ] == [
        (1, False, "Say who was there.", "Ben", "Assessor"),
        (2, True, "", "Ben", "Assessor"),
    ]


def test_it_holds_evidence_with_hash_and_place(all_met, sent):
    photograph = manifest.take(all_met.pk, "centre")

    first = photograph["artefacts"][0]
    assert (first["reference"], first["sha256"], first["pages"], first["problem"]) == (
        "E01",
        sent.file.sha256,
        1,
        "",
    )
    assert first["criteria"] == [
        {"unit": "Count the stock", "number": "1.1"},
        {"unit": "Count the stock", "number": "1.2"},
    ]
    assert criterion(photograph, "1.1")["evidence"] == [
        {"artefact_id": sent.pk, "reference": "E01", "page": None, "claim": "It shows it."}
    ]


def test_it_holds_the_exact_place_of_a_cross_reference(enrolment, amy, criteria):
    artefact = add_artefact(enrolment, by=amy)
    place = Place(page=1, area=(100, 250, 600, 120), quote="minutes.txt")
    claims = [Claim(criteria["1.1"], place, "The count")]
    mapping.cross_reference(artefact, claims, title="Minutes", kind=artefact.kind, by=amy)

    [shown] = criterion(manifest.take(enrolment.pk, "centre"), "1.1")["evidence"]

    assert (shown["page"], shown["area"], shown["quote"]) == (
        1,
        [100, 250, 600, 120],
        "minutes.txt",
    )


def test_it_holds_what_is_said_beside_a_certificate(enrolment, amy):
    artefact = add_artefact(enrolment, by=amy)
    mapping.cross_reference(artefact, [], title="Certificate", kind="rpl", by=amy)
    said = {"achieved_on": "2024-05-03", "awarded_by": "City College"}
    details.set_details(artefact, said, by=amy)

    [shown] = manifest.take(enrolment.pk, "centre")["artefacts"]

    assert shown["details"] == [("Achieved on", "3 May 2024"), ("Awarded by", "City College")]


def test_withdrawn_evidence_is_not_in_it(enrolment, amy):
    artefact = add_artefact(enrolment, by=amy)
    submission.withdraw(artefact, because="Wrong file.", by=amy)

    assert manifest.take(enrolment.pk, "centre")["artefacts"] == []


def test_withdrawn_evidence_that_was_judged_is_told_with_its_reason(all_met, sent, amy):
    submission.withdraw(sent, because="Wrong file.", by=amy)

    photograph = manifest.take(all_met.pk, "centre")

    [version] = photograph["earlier_versions"]
    assert (version["reference"], version["number"], version["sha256"], version["withdrawn"]) == (
        "E01",
        1,
        sent.file.sha256,
        {
            "title": sent.title,
            "kind_label": "Product evidence",
            "at": manifest.moment_in_words(AuditEvent.objects.latest("at").at),
            "by": "Amy",
            "because": "Wrong file.",
        },
    )
    assert [a["reference"] for a in photograph["artefacts"]] == ["E02"]
    assert criterion(photograph, "1.1")["judgements"][0]["evidence"] == ["E01 version 1"]
    assert "E01" in [r for told in photograph["declarations"] for r in told["references"]]


def test_evidence_that_was_withdrawn_twice_tells_the_last_reason(all_met, sent, amy):
    submission.withdraw(sent, because="Wrong file.", by=amy)
    submission.restore(sent, by=amy)
    assert manifest.take(all_met.pk, "centre")["earlier_versions"] == []
    submission.withdraw(sent, because="Names a customer.", by=amy)

    [version] = manifest.take(all_met.pk, "centre")["earlier_versions"]

    assert version["withdrawn"]["because"] == "Names a customer."


def test_a_file_that_was_replaced_is_kept_as_an_earlier_version(all_met, sent, amy):
    earlier = sent.file.sha256
    intake.replace_file(sent, text_file("v2.txt", "Second."), by=amy)

    photograph = manifest.take(all_met.pk, "centre")
    assert [(v["reference"], v["number"], v["sha256"]) for v in photograph["earlier_versions"]] == [
        ("E01", 1, earlier)
    ]


def test_it_holds_the_signatures_and_whether_they_are_stale(signed, sent, amy):
    (signature,) = manifest.take(signed.enrolment_id, "centre")["units"][0]["sign_off"][
        "signatures"
    ]
    assert (signature["name"], signature["words"], signature["stale"]) == (
        "Ben",
        signing_off.ASSESSOR_WORDS,
        False,
    )

    intake.replace_file(sent, text_file("v2.txt", "Second."), by=amy)

    (signature,) = manifest.take(signed.enrolment_id, "centre")["units"][0]["sign_off"][
        "signatures"
    ]
    assert signature["stale"] is True


def test_a_sign_off_that_was_reopened_stays_with_who_when_and_why(signed, unit, ben):
    before = manifest.take(signed.enrolment_id, "centre")["units"][0]
    signing_off.reopen(signed, because="A slip of mine.", by=ben)

    [told] = manifest.take(signed.enrolment_id, "centre")["units"]

    assert "earlier_sign_offs" not in before
    assert told["sign_off"] is None
    assert told["earlier_sign_offs"] == [
        {
            "signatures": before["sign_off"]["signatures"],
            "reopened_at": manifest.moment_in_words(AuditEvent.objects.latest("at").at),
            "reopened_by": "Ben",
            "because": "A slip of mine.",
        }
    ]


def test_a_unit_that_was_signed_again_tells_both(signed, unit, ben):
    signing_off.reopen(signed, because="A slip of mine.", by=ben)
    signing_off.sign_off(signed.enrolment, unit, agreed=True, by=ben)

    [told] = manifest.take(signed.enrolment_id, "centre")["units"]

    assert told["sign_off"]["state"] == "signed"
    assert [s["because"] for s in told["earlier_sign_offs"]] == ["A slip of mine."]


def test_its_queries_stay_the_same_however_much_was_taken_back(
    signed, sent, unit, amy, ben, django_assert_num_queries
):
    signing_off.reopen(signed, because="A slip of mine.", by=ben)
    again = signing_off.sign_off(signed.enrolment, unit, agreed=True, by=ben)
    with CaptureQueriesContext(connection) as before:
        manifest.take(signed.enrolment_id, "centre")

    signing_off.reopen(again, because="Another slip.", by=ben)
    signing_off.sign_off(signed.enrolment, unit, agreed=True, by=ben)
    submission.withdraw(sent, because="Wrong file.", by=amy)

    with django_assert_num_queries(len(before)):
        manifest.take(signed.enrolment_id, "centre")


def test_it_carries_the_head_of_the_audit_chain(all_met):
    chain = AuditChain.objects.get(name=all_met.audit_chain)

    assert manifest.take(all_met.pk, "centre")["audit"] == {
        "events": chain.length,
        "head": chain.head,
    }


def test_it_says_once_under_which_declaration_what_was_sent(all_met):
    declarations = manifest.take(all_met.pk, "centre")["declarations"]

    assert {d["words"] for d in declarations} == {submission.DECLARATION}
    assert [d["references"] for d in declarations] in ([["E01", "E02"]], [["E01"], ["E02"]])


def test_it_holds_what_the_learner_answered(enrolment, sent, ben, amy):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    submit(enrolment, sent, by=amy, answer="Names are on page 1.")

    declarations = manifest.take(enrolment.pk, "centre")["declarations"]
    assert [d["answer"] for d in declarations] == ["", "Names are on page 1."]


def test_no_act_comes_between_its_parts(transactional_db, enrolment, amy, monkeypatch):
    began, waited = threading.Event(), []

    def add():
        try:
            began.wait()
            add_artefact(enrolment, by=amy, checked=False)
        finally:
            connection.close()

    def covered_while_somebody_adds(of):
        covered = of_enrolment(of)
        began.set()
        adding.join(timeout=1)
        waited.append(adding.is_alive())
        return covered

    of_enrolment = coverage.of_enrolment
    monkeypatch.setattr(manifest.coverage, "of_enrolment", covered_while_somebody_adds)
    adding = threading.Thread(target=add)
    adding.start()

    photograph = manifest.take(enrolment.pk, "centre")

    adding.join()
    assert waited == [True]
    assert photograph["artefacts"] == []
    assert enrolment.artefacts.count() == 1


def test_it_tells_the_type_of_a_table_by_its_own_name(
    enrolment, amy, criteria, other_centre, specification, dan
):
    """Else it could not be imported again: there the name is asked, and nobody sent it before."""
    bea = enrolled("bea", centre=other_centre, specification=specification, by=dan)
    words = "week,wait\n1,7\n"
    add_artefact(bea, by=bea.learner.user, name="a.txt", words=words)
    figures = map_to(
        add_artefact(enrolment, by=amy, name="b.csv", words=words), criteria["1.1"], by=amy
    )
    submit(enrolment, figures, by=amy)
    intake.replace_file(figures, text_file("better.txt", "Better."), by=amy)

    photograph = manifest.take(enrolment.pk, "centre")

    assert photograph["artefacts"][0]["content_type"] == "text/plain"
    assert photograph["earlier_versions"][0]["content_type"] == "text/csv"
