"""What do the pages of assessment show, change and refuse?"""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from accounts import drafts
from accounts.models import Role
from assessment import coverage, signing_off
from assessment.models import Feedback, Judgement, UnitSignOff
from evidence import intake
from learners import allocation
from learners import enrolment as enrolling
from learners.models import Enrolment
from tests.people import add_artefact, enrolled, judge, map_to, submit, text_file
from tests.web.asking import HTMX, lacking, messages_of, page_of, queries_of

WORK = "/marking/"


@pytest.fixture
def judge_url(enrolment):
    return reverse("assessment:enrolment-judge", args=[enrolment.pk])


@pytest.fixture
def unit_url(enrolment, unit):
    return reverse("assessment:unit-view", args=[enrolment.pk, unit.pk])


@pytest.fixture
def sign_url(enrolment, unit):
    return reverse("assessment:unit-sign", args=[enrolment.pk, unit.pk])


def declare_url(signed):
    return reverse("assessment:unit-declare", args=[signed.pk])


def reopen_url(signed):
    return reverse("assessment:unit-reopen", args=[signed.pk])


def decided(criterion, met, feedback="", without=()):
    """Return the posted fields of one decision."""
    words = {"valid", "authentic", "current", "sufficient", "reliable"} - set(without)
    data = {f"{word}-{criterion.pk}": "on" for word in words} | {"seen": all_seen()}
    return data | {f"met-{criterion.pk}": met, f"feedback-{criterion.pk}": feedback}


def all_seen():
    """Return the field that says what an assessor sees who opens a page now."""
    waiting = [
        f"{covered.criterion.pk}:{'-'.join(str(version.pk) for version in covered.waiting)}"
        for coverages in coverage.of_enrolments(Enrolment.objects.all()).values()
        for covered in coverages.criteria
        if covered.waiting
    ]
    return " ".join(waiting)


def waiting_learner(name, *, centre, specification, criteria, owen, ben):
    """Return the enrolment of one more learner whose evidence for 1.1 waits for ben."""
    enrolment = enrolled(name, centre=centre, specification=specification, by=owen)
    allocation.allocate(enrolment, ben, role=Role.ASSESSOR, by=owen)
    learner = enrolment.learner.user
    artefact = add_artefact(enrolment, by=learner, name=f"{name}.txt")
    map_to(artefact, criteria["1.1"], by=learner)
    submit(enrolment, artefact, by=learner)
    return enrolment


# the work list


def test_the_work_list_says_when_nothing_waits(enrolment, ben, client_of):
    assert lacking(page_of(client_of(ben), WORK), "Nothing waits for you") == []


def test_the_work_list_shows_what_waits_and_leads_to_it(sent, ben, judge_url, client_of):
    page = page_of(client_of(ben), WORK)

    words = ("Amy", "Count the stock", "2 criteria, 1 artefact", judge_url, "Judge the oldest")
    assert lacking(page, *words) == []


def test_the_work_list_shows_what_can_be_signed(all_met, ben, unit_url, client_of):
    page = page_of(client_of(ben), WORK)

    assert lacking(page, "Every criterion is met.", unit_url, "Read and sign") == []


def test_the_work_list_shows_a_signature_that_went_stale(signed, amy, ben, criteria, client_of):
    map_to(signed.enrolment.artefacts.get(number=2), criteria["2.1"], by=amy, words="Better.")
    submit(signed.enrolment, signed.enrolment.artefacts.get(number=2), by=amy)
    judge(signed.enrolment, ben, c21=True)

    assert lacking(page_of(client_of(ben), WORK), "Signed before a change.", "Look again") == []


def test_the_work_list_holds_nothing_of_learners_of_others(sent, una, client_of):
    assert lacking(page_of(client_of(una), WORK), "Amy") == ["Amy"]


@pytest.mark.parametrize("who", ["amy", "cara", "owen"])
def test_the_work_list_is_for_assessors(sent, who, client_of, request):
    assert client_of(request.getfixturevalue(who)).get(WORK).status_code == 403


def test_the_work_list_asks_as_much_for_three_as_for_one(
    sent, centre, specification, criteria, owen, ben, client_of
):
    client = client_of(ben)
    one = queries_of(client, WORK)
    for name in ("bea", "cem"):
        waiting_learner(
            name, centre=centre, specification=specification, criteria=criteria, owen=owen, ben=ben
        )

    assert queries_of(client, WORK) == one


# judging


def test_the_workbench_shows_evidence_beside_criteria(sent, ben, judge_url, client_of):
    page = page_of(client_of(ben), judge_url)

    image = reverse("evidence:page-image", args=[sent.pk, 1])
    original = reverse("evidence:original-download", args=[sent.pk])
    words = ("2 criteria to judge", "Plan the count", "It shows it.", image, original, str(sent))
    assert lacking(page, *words) == []


def test_the_workbench_shows_nothing_that_was_not_sent(
    sent, enrolment, amy, ben, criteria, judge_url, client_of
):
    draft = add_artefact(enrolment, by=amy, name="draft.txt")
    map_to(draft, criteria["1.1"], by=amy, words="Not to be seen yet.")

    page = page_of(client_of(ben), judge_url)

    assert lacking(page, "Not to be seen yet.", draft.reference) == [
        "Not to be seen yet.",
        draft.reference,
    ]


def test_the_workbench_shows_the_page_that_was_asked_for(
    sent, enrolment, amy, ben, criteria, judge_url, client_of
):
    other = add_artefact(enrolment, by=amy, name="other.txt")
    map_to(other, criteria["2.1"], by=amy)
    submit(enrolment, other, by=amy)

    response = client_of(ben).get(judge_url, {"artefact": other.pk, "page": 99})

    assert response.context["artefact"] == other
    assert response.context["page"] == other.file.pages


def test_another_piece_of_evidence_comes_as_a_part_of_the_page(
    sent, enrolment, amy, ben, criteria, judge_url, client_of
):
    other = add_artefact(enrolment, by=amy, name="other.txt")
    map_to(other, criteria["2.1"], by=amy)
    submit(enrolment, other, by=amy)
    client, address = client_of(ben), f"{judge_url}?artefact={other.pk}"

    part, page = page_of(client, address, **HTMX), page_of(client, address)

    assert part.strip().startswith('<section class="view" id="evidence"')
    assert part.strip() in page
    assert lacking(part, str(other), 'method="post"') == ['method="post"']


def test_the_way_back_never_shows_the_part_for_the_page(sent, ben, judge_url, client_of):
    """A browser keeps both under one address, unless it is told what tells them apart."""
    assert "HX-Request" in client_of(ben).get(judge_url, headers=HTMX)["Vary"]


def test_a_part_of_a_page_that_has_nothing_left_reloads_it(all_met, ben, judge_url, client_of):
    response = client_of(ben).get(judge_url, headers=HTMX)

    assert response["HX-Refresh"] == "true"


def test_the_workbench_marks_the_pages_that_claims_name(
    enrolment, amy, ben, criteria, judge_url, client_of
):
    artefact = add_artefact(enrolment, by=amy, words="\n".join(["One line."] * 200))
    map_to(artefact, criteria["1.1"], by=amy, page=2)
    submit(enrolment, artefact, by=amy)

    page = page_of(client_of(ben), judge_url)

    assert page.count("named in a claim") == 1
    assert f"?artefact={artefact.pk}&amp;page=2" in page


def test_the_workbench_counts_what_is_decided_so_far(
    sent, enrolment, ben, criteria, judge_url, client_of
):
    drafts.keep(ben, f"judging-{enrolment.pk}", {f"met-{criteria['1.1'].pk}": "yes"})

    page = page_of(client_of(ben), judge_url)

    assert lacking(page, "2 criteria to judge<span data-decided>, 1 done</span>") == []
    assert 'aria-valuenow="50"' in page


def test_the_workbench_names_the_units_only_where_there_are_several(
    sent, ben, judge_url, client_of
):
    assert [row["unit"] for row in client_of(ben).get(judge_url).context["decisions"]] == ["", ""]


def test_the_workbench_shows_the_answer_and_earlier_attempts(
    sent, enrolment, amy, ben, judge_url, client_of
):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    Feedback.objects.create(enrolment=enrolment, text="A good start.", given_by=ben)
    submit(enrolment, sent, by=amy, answer="The names are on page 1 now.")

    page = page_of(client_of(ben), judge_url)

    words = ("The names are on page 1 now.", "Say who was there.", "Attempt 1", "A good start.")
    assert lacking(page, *words) == []


def test_the_workbench_says_when_nothing_waits_and_what_can_be_signed(
    all_met, ben, judge_url, unit_url, client_of
):
    page = page_of(client_of(ben), judge_url)

    assert lacking(page, "Nothing from Amy waits for you", unit_url) == []


def test_judging_records_decisions_and_feedback(
    sent, enrolment, ben, criteria, judge_url, client_of
):
    data = decided(criteria["1.1"], "yes") | {"feedback": "Well begun."}
    data |= decided(criteria["1.2"], "no", "Say who was there.", without=["sufficient"])

    response = client_of(ben).post(judge_url, data, follow=True)

    assert messages_of(response) == ["Sent to Amy: 1 met, 1 not yet met."]
    assert [(j.criterion.number, j.met, j.sufficient) for j in Judgement.objects.all()] == [
        ("1.1", True, True),
        ("1.2", False, False),
    ]
    assert Feedback.objects.get().text == "Well begun."
    sent.refresh_from_db()
    assert sent.state == "returned"


def test_judging_forgets_what_was_typed_once_it_is_sent(
    sent, enrolment, ben, criteria, judge_url, client_of
):
    key = f"judging-{enrolment.pk}"
    drafts.keep(ben, key, {f"feedback-{criteria['1.1'].pk}": "Half a sent"})
    assert lacking(page_of(client_of(ben), judge_url), "Half a sent") == []

    client_of(ben).post(judge_url, decided(criteria["1.1"], "yes"))

    assert drafts.recall(ben, key) == {}


def test_judging_keeps_words_on_what_is_not_decided_yet(
    sent, enrolment, ben, criteria, judge_url, client_of
):
    words = {f"feedback-{criteria['1.2'].pk}": "I look at this tomorrow."}

    client_of(ben).post(judge_url, decided(criteria["1.1"], "yes", "Good.") | words)

    assert drafts.recall(ben, f"judging-{enrolment.pk}") == words
    assert lacking(page_of(client_of(ben), judge_url), "I look at this tomorrow.") == []


def test_kept_words_are_kept_without_nul(sent, enrolment, ben, criteria, judge_url, client_of):
    feedback = f"feedback-{criteria['1.2'].pk}"

    client_of(ben).post(judge_url, decided(criteria["1.1"], "yes") | {feedback: "To\x00morrow."})

    assert drafts.recall(ben, f"judging-{enrolment.pk}") == {feedback: "Tomorrow."}


def test_judging_refuses_beside_the_criterion_and_keeps_every_word(
    sent, ben, criteria, judge_url, client_of
):
    data = decided(criteria["1.1"], "yes", "Kept words.") | {"feedback": "Kept too."}
    data |= decided(criteria["1.2"], "no")

    response = client_of(ben).post(judge_url, data)

    assert response.status_code == 422
    words = ("Say what is missing for 1.2", "Kept words.", "Kept too.", "One answer needs another")
    assert lacking(response.content.decode(), *words) == []
    rows = {row["criterion"]["number"]: row for row in response.context["decisions"]}
    assert (rows["1.1"]["errors"], rows["1.1"]["answer"]["met"]) == ([], "yes")
    assert len(rows["1.2"]["errors"]) == 1
    assert not Judgement.objects.exists()


def test_judging_refuses_endless_feedback_and_keeps_every_word(
    sent, ben, criteria, judge_url, client_of
):
    data = decided(criteria["1.1"], "no", "x" * 5001) | {"feedback": "y" * 5001}

    response = client_of(ben).post(judge_url, data)

    assert response.status_code == 422
    rows = {row["criterion"]["number"]: row for row in response.context["decisions"]}
    assert rows["1.1"]["errors"] == ["Keep the feedback to 5,000 letters; these are 5,001."]
    assert response.context["form"].errors["feedback"] == ["Keep the feedback to 5,000 letters."]
    assert lacking(response.content.decode(), "x" * 5001, "y" * 5001) == []
    assert not Judgement.objects.exists()


def test_judging_refuses_met_without_all_of_vacsr(sent, ben, criteria, judge_url, client_of):
    data = decided(criteria["1.1"], "yes", without=["authentic"])

    response = client_of(ben).post(judge_url, data)

    assert lacking(response.content.decode(), "1.1 can’t be met while the evidence") == []
    (row,) = [r for r in response.context["decisions"] if r["criterion"]["number"] == "1.1"]
    assert (row["answer"]["authentic"], row["answer"]["valid"]) == (False, True)
    assert not Judgement.objects.exists()


def test_judging_refuses_nothing_at_all(sent, ben, judge_url, client_of):
    response = client_of(ben).post(judge_url, {"feedback": "Only this."})

    assert (
        lacking(response.content.decode(), "Decide on at least one criterion", "Only this.") == []
    )
    assert not Feedback.objects.exists()


def test_judging_twice_changes_nothing_twice(sent, ben, criteria, judge_url, client_of):
    data = decided(criteria["1.1"], "yes") | decided(criteria["1.2"], "yes")
    client = client_of(ben)
    client.post(judge_url, data)

    response = client.post(judge_url, data)

    assert lacking(response.content.decode(), "Nothing from Amy waits for you") == []
    assert Judgement.objects.count() == 2


def test_judging_waits_during_a_break(sent, enrolment, owen, ben, criteria, judge_url, client_of):
    enrolling.pause(enrolment, because="Parental leave.", by=owen)

    response = client_of(ben).post(judge_url, decided(criteria["1.1"], "yes"))

    assert response.status_code == 422
    assert not Judgement.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("amy", 403), ("cara", 403), ("eve", 403), ("owen", 403), ("una", 404), ("dan", 404)],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_judging_is_for_the_allocated_assessor(
    sent, criteria, judge_url, who, status, method, client_of, request
):
    client = client_of(request.getfixturevalue(who))

    assert getattr(client, method)(judge_url, decided(criteria["1.1"], "yes")).status_code == status
    assert not Judgement.objects.exists()


def test_the_workbench_asks_as_much_for_three_as_for_one(
    enrolment, amy, ben, criteria, judge_url, client_of
):
    client, counts = client_of(ben), []
    for number in ("1.1", "1.2", "2.1"):
        artefact = add_artefact(enrolment, by=amy, name=f"{number}.txt")
        map_to(artefact, criteria[number], by=amy)
        submit(enrolment, artefact, by=amy)
        counts.append(queries_of(client, judge_url))

    assert counts == [counts[0]] * 3


# the unit


def test_a_unit_names_what_is_open_and_whose_turn_it_is(
    sent, amy, ben, criteria, unit_url, client_of
):
    marked = [page_of(client_of(user), unit_url) for user in (amy, ben)]
    learner, assessor = (strip_tags(page) + page for page in marked)

    said = ("2.1: no evidence yet", "1.1, 1.2: waiting for a decision", "3 of 3 criteria are open")
    row = f'<a href="#criterion-{criteria["2.1"].pk}">2.1</a>'
    assert lacking(learner, *said, "Add evidence", row) == []
    sentence = "Sign-off needs every criterion met; 3 are open: 1.1, 1.2, 2.1."
    assert lacking(assessor, *said, sentence, "Judge") == []
    assert lacking(learner, sentence, 'name="agreed"') == [sentence, 'name="agreed"']


def test_a_unit_shows_every_attempt(sent, enrolment, amy, ben, unit_url, client_of):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    submit(enrolment, sent, by=amy)
    judge(enrolment, ben, c12="Now say when.")

    page = page_of(client_of(amy), unit_url)

    assert lacking(page, "Say who was there.", "Now say when.", "Attempt 1") == []


def test_a_unit_known_by_its_title_says_so(enrolment, owen, amy, specification, client_of):
    enrolling.choose_units(enrolment, specification.units.all(), by=owen)
    url = reverse(
        "assessment:unit-view", args=[enrolment.pk, specification.units.get(code="order").pk]
    )

    assert lacking(page_of(client_of(amy), url), "Only the title of this unit is known") == []


def test_a_unit_that_was_not_chosen_is_not_found(enrolment, specification, ben, client_of):
    other = specification.units.get(code="order").pk
    client = client_of(ben)

    assert client.get(f"/enrolments/{enrolment.pk}/units/{other}/").status_code == 404
    sign = reverse("assessment:unit-sign", args=[enrolment.pk, other])
    assert client.post(sign, {"agreed": "on"}).status_code == 404


@pytest.mark.parametrize("who", ["una", "dan"])
def test_a_unit_is_not_found_by_outsiders(sent, unit_url, who, client_of, request):
    assert client_of(request.getfixturevalue(who)).get(unit_url).status_code == 404


@pytest.mark.parametrize("who", ["amy", "ben", "cara", "eve", "owen"])
def test_a_unit_is_shown_to_all_who_see_the_enrolment(sent, unit_url, who, client_of, request):
    assert client_of(request.getfixturevalue(who)).get(unit_url).status_code == 200


def test_a_unit_asks_as_much_for_three_as_for_one(
    enrolment, amy, ben, criteria, unit_url, client_of
):
    client, counts = client_of(amy), []
    for number in ("1.1", "1.2", "2.1"):
        artefact = add_artefact(enrolment, by=amy, name=f"{number}.txt")
        map_to(artefact, criteria[number], by=amy)
        submit(enrolment, artefact, by=amy)
        judge(enrolment, ben, **{f"c{number.replace('.', '')}": "Say more."})
        counts.append(queries_of(client, unit_url))

    assert counts == [counts[0]] * 3


# signing


def test_signing_off_signs_and_passes_on_to_the_learner(all_met, ben, sign_url, client_of):
    response = client_of(ben).post(sign_url, {"agreed": "on"}, follow=True)

    assert messages_of(response) == ["You have signed off Count the stock. Amy confirms next."]
    assert UnitSignOff.objects.get().state == "signed"


def test_signing_off_refuses_words_that_are_not_ticked(all_met, ben, sign_url, client_of):
    response = client_of(ben).post(sign_url)

    assert response.status_code == 422
    assert response.context["form"].errors["agreed"] == [
        "Read the words and tick them before you sign."
    ]
    assert not UnitSignOff.objects.exists()


def test_signing_off_refuses_while_a_criterion_is_open(sent, ben, sign_url, client_of):
    response = client_of(ben).post(sign_url, {"agreed": "on"})

    assert response.status_code == 422
    sentence = "Sign-off needs every criterion met; 3 are open: 1.1, 1.2, 2.1."
    assert response.context["form"].non_field_errors() == [sentence]
    assert not UnitSignOff.objects.exists()


def test_signing_off_twice_signs_once(all_met, ben, sign_url, client_of):
    client = client_of(ben)
    client.post(sign_url, {"agreed": "on"})

    assert client.post(sign_url, {"agreed": "on"}).status_code == 422
    assert UnitSignOff.objects.get().signatures.count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("amy", 403), ("cara", 403), ("eve", 403), ("owen", 403), ("una", 404), ("dan", 404)],
)
def test_signing_off_is_for_the_allocated_assessor(
    all_met, sign_url, who, status, client_of, request
):
    client = client_of(request.getfixturevalue(who))

    assert client.post(sign_url, {"agreed": "on"}).status_code == status
    assert not UnitSignOff.objects.exists()


def test_a_signed_unit_asks_the_learner_to_confirm(signed, amy, ben, unit_url, client_of):
    learner, assessor = (page_of(client_of(user), unit_url) for user in (amy, ben))

    assert lacking(learner, "Confirm this unit", signing_off.LEARNER_WORDS, 'name="agreed"') == []
    assert lacking(assessor, 'name="agreed"') == ['name="agreed"']


def test_confirming_completes_the_sign_off(signed, amy, client_of):
    response = client_of(amy).post(declare_url(signed), {"agreed": "on"}, follow=True)

    assert messages_of(response) == ["You have confirmed Count the stock."]
    signed.refresh_from_db()
    assert signed.state == "declared"


def test_confirming_refuses_words_that_are_not_ticked(signed, amy, client_of):
    response = client_of(amy).post(declare_url(signed))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["agreed"]


def test_confirming_refuses_what_changed_since(signed, amy, unit_url, client_of):
    intake.replace_file(signed.enrolment.artefacts.get(number=2), text_file("new.txt"), by=amy)

    response = client_of(amy).post(declare_url(signed), {"agreed": "on"})

    assert response.status_code == 422
    page = response.content.decode()
    assert (
        lacking(page, "Something changed since the assessor signed.", "Needs re-confirmation.")
        == []
    )
    signed.refresh_from_db()
    assert signed.state == "signed"


@pytest.mark.parametrize(("who", "status"), [("ben", 403), ("owen", 403), ("dan", 404)])
def test_confirming_is_for_the_learner(signed, who, status, client_of, request):
    client = client_of(request.getfixturevalue(who))

    assert client.post(declare_url(signed), {"agreed": "on"}).status_code == status


def test_reopening_opens_the_unit_and_keeps_its_signatures(signed, ben, unit_url, client_of):
    client = client_of(ben)

    response = client.post(reopen_url(signed), {"reason": "E02 is another site."}, follow=True)

    assert messages_of(response) == ["Count the stock is open again."]
    page = response.content.decode()
    assert lacking(page, "Reopened: E02 is another site.", "Ben as assessor", "Sign off") == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_reopening_refuses_without_a_fitting_reason(signed, ben, unit_url, reason, client_of):
    response = client_of(ben).post(
        reopen_url(signed), {"reason": reason}, headers={"referer": unit_url}, follow=True
    )

    assert "Say why" in messages_of(response)[0]
    signed.refresh_from_db()
    assert signed.state == "signed"


@pytest.mark.parametrize(("who", "status"), [("amy", 403), ("owen", 403), ("una", 404)])
def test_reopening_is_for_the_allocated_assessor(signed, who, status, client_of, request):
    client = client_of(request.getfixturevalue(who))

    assert client.post(reopen_url(signed), {"reason": "No."}).status_code == status


def test_nothing_is_signed_by_looking(signed, sign_url, ben, amy, client_of):
    assert client_of(ben).get(sign_url).status_code == 405
    assert client_of(amy).get(declare_url(signed)).status_code == 405
    assert client_of(ben).get(reopen_url(signed)).status_code == 405


def test_a_decision_on_what_was_judged_meanwhile_is_not_lost_without_a_word(
    client_of, ben, sent, criteria, judge_url, enrolment
):
    judge(enrolment, ben, c11=True)
    one, two = criteria["1.1"].pk, criteria["1.2"].pk
    data = {f"met-{one}": "no", f"feedback-{one}": "Who was there?", f"met-{two}": "no"}
    data["seen"] = all_seen()

    page = client_of(ben).post(judge_url, data | {f"feedback-{two}": "Who was briefed?"})

    assert page.status_code == 422
    (said,) = page.context["form"].non_field_errors()
    assert said.startswith("Some of these criteria were judged meanwhile")
    assert "Who was briefed?" in page.content.decode()
    assert Judgement.objects.count() == 1


def test_feedback_is_kept_without_nul(client_of, ben, sent, criteria, judge_url):
    pk = criteria["1.1"].pk

    words = {f"met-{pk}": "no", f"feedback-{pk}": "Who was\x00 there?"}
    client_of(ben).post(judge_url, words | {"seen": all_seen()})

    assert Judgement.objects.get().feedback == "Who was there?"


def test_the_page_says_why_a_withdrawn_unit_is_not_signed(client_of, all_met, ben, owen, unit_url):
    enrolling.withdraw(all_met, because="New job", by=owen)

    page = client_of(ben).get(unit_url)

    assert page.context["may_sign"] is False
    assert page.context["blocked_by"] == "The enrolment is withdrawn, so it can’t be signed off."


def test_the_promise_is_told_in_days(client_of, ben, sent):
    assert client_of(ben).get(WORK).context["said"].endswith("is promised within 10 days.")


@pytest.mark.parametrize(("met", "without"), [("no", []), ("yes", ["valid"])])
def test_a_refused_decision_says_so_beside_what_it_is_about(
    client_of, ben, sent, criteria, judge_url, met, without
):
    key = criteria["1.2"].pk

    response = client_of(ben).post(judge_url, decided(criteria["1.2"], met, without=without))

    page = response.content.decode()
    described = f'aria-describedby="error-{key}{" why-" if met == "yes" else ""}'
    assert page.count(f'id="error-{key}"') == page.count(described) == 1
    before_feedback = page.index(f'id="error-{key}"') < page.index(f'id="feedback-{key}"')
    assert before_feedback == (met == "yes")
