"""What do the pages of an assessor's own record show, change and refuse?"""

import pytest
from django.urls import reverse

from accounts import drafts
from evidence import scanning
from evidence.models import Artefact
from learners import enrolment as enrolling
from portfolio.bundles import manifest
from tests.people import submit
from tests.web.asking import lacking, page_of

TYPED = {
    "title": "The May count",
    "place": "Hull",
    "seen_on": "3 May 2026",
    "began": "",
    "ended": "",
    "seen": "She counted all of it.",
}


@pytest.fixture
def url(enrolment):
    return reverse("evidence:observation-record", args=[enrolment.pk, "observation"])


@pytest.fixture
def recorded(client_of, ben, url, criteria):
    client_of(ben).post(url, TYPED | {"criteria": [criteria["1.1"].pk]})
    return Artefact.objects.get()


def test_starts_from_the_learner_s_portfolio_as_the_assessor_sees_it(
    client_of, amy, ben, cara, enrolment, url
):
    assert url in page_of(client_of(ben), enrolment.get_absolute_url())
    for user in (amy, cara):
        assert url not in page_of(client_of(user), enrolment.get_absolute_url())


def test_puts_it_into_the_portfolio(client_of, ben, url, criteria):
    answer = client_of(ben).post(url, TYPED | {"criteria": [criteria["1.1"].pk]})

    artefact = Artefact.objects.get()
    assert (answer.status_code, answer.url) == (302, artefact.get_absolute_url())
    assert [r.criterion for r in artefact.cross_references.all()] == [criteria["1.1"]]


def test_says_everywhere_whose_it_is(client_of, amy, ben, recorded, enrolment):
    scanning.scan(recorded.file_id)
    submit(enrolment, recorded, by=amy)
    page = page_of(client_of(amy), recorded.get_absolute_url())
    listed = page_of(client_of(amy), enrolment.get_absolute_url())

    assert lacking(page, "Observed and written by Ben, assessor.") == []
    bench = page_of(client_of(ben), reverse("assessment:enrolment-judge", args=[enrolment.pk]))
    bundled = manifest.take(enrolment.pk, "centre")

    assert lacking(bench, "Observed and written by Ben, assessor.") == []
    assert lacking(listed, "Observation by Ben, assessor") == []
    assert [a["uploaded_by"] for a in bundled["artefacts"]] == ["Ben, assessor"]


def test_keeps_every_word_and_tick_when_something_is_missing(client_of, ben, url, criteria):
    answer = client_of(ben).post(url, TYPED | {"seen": "", "criteria": [criteria["1.1"].pk]})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"seen": ["Write what you saw first."]}
    assert answer.context["form"].ticked() == {criteria["1.1"].pk}
    assert "Hull" in answer.content.decode()


def test_goes_on_where_it_was_left(client_of, ben, url, enrolment, criteria):
    kept = TYPED | {"criteria": str(criteria["1.2"].pk)}
    drafts.keep(ben, f"observation-{enrolment.pk}", kept)

    page = client_of(ben).get(url)

    assert page.context["form"].ticked() == {criteria["1.2"].pk}
    assert "She counted all of it." in page.content.decode()


def test_more_questions_without_scripts(client_of, ben, enrolment):
    url = reverse("evidence:observation-record", args=[enrolment.pk, "questioning"])
    typed = {"title": "Why", "questions-0-question": "Why?", "more": "questions"}

    page = client_of(ben).post(url, typed).content.decode()

    assert lacking(page, "Why?", "questions-3-question") == []
    assert Artefact.objects.count() == 0


@pytest.mark.parametrize("kind", ["reflective_account", "witness_testimony", "nothing"])
def test_only_an_assessor_s_kinds_are_written_here(client_of, ben, enrolment, kind):
    url = reverse("evidence:observation-record", args=[enrolment.pk, kind])

    assert client_of(ben).get(url).status_code == 404


def test_nobody_else_may(client_of, amy, owen, cara, una, url):
    asked = [(user, client_of(user).post(url, TYPED).status_code) for user in (amy, owen, cara)]

    assert asked == [(amy, 403), (owen, 403), (cara, 403)]
    assert client_of(una).post(url, TYPED).status_code == 404
    assert Artefact.objects.count() == 0


def test_says_when_nothing_can_be_added(client_of, ben, owen, enrolment, url):
    enrolling.pause(enrolment, because="Ill", by=owen)

    assert "this enrolment is not active" in page_of(client_of(ben), url)
