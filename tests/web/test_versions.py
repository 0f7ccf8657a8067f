"""What does the page of an artefact say of its versions, and how is what was sent taken back?"""

import pytest
from django.urls import reverse

from accounts import drafts
from evidence import intake, scanning, submission
from evidence.models import Artefact
from tests.people import add_artefact, judge, map_to, submit, text_file
from tests.web.asking import lacking, messages_of, page_of, queries_of


@pytest.fixture
def artefact_url(sent):
    return sent.get_absolute_url()


@pytest.fixture
def recall_url(enrolment):
    return reverse("assessment:evidence-recall", args=[enrolment.pk])


def state_of(artefact):
    return Artefact.objects.get(pk=artefact.pk).state


def replaced(artefact, *, by):
    """Return the artefact with a better file that is checked."""
    now = intake.replace_file(artefact, text_file("better.txt", "Better."), by=by)
    scanning.scan(now.file_id)
    return now


def test_every_version_shows_its_file_hash_and_decisions(
    enrolment, sent, amy, ben, artefact_url, client_of
):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    second = replaced(sent, by=amy)
    submit(enrolment, second, by=amy)

    page = page_of(client_of(ben), artefact_url)

    downloads = [reverse("evidence:version-download", args=[sent.pk, number]) for number in (1, 2)]
    assert page.index('id="version-2"') < page.index('id="version-1"')
    words = ("Not yet judged", "1.1 met", "1.2 not yet met", "minutes.txt", "better.txt")
    assert lacking(page, *words, *downloads, sent.file.sha256, second.file.sha256) == []


def test_the_judged_bytes_stay_downloadable(enrolment, sent, amy, ben, client_of):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    replaced(sent, by=amy)

    answer = client_of(ben).get(reverse("evidence:version-download", args=[sent.pk, 1]))

    assert b"".join(answer.streaming_content) == b"These are minutes.txt."


def test_what_is_not_sent_yet_stands_above_the_versions(sent, amy, artefact_url, client_of):
    replaced(sent, by=amy)

    page = page_of(client_of(amy), artefact_url)

    assert lacking(page, "better.txt: a new file since version 1. Not sent yet, not judged.") == []


def test_a_page_asks_as_much_for_three_versions_as_for_one(
    enrolment, sent, amy, ben, artefact_url, client_of
):
    client = client_of(ben)
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    submit(enrolment, sent, by=amy)
    one = queries_of(client, artefact_url)
    for _ in range(2):
        submission.recall(enrolment, [sent], by=amy)
        submit(enrolment, sent, by=amy)

    assert queries_of(client, artefact_url) == one


class TestTakingBack:
    def test_sending_offers_to_take_it_all_back(
        self, enrolment, amy, criteria, recall_url, client_of
    ):
        pair = [add_artefact(enrolment, by=amy, name=name) for name in ("a.txt", "b.txt")]
        for artefact in pair:
            map_to(artefact, criteria["1.1"], by=amy)
        client = client_of(amy)
        data = {"artefacts": [a.pk for a in pair], "declared": "on"}

        told = client.post(
            reverse("evidence:evidence-submit", args=[enrolment.pk]), data, follow=True
        ).content.decode()
        answer = client.post(recall_url, follow=True)

        assert (
            lacking(told, "2 artefacts sent to Ben", "Take it back", f'action="{recall_url}"') == []
        )
        assert messages_of(answer) == [
            "E01 and E02 came back to you. What was sent stays readable."
        ]
        assert {state_of(artefact) for artefact in pair} == {"draft"}

    def test_the_page_says_with_whom_it_is_and_takes_it_back(
        self, sent, amy, artefact_url, recall_url, client_of
    ):
        client = client_of(amy)
        page = page_of(client, artefact_url)

        answer = client.post(recall_url, {"artefacts": sent.pk})

        assert lacking(page, "Sent to Ben. The answer is promised within ten days.") == []
        assert "Take it back" in page
        assert (answer.url, state_of(sent)) == (artefact_url, "draft")

    def test_once_judged_in_part_the_page_says_why_not(
        self, enrolment, sent, amy, ben, artefact_url, recall_url, client_of
    ):
        judge(enrolment, ben, c11=True)
        client = client_of(amy)

        page = page_of(client, artefact_url)
        answer = client.post(recall_url, {"artefacts": sent.pk}, follow=True)

        why = "E01 can’t be taken back: 1.1 is judged already."
        assert "Take it back" not in page
        assert lacking(page, why) == []
        assert [words.startswith(why) for words in messages_of(answer)] == [True]
        assert state_of(sent) == "submitted"

    def test_a_second_click_takes_nothing_back_twice(self, sent, amy, recall_url, client_of):
        client = client_of(amy)
        client.post(recall_url)

        answer = client.post(recall_url, follow=True)

        assert "Nothing that was sent can be taken back now." in messages_of(answer)

    @pytest.mark.parametrize(
        ("who", "status"), [("ben", 403), ("owen", 403), ("una", 404), ("dan", 404), ("eve", 403)]
    )
    def test_it_is_the_learner_s_alone(self, sent, who, status, recall_url, client_of, request):
        client = client_of(request.getfixturevalue(who))

        assert client.post(recall_url).status_code == status
        assert state_of(sent) == "submitted"


class TestReplacing:
    def test_the_page_says_where_the_new_version_goes(self, sent, amy, artefact_url, client_of):
        client = client_of(amy)
        page = page_of(client, artefact_url)

        answer = client.post(
            reverse("evidence:file-replace", args=[sent.pk]),
            {"files": text_file("better.txt", "Better.")},
            follow=True,
        )

        assert lacking(page, "the new version goes to your assessor when you send it") == []
        assert messages_of(answer) == [
            "E01 has a new file and came back to you. "
            "The new version goes to your assessor when you send it."
        ]
        assert state_of(sent) == "draft"

    def test_the_same_file_again_is_said_to_change_nothing(self, sent, amy, client_of):
        url = reverse("evidence:file-replace", args=[sent.pk])
        same = text_file("again.txt", "These are minutes.txt.")

        answer = client_of(amy).post(url, {"files": same}, follow=True)

        assert messages_of(answer) == ["This is the same file; nothing was changed."]
        assert state_of(sent) == "submitted"


def test_withdrawing_accepted_evidence_says_what_rests_on_it(
    all_met, sent, amy, artefact_url, client_of
):
    page = page_of(client_of(amy), artefact_url)

    warning = "It is accepted: 1.1 and 1.2 rest on it and then need re-confirmation"
    assert lacking(page, warning) == []


def test_words_on_what_was_taken_back_meanwhile_come_back_with_it(
    enrolment, sent, amy, ben, criteria, client_of
):
    judge_url = reverse("assessment:enrolment-judge", args=[enrolment.pk])
    client, pk = client_of(ben), criteria["1.1"].pk
    seen = client.get(judge_url).context["form"].seen
    submission.recall(enrolment, [sent], by=amy)

    typed = {f"met-{pk}": "no", f"feedback-{pk}": "Who was there?", "feedback": "Well begun."}
    refused = client.post(judge_url, typed | {"seen": seen})
    submit(enrolment, sent, by=amy)
    page = page_of(client, judge_url)

    assert lacking(refused.content.decode(), "Nothing was sent", "Your words are kept") == []
    assert lacking(page, "Who was there?", "Well begun.") == []
    assert enrolment.judgements.count() == 0


def test_words_that_were_sent_are_not_kept_by_a_second_click(
    enrolment, sent, ben, criteria, client_of
):
    judge_url = reverse("assessment:enrolment-judge", args=[enrolment.pk])
    client = client_of(ben)
    words = {"seen": client.get(judge_url).context["form"].seen, "feedback": "Well begun."}
    for number in ("1.1", "1.2"):
        words |= {f"met-{criteria[number].pk}": "no", f"feedback-{criteria[number].pk}": "Who?"}

    client.post(judge_url, words)
    again = client.post(judge_url, words)

    assert "Your words are kept" not in again.content.decode()
    assert drafts.recall(ben, f"judging-{enrolment.pk}") == {}


def test_an_assessor_does_not_judge_a_version_that_was_not_on_the_page(
    enrolment, sent, amy, ben, criteria, client_of
):
    """The learner put a better file in its place and sent it while the assessor was reading."""
    judge_url = reverse("assessment:enrolment-judge", args=[enrolment.pk])
    client, pk = client_of(ben), criteria["1.1"].pk
    seen = client.get(judge_url).context["form"].seen
    decision = {f"met-{pk}": "yes", f"feedback-{pk}": "Well shown."} | dict.fromkeys(
        [f"{word}-{pk}" for word in ("valid", "authentic", "current", "sufficient", "reliable")],
        "on",
    )
    submit(enrolment, replaced(sent, by=amy), by=amy)

    refused = client.post(judge_url, decision | {"seen": seen})
    page = refused.content.decode()
    taken = client.post(judge_url, decision | {"seen": refused.context["form"].seen})

    told = "E01 was sent in a new version while you judged. Nothing was sent"
    assert (refused.status_code, taken.status_code) == (422, 302)
    assert lacking(page, told, "Well shown.") == []
    assert [str(judged.version) for judged in enrolment.judgements.get().judged_versions.all()] == [
        "E01 version 2"
    ]
