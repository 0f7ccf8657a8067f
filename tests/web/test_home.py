"""What does each role find on its home: what waits, for how long, and one press into it?"""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from assessment import signing_off
from assessment.models import Judgement, Signature
from audit.models import AuditEvent
from evidence.models import ArtefactVersion
from learners import allocation
from learners.models import Enrolment
from portfolio.bundles import requesting
from tests.people import add_artefact, enrolled, judge, map_to, person
from tests.web.asking import lacking, page_of, queries_of

HOME = "/"


@pytest.fixture
def portfolio_url(enrolment):
    return enrolment.get_absolute_url()


def begun(days, *enrolments):
    """Let enrolments of a year have begun so many days ago."""
    start = timezone.localdate() - dt.timedelta(days=days)
    Enrolment.objects.filter(pk__in=[enrolment.pk for enrolment in enrolments]).update(
        starts_on=start, due_on=start + dt.timedelta(days=365)
    )


def long_ago(model, field, days):
    """Let all have happened at this time of day, whatever the clocks did since."""
    model.objects.update(**{field: timezone.localtime() - dt.timedelta(days=days)})


# the learner


def test_home_tells_a_learner_what_comes_next(sent, amy, portfolio_url, client_of):
    page = page_of(client_of(amy), HOME)

    assert lacking(page, "Find evidence for 2.1", "Where you stand", portfolio_url) == []


def test_home_quotes_the_feedback_to_act_on_with_who_wrote_it(client_of, amy, ben, sent):
    judge(sent.enrolment, ben, c11=True, c12="The plan is clear. Say who was there, and when.")

    page = page_of(client_of(amy), HOME)

    assert lacking(page, "Ben wrote: “The plan is clear. Say who was there, and when.”") == []


# the assessor


def test_home_tells_an_assessor_what_waits_and_who_the_learners_are(
    sent, ben, portfolio_url, client_of
):
    page = page_of(client_of(ben), HOME)

    words = ("To judge", "2 criteria, 1 artefact", "Judge the oldest", "Your learners")
    assert lacking(page, *words, portfolio_url) == []


def test_home_tells_an_assessor_how_far_over_the_promise_a_wait_is(sent, ben, client_of):
    long_ago(ArtefactVersion, "submitted_at", 12)

    page = page_of(client_of(ben), HOME)

    words = ("12 days, promised 10", "Waiting 12 days for a decision")
    assert lacking(page, *words) == []


def test_home_tells_an_assessor_who_has_been_quiet_for_long(sent, enrolment, ben, client_of):
    begun(30, enrolment)
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    assert client_of(ben).get(HOME).context["silent"] == []

    long_ago(AuditEvent, "at", 20)
    long_ago(Judgement, "judged_at", 15)

    response = client_of(ben).get(HOME)
    assert [row.enrolment for row in response.context["silent"]] == [enrolment]
    assert lacking(response.content.decode(), "Feedback unanswered for 15 days") == []


def test_home_of_an_assessor_without_learners_says_how_they_come(una, client_of):
    page = page_of(client_of(una), HOME)

    assert lacking(page, "Nothing waits for you", "No learner is allocated to you") == []


# the centre


def test_home_tells_an_admin_who_is_at_risk_and_why(
    sent, enrolment, owen, centre, specification, client_of
):
    bea = enrolled("bea", centre=centre, specification=specification, by=owen)
    begun(60, enrolment, bea)

    response = client_of(owen).get(HOME)

    (desk,) = response.context["desks"]
    why = {str(row.enrolment.learner): [r.sentence for r in row.reasons] for row in desk.at_risk}
    assert why == {"Bea": ["No assessor yet", "Nothing mapped after six weeks"]}
    assert [str(alone.learner) for alone in desk.alone] == ["Bea"]
    assert response.context["said"] == "2 learners are enrolled. 1 at risk, 1 without an assessor."
    assert lacking(response.content.decode(), "Without an assessor", "Add a learner") == []


def test_home_tells_an_admin_whose_learners_wait_longest(sent, ben, owen, centre, client_of):
    long_ago(ArtefactVersion, "submitted_at", 9)

    response = client_of(owen).get(HOME)

    (desk,) = response.context["desks"]
    assert [(q.assessor, q.learners, q.days) for q in desk.queues] == [(ben, 1, 9)]
    url = reverse("portfolio:learner-list", args=[centre.pk])
    queue = f"{url}?assessor={ben.pk}&amp;show=waiting"
    assert lacking(response.content.decode(), "Ben, 9 days", queue) == []


def test_home_shows_an_admin_how_far_bundles_are(enrolment, owen, client_of):
    bundle = requesting.request(enrolment, edition="centre", by=owen)
    type(bundle).objects.update(state="building", percent=37, step="Adding E07, 6 pages")

    page = page_of(client_of(owen), HOME)

    words = ("Adding E07, 6 pages", 'aria-valuenow="37"', bundle.get_absolute_url())
    assert lacking(page, *words) == []


def test_home_tells_an_admin_of_an_empty_centre_how_to_begin(owen, client_of):
    assert lacking(page_of(client_of(owen), HOME), "No learner is enrolled yet") == []


# quality assurance


def test_home_leads_an_iqa_to_the_oldest_signature(signed, unit, cara, client_of):
    long_ago(Signature, "signed_at", 9)

    response = client_of(cara).get(HOME)

    (entry,) = response.context["signed"]
    assert (entry.sign_off, entry.days) == (signed, 9)
    said = "1 signed unit waits to be quality-assured. The oldest was signed 9 days ago."
    assert response.context["said"] == said
    assert response.context["primary"]["url"] == signed.get_absolute_url()
    words = ("Signed by the assessor. Judged by Ben.", "Count the stock", "Read the unit")
    assert lacking(response.content.decode(), *words) == []


def test_home_of_an_iqa_forgets_a_signature_that_was_taken_back(signed, ben, cara, client_of):
    signing_off.reopen(signed, because="A file was missing.", by=ben)

    response = client_of(cara).get(HOME)

    assert response.context["signed"] == []
    assert response.context["said"] == "No signed unit waits to be quality-assured."


def test_home_tells_an_iqa_that_own_decisions_are_for_somebody_else(signed, cara, client_of):
    Signature.objects.update(signed_by=cara)

    response = client_of(cara).get(HOME)

    said = "You judged this unit, so somebody else has to quality-assure it."
    assert lacking(response.content.decode(), said) == []
    assert response.context["primary"] is None


def test_home_counts_for_an_iqa_what_each_assessor_decided_lately(
    sent, enrolment, ben, cara, client_of
):
    judge(enrolment, ben, c11=True, c12="Say who was there.")

    (entry,) = client_of(cara).get(HOME).context["decisions"]
    assert (entry.judged_by, entry.met, entry.not_yet_met, entry.learners) == (ben, 1, 1, 1)

    long_ago(Judgement, "judged_at", 29)
    assert client_of(cara).get(HOME).context["decisions"] == []


def test_home_shows_an_iqa_who_is_at_risk(enrolment, cara, portfolio_url, client_of):
    begun(60, enrolment)

    page = page_of(client_of(cara), HOME)

    words = ("Portfolios that you quality-assure", "Nothing mapped after six weeks")
    assert lacking(page, *words, portfolio_url) == []


def test_home_leads_an_eqa_to_each_unit_signed_ones_first(
    signed, enrolment, unit, eve, centre, specification, owen, client_of
):
    aby = enrolled("aby", centre=centre, specification=specification, by=owen)
    allocation.allocate(aby, eve, role=Role.EQA, by=owen)

    response = client_of(eve).get(HOME)

    assert [row.enrolment for row in response.context["inspected"]] == [enrolment, aby]
    page = response.content.decode()
    units = [reverse("assessment:unit-view", args=[e.pk, unit.pk]) for e in (enrolment, aby)]
    assert lacking(page, "Portfolios in your visit", "0 of 3 met", *units) == []
    assert response.context["primary"] is None


def test_from_home_an_eqa_is_three_presses_from_criterion_to_evidence_and_decision(
    signed, sent, unit, eve, client_of
):
    client = client_of(eve)
    unit_url = reverse("assessment:unit-view", args=[signed.enrolment_id, unit.pk])

    assert lacking(page_of(client, HOME), unit_url) == []
    assert lacking(page_of(client, unit_url), "Ben", "Met", sent.get_absolute_url()) == []
    assert client.get(sent.get_absolute_url()).status_code == 200


# nobody, and nobody else's


def test_home_says_when_nothing_is_shared(db, client_of):
    assert lacking(page_of(client_of(person("zed")), HOME), "Nothing is shared with you yet") == []


@pytest.mark.parametrize("who", ["una", "dan"])
def test_home_holds_nothing_of_others(signed, who, client_of, request):
    page = page_of(client_of(request.getfixturevalue(who)), HOME)

    assert lacking(page, "Amy") == ["Amy"]


def test_home_of_an_iqa_holds_nothing_of_learners_of_others(
    signed, centre, specification, owen, client_of
):
    new = person("ivy", centre=centre, role=Role.IQA)
    enrolled("bea", centre=centre, specification=specification, by=owen)

    page = page_of(client_of(new), HOME)

    assert lacking(page, "Amy", "Bea") == ["Amy", "Bea"]


@pytest.mark.parametrize("who", ["ben", "owen", "cara", "eve"])
def test_home_asks_as_much_for_three_learners_as_for_one(
    signed, centre, specification, owen, ben, cara, eve, criteria, who, client_of, request
):
    client = client_of(request.getfixturevalue(who))
    one = queries_of(client, HOME)
    for name in ("bea", "cem"):
        other = enrolled(name, centre=centre, specification=specification, by=owen)
        for user, role in ((ben, Role.ASSESSOR), (cara, Role.IQA), (eve, Role.EQA)):
            allocation.allocate(other, user, role=role, by=owen)
        learner = other.learner.user
        map_to(add_artefact(other, by=learner), criteria["1.1"], by=learner)

    assert queries_of(client, HOME) == one
