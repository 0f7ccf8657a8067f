"""Submission: mapped, checked, declared; each sending is a version; withdrawn with a reason."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment import coverage
from assessment.models import JudgedVersion
from audit import trail
from audit.models import AuditEvent
from core.errors import RuleViolation
from evidence import intake, mapping, scanning, submission
from evidence.models import ArtefactVersion
from evidence.places import Place
from learners.enrolment import choose_units
from qualifications.models import Criterion
from tests.evidence import samples
from tests.people import add_artefact, judge, map_to, submit, text_file


@pytest.fixture
def mapped(enrolment, amy, criteria):
    return map_to(add_artefact(enrolment, by=amy), criteria["1.1"], by=amy, words="Who and when")


def test_sending_makes_a_version_of_file_mapping_and_declaration(enrolment, mapped, amy, criteria):
    (version,) = submit(enrolment, mapped, by=amy)

    mapped.refresh_from_db()
    assert mapped.state == "submitted"
    assert (version.number, version.file, version.declaration) == (
        1,
        mapped.file,
        submission.DECLARATION,
    )
    assert version.cross_references == [
        {"criterion": criteria["1.1"].pk, "number": "1.1", "page": None, "claim": "Who and when"}
    ]


def test_unmapped_evidence_is_refused_with_the_way_on(enrolment, amy):
    artefact = add_artefact(enrolment, by=amy)

    with pytest.raises(RuleViolation) as refusal:
        submit(enrolment, artefact, by=amy)

    assert refusal.value.message == (
        "E01 minutes: map this evidence to at least one criterion first."
    )


def test_evidence_for_a_unit_that_was_dropped_is_not_sent(
    enrolment, mapped, amy, owen, specification
):
    choose_units(enrolment, [specification.units.get(code="order")], by=owen)

    assert list(enrolment.artefacts.ready_to_submit()) == []
    with pytest.raises(RuleViolation, match="map this evidence to at least one criterion first"):
        submit(enrolment, mapped, by=amy)


def test_one_unmapped_artefact_holds_back_all(enrolment, mapped, amy):
    unmapped = add_artefact(enrolment, by=amy, name="other.txt")

    with pytest.raises(RuleViolation):
        submit(enrolment, mapped, unmapped, by=amy)

    mapped.refresh_from_db()
    assert mapped.state == "draft"
    assert ArtefactVersion.objects.count() == 0


def test_a_file_that_is_still_being_checked_waits(enrolment, amy, criteria):
    artefact = add_artefact(enrolment, by=amy, name="pending.txt", words="Pending.", checked=False)
    map_to(artefact, criteria["1.1"], by=amy)

    with pytest.raises(RuleViolation, match="still being checked"):
        submit(enrolment, artefact, by=amy)


def test_the_declaration_has_to_be_ticked(enrolment, mapped, amy):
    with pytest.raises(RuleViolation, match="^Read the declaration"):
        submission.submit(enrolment, [mapped], declared=False, by=amy)


def test_a_second_click_sends_nothing_twice(enrolment, mapped, amy):
    submit(enrolment, mapped, by=amy)

    with pytest.raises(RuleViolation, match="it is submitted"):
        submit(enrolment, mapped, by=amy)

    assert ArtefactVersion.objects.count() == 1


def test_the_artefact_of_another_enrolment_is_not_sent(enrolment, mapped, amy):
    with pytest.raises(RuleViolation, match="^Choose the evidence"):
        submission.submit(enrolment, [], declared=True, by=amy)


def test_returned_evidence_is_sent_again_with_an_answer(enrolment, sent, amy, ben):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    (version,) = submit(enrolment, sent, by=amy, answer="  Names are on page 1.  ")

    assert (version.number, version.answer) == (2, "Names are on page 1.")


def test_withdrawing_needs_a_reason_and_can_be_undone(mapped, amy):
    with pytest.raises(RuleViolation, match="^Say why"):
        submission.withdraw(mapped, because="", by=amy)

    withdrawn = submission.withdraw(mapped, because="Wrong file.", by=amy)
    assert (withdrawn.state, withdrawn.withdrawn_because) == ("withdrawn", "Wrong file.")

    assert submission.restore(mapped, by=amy).state == "draft"


def test_accepted_evidence_that_must_go_is_withdrawn_and_comes_back_as_accepted(all_met, sent, amy):
    submission.withdraw(sent, because="It names a guest.", by=amy)
    withdrawn = coverage.of_enrolment(all_met).counts

    assert submission.restore(sent, by=amy).state == "accepted"
    assert withdrawn == {"needs_reconfirmation": 2, "met": 1}
    assert coverage.of_enrolment(all_met).counts == {"met": 3}


def test_returned_evidence_comes_back_as_returned(enrolment, sent, amy, ben):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    submission.withdraw(sent, because="Wrong file.", by=amy)

    assert submission.restore(sent, by=amy).state == "returned"


class TestTakingBack:
    def test_what_was_a_draft_is_a_draft_again_and_its_version_stays(self, enrolment, sent, amy):
        (back,) = submission.recall(enrolment, [sent], by=amy)

        assert (back.state, back.came_from) == ("draft", "")
        assert [version.number for version in sent.versions.all()] == [1]
        assert coverage.of_enrolment(enrolment).counts == {"mapped": 2, "unmapped": 1}

    def test_what_was_returned_is_returned_again(self, enrolment, sent, amy, ben):
        judge(enrolment, ben, c11=True, c12="Say who was there.")
        submit(enrolment, sent, by=amy)

        (back,) = submission.recall(enrolment, [sent], by=amy)

        assert back.state == "returned"

    def test_it_is_one_event_and_happens_once(self, enrolment, sent, amy):
        other = add_artefact(enrolment, by=amy, name="other.txt")
        map_to(other, Criterion.objects.get(number="2.1"), by=amy)
        submit(enrolment, other, by=amy)
        before = AuditEvent.objects.count()

        submission.recall(enrolment, [sent, other], by=amy)
        with pytest.raises(RuleViolation, match="it is draft"):
            submission.recall(enrolment, [sent, other], by=amy)

        (event,) = AuditEvent.objects.order_by("pk")[before:]
        assert (event.act, event.data) == ("evidence.recalled", {"evidence": ["E01", "E02"]})
        assert list(trail.verify()) == []

    def test_it_is_sent_again_as_the_next_version(self, enrolment, sent, amy):
        submission.recall(enrolment, [sent], by=amy)

        (version,) = submit(enrolment, sent, by=amy)

        assert version.number == 2

    def test_nothing_is_not_taken_back(self, enrolment, amy):
        with pytest.raises(RuleViolation, match="^Nothing that was sent"):
            submission.recall(enrolment, [], by=amy)


class TestReplacing:
    """A better file while it is with the assessor, or after it was judged."""

    def test_what_was_sent_comes_back_with_its_new_file(self, enrolment, sent, amy):
        first = sent.file

        now = intake.replace_file(sent, text_file("better.txt", "Better."), by=amy)

        assert (now.state, now.versions.get().file) == ("draft", first)
        assert now.file != first

    def test_what_was_returned_before_is_returned_again(self, enrolment, sent, amy, ben):
        judge(enrolment, ben, c11=True, c12="Say who was there.")
        submit(enrolment, sent, by=amy)

        now = intake.replace_file(sent, text_file("better.txt", "Better."), by=amy)

        assert now.state == "returned"

    def test_the_same_file_again_changes_nothing(self, sent, amy):
        before = AuditEvent.objects.count()

        now = intake.replace_file(sent, text_file(words="These are minutes.txt."), by=amy)

        assert (now.state, AuditEvent.objects.count()) == ("submitted", before)

    def test_a_judgement_keeps_naming_the_version_it_was_made_on(self, all_met, sent, amy):
        judged = sent.versions.get()
        now = intake.replace_file(sent, text_file("better.txt", "Better."), by=amy)
        scanning.scan(now.file_id)
        submit(all_met, sent, by=amy)

        assert {row.version for row in JudgedVersion.objects.filter(version__artefact=sent)} == {
            judged
        }
        assert coverage.of_enrolment(all_met).counts == {"needs_reconfirmation": 2, "met": 1}


@pytest.mark.parametrize("change", [{"title": "Minutes of May"}, {"kind": "simulation"}])
def test_title_and_kind_of_accepted_evidence_do_not_change_in_place(all_met, sent, amy, change):
    sent.refresh_from_db()
    claims = [
        mapping.Claim(reference.criterion, reference.place, reference.claim)
        for reference in sent.cross_references.current()
    ]

    changed = mapping.cross_reference(
        sent, claims, by=amy, **{"title": sent.title, "kind": sent.kind} | change
    )

    version = sent.versions.get()
    assert changed.state == "draft"
    assert (version.title, version.kind) == (sent.title, sent.kind)
    assert coverage.of_enrolment(all_met).counts == {"needs_reconfirmation": 2, "met": 1}


class TestPlacesInAFileThatWasReplaced:
    """A place that the new file does not have is not sent."""

    @pytest.fixture
    def pointing_at(self, enrolment, amy, criteria):
        """Map a file of three pages to a place; put a file of one page in its place."""

        def pointing_at(place):
            upload = SimpleUploadedFile("plan.pdf", samples.pdf(3), content_type="")
            artefact = intake.receive(enrolment, upload, by=amy)
            scanning.scan(artefact.file_id)
            claims = [mapping.Claim(criteria["1.1"], place), mapping.Claim(criteria["1.2"])]
            mapping.cross_reference(
                artefact, claims, title=artefact.title, kind=artefact.kind, by=amy
            )
            now = intake.replace_file(artefact, text_file("plan.txt", "Shorter."), by=amy)
            scanning.scan(now.file_id)
            return artefact

        return pointing_at

    @pytest.mark.parametrize(
        ("place", "sentence"),
        [
            (Place(3), "The new file has 1 page; point at a page of it."),
            (Place(1, quote="Change plan, part 1"), "This passage is not on page 1."),
        ],
    )
    def test_it_is_refused_at_its_cross_reference(
        self, enrolment, amy, pointing_at, place, sentence
    ):
        artefact = pointing_at(place)

        with pytest.raises(RuleViolation) as refusal:
            submit(enrolment, artefact, by=amy)

        told = f"E01 plan, 1.1: {sentence} Map it again, then send it."
        assert (refusal.value.message, refusal.value.field) == (told, "artefacts")
        assert ArtefactVersion.objects.count() == 0

    def test_the_page_where_it_is_mapped_marks_it(self, amy, pointing_at, client_of, criteria):
        artefact = pointing_at(Place(3))

        page = client_of(amy).get(reverse("evidence:artefact-map", args=[artefact.pk]))

        problems = {criteria["1.1"].pk: {"page": "The last page is 1."}}
        assert page.context["form"].problems == problems
        assert "The last page is 1." in page.content.decode()

    def test_a_place_that_is_there_is_sent(self, enrolment, amy, pointing_at):
        artefact = pointing_at(Place(1))

        assert submit(enrolment, artefact, by=amy)[0].cross_references[0]["page"] == 1

    def test_a_place_is_looked_up_before_anything_is_locked(
        self, enrolment, amy, pointing_at, store_kept_out, criteria
    ):
        artefact = pointing_at(Place(1))
        claims = [mapping.Claim(criteria["1.1"], Place(1, quote="Shorter."))]

        mapping.cross_reference(artefact, claims, title="Plan", kind=artefact.kind, by=amy)
        submit(enrolment, artefact, by=amy)

        assert store_kept_out
