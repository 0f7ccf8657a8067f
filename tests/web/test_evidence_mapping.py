"""What do the pages of evidence show, change and refuse: mapping and sending?"""

import pytest
from django.urls import reverse

from accounts import drafts
from evidence import submission
from evidence.models import ArtefactVersion, CrossReference, StoredFile
from learners import allocation
from learners import enrolment as enrolling
from learners.models import Allocation
from qualifications.models import Criterion, EvidenceType, Outcome
from tests.people import FOUND, add_artefact, find_virus_in, judge, map_to, person
from tests.web.asking import lacking, messages_of, page_of, queries_of


@pytest.fixture
def submit_url(enrolment):
    return reverse("evidence:evidence-submit", args=[enrolment.pk])


@pytest.fixture
def artefact(enrolment, amy):
    return add_artefact(enrolment, by=amy)


def map_url(artefact):
    return reverse("evidence:artefact-map", args=[artefact.pk])


def mapping_of(artefact, *ticks, **changes):
    """Return the posted form that ticks (criterion, page, claim)."""
    data = {"title": artefact.title, "kind": artefact.kind}
    data["criterion"] = [criterion.pk for criterion, _, _ in ticks]
    for criterion, page, claim in ticks:
        data |= {f"page-{criterion.pk}": page, f"claim-{criterion.pk}": claim}
    return data | changes


class TestMapping:
    def test_shows_pages_criteria_and_what_is_mapped(self, client_of, amy, artefact, criteria):
        map_to(artefact, criteria["1.2"], by=amy, page=1, words="The team is briefed.")

        page = client_of(amy).get(map_url(artefact))

        outcomes = page.context["units"][0]["outcomes"]
        rows = [row for outcome in outcomes for row in outcome["criteria"]]
        assert [
            (row["criterion"].number, row["chosen"], row["page"], row["claim"]) for row in rows
        ] == [
            ("1.1", False, "", ""),
            ("1.2", True, "1", "The team is briefed."),
            ("2.1", False, "", ""),
        ]
        assert [outcome["shown"] for outcome in outcomes] == [1, 0]
        assert [p["number"] for p in page.context["pages"]] == [1]
        assert page.context["unsaved"] is False

    def test_saves_ticks_pages_and_claims(self, client_of, amy, artefact, criteria):
        data = mapping_of(
            artefact, (criteria["1.1"], "1", "The  plan."), (criteria["2.1"], "", ""), title="Plan"
        )

        answer = client_of(amy).post(map_url(artefact), data)

        assert answer.url == artefact.enrolment.get_absolute_url()
        artefact.refresh_from_db()
        assert artefact.title == "Plan"
        assert list(
            artefact.cross_references.current().values_list("criterion__number", "page", "claim")
        ) == [("1.1", 1, "The plan."), ("2.1", None, "")]

    def test_goes_on_to_the_next_that_is_not_mapped(self, client_of, amy, enrolment, criteria):
        first, second, third = (
            add_artefact(enrolment, by=amy, name=f"{name}.txt") for name in ("a", "b", "c")
        )
        client = client_of(amy)
        tick = (criteria["1.1"], "", "")

        after_second = client.post(map_url(second), mapping_of(second, tick, next=""))
        after_third = client.post(map_url(third), mapping_of(third, tick, next=""))
        after_first = client.post(map_url(first), mapping_of(first, tick, send=""))

        assert after_second.url == map_url(third)
        assert after_third.url == map_url(first)
        assert after_first.url == reverse("evidence:evidence-submit", args=[enrolment.pk])

    @pytest.mark.parametrize(
        ("page", "claim", "errors"),
        [
            ("nine", "Here.", {"page": "Write the page as a number, such as 3."}),
            ("²", "Here.", {"page": "Write the page as a number, such as 3."}),
            ("9", "Here.", {"page": "The last page is 1."}),
            ("1", "x" * 201, {"claim": "Keep it to one line of 200 characters."}),
        ],
    )
    def test_shows_what_is_wrong_beside_the_criterion(
        self, client_of, amy, artefact, criteria, page, claim, errors
    ):
        data = mapping_of(artefact, (criteria["1.1"], page, claim))

        answer = client_of(amy).post(map_url(artefact), data)

        row = answer.context["units"][0]["outcomes"][0]["criteria"][0]
        assert answer.status_code == 422
        assert (row["chosen"], row["page"], row["claim"]) == (True, page, claim)
        assert row["errors"] == errors
        assert not CrossReference.objects.exists()

    def test_takes_no_criterion_of_a_unit_that_is_not_chosen(self, client_of, amy, artefact):
        data = mapping_of(artefact) | {"criterion": ["999999", "²", "x"]}

        client_of(amy).post(map_url(artefact), data)

        assert not CrossReference.objects.exists()

    def test_shows_what_was_typed_and_not_saved(self, client_of, amy, artefact, criteria):
        key = f"map-{artefact.pk}"
        one, two = criteria["1.1"].pk, criteria["1.2"].pk
        kept = {"title": "A better title", "kind": artefact.kind, "criterion": [str(one), str(two)]}
        drafts.keep(amy, key, kept | {f"page-{one}": "1", f"claim-{two}": "Half a cl"})

        page = client_of(amy).get(map_url(artefact))

        rows = page.context["units"][0]["outcomes"][0]["criteria"]
        assert page.context["unsaved"] is True
        assert page.context["form"].initial["title"] == "A better title"
        assert [(row["chosen"], row["page"], row["claim"]) for row in rows] == [
            (True, "1", ""), (True, "", "Half a cl"),
        ]  # fmt: skip

    def test_goes_back_to_what_is_saved(self, client_of, amy, artefact, criteria):
        key = f"map-{artefact.pk}"
        drafts.keep(amy, key, {"title": "Typed", "criterion": str(criteria["1.1"].pk)})

        answer = client_of(amy).post(map_url(artefact), {"discard": "", "title": "Typed"})

        artefact.refresh_from_db()
        assert answer.url == map_url(artefact)
        assert drafts.recall(amy, key) == {}
        assert (artefact.title, artefact.cross_references.count()) == ("minutes", 0)

    def test_a_draft_that_says_the_same_is_no_news(self, client_of, amy, artefact, criteria):
        map_to(artefact, criteria["1.1"], by=amy, words="The plan.")
        one = criteria["1.1"].pk
        same = {"title": artefact.title, "kind": artefact.kind, "criterion": str(one)}
        drafts.keep(amy, f"map-{artefact.pk}", same | {f"claim-{one}": "The plan."})

        assert client_of(amy).get(map_url(artefact)).context["unsaved"] is False

    def test_saving_forgets_the_draft(self, client_of, amy, artefact, criteria):
        drafts.keep(amy, f"map-{artefact.pk}", {"title": "Typed"})

        client_of(amy).post(map_url(artefact), mapping_of(artefact, (criteria["1.1"], "", "")))

        assert drafts.recall(amy, f"map-{artefact.pk}") == {}

    def test_says_why_nothing_can_be_changed_while_it_is_sent(self, client_of, amy, sent, criteria):
        client = client_of(amy)

        page = client.get(map_url(sent))
        answer = client.post(map_url(sent), mapping_of(sent, (criteria["2.1"], "", "")))

        assert page.context["blocked"] == (
            "E01 is with your assessor. Change it when it comes back, or take it back first."
        )
        assert "Save, " not in page.content.decode()
        assert answer.status_code == 422
        assert set(sent.cross_references.values_list("criterion__number", flat=True)) == {
            "1.1", "1.2",
        }  # fmt: skip

    def test_is_for_the_learner_alone(self, client_of, ben, owen, artefact, criteria):
        data = mapping_of(artefact, (criteria["1.1"], "", ""))
        for user in (ben, owen):
            assert client_of(user).post(map_url(artefact), data).status_code == 403
        assert not CrossReference.objects.exists()

    def test_asks_as_often_with_three_as_with_one(self, client_of, amy, enrolment, artefact):
        client = client_of(amy)
        with_one = queries_of(client, map_url(artefact))
        for name in ("second.txt", "third.txt"):
            add_artefact(enrolment, by=amy, name=name)

        assert queries_of(client, map_url(artefact)) == with_one


class TestLooking:
    """What is out of view stays in the form: nothing that is ticked can be lost by a look."""

    @pytest.fixture
    def both_units(self, enrolment, unit, criteria, owen):
        """Amy has two units: the second has one criterion, for which a delivery note is good."""
        order = unit.specification.units.get(code="order")
        outcome = Outcome.objects.create(unit=order, number=1, title="Know what is missing")
        criterion = Criterion.objects.create(
            outcome=outcome, number="1.1", position=1, text="Order what runs out"
        )
        note = EvidenceType.objects.create(
            unit=order, code="note", position=1, name="Delivery note", category="record"
        )
        note.criteria.add(criterion)
        enrolling.choose_units(enrolment, [unit, order], by=owen)
        return unit, order

    @staticmethod
    def in_view(page):
        """Return the numbers of the criteria that the page shows, by the title of their unit."""
        return {
            unit["unit"].title: [
                row["criterion"].number
                for outcome in unit["outcomes"]
                for row in outcome["criteria"]
                if not row["hidden"]
            ]
            for unit in page.context["units"]
        }

    @pytest.mark.parametrize(
        ("asked", "count", "order"),
        [
            ("", ["1.1", "1.2", "2.1"], ["1.1"]),
            ("?show=all", ["1.1", "1.2", "2.1"], ["1.1"]),
            ("?show=unit&unit={order}", [], ["1.1"]),
            ("?unit={order}", [], ["1.1"]),
            ("?show=ticked", ["1.2"], []),
            ("?show=none", ["2.1"], ["1.1"]),
            ("?q=brief+TEAM", ["1.2"], []),
            ("?q=2.1", ["2.1"], []),
            ("?q=delivery", [], ["1.1"]),
            ("?q=know+missing", [], ["1.1"]),
            ("?q=count+outcome", ["1.1", "1.2", "2.1"], []),
            ("?q=delivery&show=ticked", [], []),
            ("?show=odd&unit=%C2%B2", ["1.1", "1.2", "2.1"], ["1.1"]),
        ],
    )
    def test_shows_what_is_asked_for(
        self, client_of, amy, enrolment, artefact, criteria, both_units, asked, count, order
    ):
        other = add_artefact(enrolment, by=amy, name="other.txt")
        map_to(other, criteria["1.1"], by=amy)
        map_to(artefact, criteria["1.2"], by=amy)

        page = client_of(amy).get(map_url(artefact) + asked.format(order=both_units[1].pk))

        assert self.in_view(page) == {"Count the stock": count, "Order more stock": order}
        assert page.context["in_view"] is bool(count + order)
        assert page.content.decode().count('name="criterion"') == 4

    def test_each_part_says_how_many_criteria_it_has(
        self, client_of, amy, enrolment, artefact, criteria, both_units
    ):
        other = add_artefact(enrolment, by=amy, name="other.txt")
        map_to(other, criteria["1.1"], by=amy)
        map_to(artefact, criteria["1.2"], by=amy)

        page = client_of(amy).get(map_url(artefact))

        assert [(c["label"], c["count"], c["current"]) for c in page.context["chips"]] == [
            ("This unit", 3, False), ("All units", 4, True), ("Ticked", 1, False),
            ("No evidence yet", 2, False),
        ]  # fmt: skip

    def test_one_unit_needs_no_choice_of_units(self, client_of, amy, artefact):
        page = client_of(amy).get(map_url(artefact))

        assert [chip["label"] for chip in page.context["chips"]] == [
            "All", "Ticked", "No evidence yet",
        ]  # fmt: skip
        assert "data-unit" not in page.content.decode()

    def test_says_which_other_evidence_shows_a_criterion(
        self, client_of, amy, enrolment, artefact, criteria
    ):
        for name in ("second.txt", "third.txt"):
            other = add_artefact(enrolment, by=amy, name=name)
            map_to(other, criteria["1.1"], by=amy)
        gone = add_artefact(enrolment, by=amy, name="gone.txt")
        map_to(gone, criteria["2.1"], by=amy)
        submission.withdraw(gone, because="Wrong file", by=amy)
        map_to(artefact, criteria["1.1"], criteria["1.2"], by=amy)

        outcomes = client_of(amy).get(map_url(artefact)).context["units"][0]["outcomes"]

        rows = [row for outcome in outcomes for row in outcome["criteria"]]
        assert [row["also"] for row in rows] == [["E02", "E03"], [], []]

    def test_a_look_without_scripts_keeps_what_is_ticked(self, client_of, amy, artefact, criteria):
        client = client_of(amy)
        data = mapping_of(artefact, (criteria["1.1"], "1", "The pl"), title="Half a ti")

        answer = client.post(map_url(artefact), data | {"show": "none", "q": "team", "unit": ""})
        page = client.get(answer.url)

        unit = page.context["units"][0]["unit"].pk
        assert answer.url == f"{map_url(artefact)}?show=none&unit={unit}&q=team"
        row = page.context["units"][0]["outcomes"][0]["criteria"][0]
        assert (row["chosen"], row["page"], row["claim"]) == (True, "1", "The pl")
        assert page.context["form"].initial["title"] == "Half a ti"
        assert self.in_view(page) == {"Count the stock": ["1.2"]}
        assert not CrossReference.objects.exists()

    def test_shows_all_again_when_something_has_to_be_put_right(
        self, client_of, amy, artefact, criteria
    ):
        data = mapping_of(artefact, (criteria["1.1"], "9", "Here."))

        page = client_of(amy).post(map_url(artefact) + "?show=none", data)

        assert self.in_view(page) == {"Count the stock": ["1.1", "1.2", "2.1"]}

    def test_a_recording_has_no_page_to_name(self, client_of, amy, artefact):
        client = client_of(amy)
        with_pages = page_of(client, map_url(artefact))
        StoredFile.objects.filter(pk=artefact.file_id).update(pages=0)

        without = page_of(client, map_url(artefact))

        assert ('name="page-' in with_pages, 'name="page-' in without) == (True, False)

    def test_the_strip_says_which_are_done(self, client_of, amy, enrolment, artefact, criteria):
        other = add_artefact(enrolment, by=amy, name="other.txt")
        map_to(other, criteria["1.1"], by=amy)

        queue = client_of(amy).get(map_url(artefact)).context["queue"]

        assert [(item["sub"], item["state"], item["current"]) for item in queue] == [
            ("Not mapped yet", "unmapped", True), ("1 criterion", "mapped", False),
        ]  # fmt: skip


class TestSending:
    def agreed(self, *artefacts, **changes):
        return {"artefacts": [a.pk for a in artefacts], "declared": "on", "answer": ""} | changes

    def test_shows_what_is_ready_and_why_the_rest_is_not(
        self, client_of, amy, enrolment, criteria, submit_url
    ):
        ready = add_artefact(enrolment, by=amy, name="ready.txt")
        map_to(ready, criteria["1.2"], criteria["1.1"], by=amy)
        unmapped = add_artefact(enrolment, by=amy, name="unmapped.txt")
        unchecked = add_artefact(enrolment, by=amy, name="unchecked.txt", checked=False)
        map_to(unchecked, criteria["2.1"], by=amy)

        page = client_of(amy).get(submit_url)

        assert list(page.context["ready"]) == [ready]
        shown = [reference.criterion.number for reference in page.context["ready"][0].shown]
        assert shown == ["1.1", "1.2"]
        assert [(item["artefact"], item["why"]) for item in page.context["not_ready"]] == [
            (unmapped, "Map this evidence to at least one criterion first."),
            (unchecked, "Still being checked. It is ready in a few seconds."),
        ]
        assert page.context["assessors"] == "Ben"
        assert submission.DECLARATION in page.content.decode()

    def test_says_that_a_virus_was_found_and_leads_to_where_it_is_withdrawn(
        self, client_of, amy, own_storage, sent, submit_url
    ):
        find_virus_in(sent.file)

        [item] = client_of(amy).get(submit_url).context["not_ready"]

        assert item["artefact"] == sent
        assert item["why"] == f"Quarantined: {FOUND} Withdraw it and add a clean copy."
        assert item["url"] == sent.get_absolute_url()

    def test_says_what_to_do_when_nothing_is_ready(self, client_of, amy, submit_url):
        assert "Nothing is ready to send" in client_of(amy).get(submit_url).content.decode()

    def test_sends_what_is_ticked(self, client_of, amy, enrolment, artefact, criteria, submit_url):
        other = add_artefact(enrolment, by=amy, name="other.txt")
        for each in (artefact, other):
            map_to(each, criteria["1.1"], by=amy)
        drafts.keep(amy, f"submission-{enrolment.pk}", {"answer": "Page 2"})

        answer = client_of(amy).post(
            submit_url, self.agreed(artefact, answer="See page 1."), follow=True
        )

        version = ArtefactVersion.objects.get()
        assert (version.artefact, version.answer) == (artefact, "See page 1.")
        said = "1 artefact sent to Ben. The answer is promised within ten days."
        assert messages_of(answer) == [said]
        assert drafts.recall(amy, f"submission-{enrolment.pk}") == {}

    def test_says_who_answers_when_nobody_is_named_yet(
        self, client_of, amy, owen, artefact, criteria, submit_url
    ):
        map_to(artefact, criteria["1.1"], by=amy)
        for allocated in Allocation.objects.filter(role="assessor"):
            allocation.end_allocation(allocated, by=owen)

        answer = client_of(amy).post(submit_url, self.agreed(artefact), follow=True)

        assert messages_of(answer) == [
            "1 artefact sent to your centre, which will name an assessor."
        ]

    def test_a_second_click_sends_nothing_twice(
        self, client_of, amy, artefact, criteria, submit_url
    ):
        map_to(artefact, criteria["1.1"], by=amy)
        client = client_of(amy)

        client.post(submit_url, self.agreed(artefact))
        again = client.post(submit_url, self.agreed(artefact))

        assert again.status_code == 422
        assert ArtefactVersion.objects.count() == 1

    def test_keeps_the_answer_when_the_declaration_is_not_ticked(
        self, client_of, amy, enrolment, artefact, criteria, submit_url
    ):
        other = add_artefact(enrolment, by=amy, name="other.txt")
        for each in (artefact, other):
            map_to(each, criteria["1.1"], by=amy)

        page = client_of(amy).post(submit_url, {"artefacts": [other.pk], "answer": "See page 1."})

        assert page.status_code == 422
        assert page.context["form"].errors == {
            "declared": ["Read the declaration and tick it before you send."]
        }
        assert page.context["chosen"] == {str(other.pk)}
        assert "See page 1." in page.content.decode()
        assert '<a href="#id_declared">Read the declaration' in page.content.decode()
        assert not ArtefactVersion.objects.exists()

    def test_names_the_unit_of_a_number_that_two_units_have(
        self, client_of, amy, owen, enrolment, specification, unit, artefact, criteria, submit_url
    ):
        """Whoever works on one unit is not told its name on every line."""
        map_to(artefact, criteria["1.1"], by=amy)
        assert unit.title not in page_of(client_of(amy), submit_url)

        order = specification.units.get(code="order")
        outcome = Outcome.objects.create(unit=order, number=1, title="Ordering")
        twin = Criterion.objects.create(outcome=outcome, number="1.1", position=1, text="Order")
        enrolling.choose_units(enrolment, [unit, order], by=owen)
        map_to(artefact, criteria["1.1"], twin, by=amy)

        assert lacking(page_of(client_of(amy), submit_url), unit.title, order.title) == []

    def test_shows_the_kept_answer(self, client_of, amy, enrolment, artefact, criteria, submit_url):
        map_to(artefact, criteria["1.1"], by=amy)
        drafts.keep(amy, f"submission-{enrolment.pk}", {"answer": "Half a sent"})

        assert client_of(amy).get(submit_url).context["form"].initial["answer"] == "Half a sent"

    def test_sends_again_after_feedback_with_an_answer(
        self, client_of, amy, ben, enrolment, sent, submit_url
    ):
        judge(enrolment, ben, c11=True, c12="Say who was there.")

        client_of(amy).post(submit_url, self.agreed(sent, answer="On page 1 now."))

        versions = sent.versions.order_by("number")
        assert [version.answer for version in versions] == ["", "On page 1 now."]

    def test_sends_nothing_of_somebody_else(
        self, client_of, amy, ben, artefact, criteria, submit_url, enrolment
    ):
        map_to(artefact, criteria["1.1"], by=amy)

        assert client_of(ben).post(submit_url, self.agreed(artefact)).status_code == 403
        assert client_of(person("zoe")).get(submit_url).status_code == 404
        assert not ArtefactVersion.objects.exists()

    def test_asks_as_often_with_three_as_with_one(
        self, client_of, amy, enrolment, criteria, submit_url
    ):
        client = client_of(amy)
        first, *rest = (
            add_artefact(enrolment, by=amy, name=f"{name}.txt") for name in ("a", "b", "c")
        )
        map_to(first, criteria["1.1"], by=amy)
        with_one = queries_of(client, submit_url)
        for each in rest:
            map_to(each, criteria["1.1"], criteria["2.1"], by=amy)

        assert queries_of(client, submit_url) == with_one


class TestOddForms:
    @pytest.mark.parametrize("number", ["9" * 5000, "9" * 30])
    def test_a_huge_page_is_refused_in_words(self, client_of, amy, artefact, criteria, number):
        data = mapping_of(artefact, (criteria["1.1"], number, "Here."))

        page = client_of(amy).post(map_url(artefact), data)

        row = page.context["units"][0]["outcomes"][0]["criteria"][0]
        assert row["errors"] == {"page": "Write the page as a number, such as 3."}

    def test_a_huge_criterion_is_none(self, client_of, amy, artefact):
        client_of(amy).post(map_url(artefact), mapping_of(artefact) | {"criterion": ["9" * 5000]})

        assert not CrossReference.objects.exists()

    def test_a_claim_is_kept_without_nul(self, client_of, amy, artefact, criteria):
        data = mapping_of(artefact, (criteria["1.1"], "1", "He\x00re."))

        client_of(amy).post(map_url(artefact), data)

        assert CrossReference.objects.get().claim == "Here."

    def test_a_second_click_on_send_says_so_in_words(
        self, client_of, amy, artefact, criteria, submit_url
    ):
        map_to(artefact, criteria["1.1"], by=amy)
        data = {"artefacts": [artefact.pk], "declared": "on"}
        client = client_of(amy)
        client.post(submit_url, data)

        page = client.post(submit_url, data)

        assert page.context["form"].errors["artefacts"] == [
            "Some of this is sent already or has changed. Look at the list."
        ]
        assert ArtefactVersion.objects.count() == 1


def test_no_hidden_field_keeps_the_browser_from_saving(client_of, amy, artefact):
    """What is wrong is said by the page, in its words, and not by the browser or not at all."""
    write_url = reverse("evidence:record-write", args=[artefact.enrolment_id, "reflective_account"])

    assert lacking(page_of(client_of(amy), map_url(artefact)), "novalidate") == []
    assert lacking(page_of(client_of(amy), write_url), "novalidate") == []
