"""What do the pages of evidence show, change and refuse: adding, writing, handing out?"""

import pytest
from django.urls import reverse

from evidence import scanning
from evidence.models import Artefact
from learners import enrolment as enrolling
from qualifications.models import EvidenceType
from tests.people import FOUND, add_artefact, find_virus_in, judge, map_to, text_file
from tests.web.asking import HTMX, lacking, messages_of, page_of, queries_of


@pytest.fixture
def add_url(enrolment):
    return reverse("evidence:evidence-add", args=[enrolment.pk])


@pytest.fixture
def artefact(enrolment, amy):
    return add_artefact(enrolment, by=amy)


def map_url(artefact):
    return reverse("evidence:artefact-map", args=[artefact.pk])


class TestAdding:
    def test_shows_how_to_begin_when_there_is_nothing(self, client_of, amy, add_url):
        page = client_of(amy).get(add_url)

        assert page.context["rows"] == []
        assert page.context["next_to_map"] is None
        assert "Your first file becomes E01" in page.content.decode()

    def test_shows_what_is_not_mapped_and_offers_the_first_of_it(
        self, client_of, amy, enrolment, criteria, add_url
    ):
        mapped = add_artefact(enrolment, by=amy, name="mapped.txt")
        map_to(mapped, criteria["1.1"], by=amy)
        waiting = add_artefact(enrolment, by=amy, name="waiting.txt", checked=False)
        ready = add_artefact(enrolment, by=amy, name="ready.txt")

        page = client_of(amy).get(add_url)

        assert [row["reference"] for row in page.context["rows"]] == ["E02", "E03"]
        assert [row.get("poll_url") for row in page.context["rows"]] == [
            reverse("evidence:artefact-row", args=[waiting.pk]),
            None,
        ]
        assert (page.context["next_to_map"], page.context["ready"]) == (ready, 1)
        assert (list(page.context["latest"]), page.context["to_send"]) == ([mapped], 1)

    def test_names_what_a_virus_was_found_in_mapped_and_sent_or_not(
        self, client_of, amy, own_storage, enrolment, sent, add_url
    ):
        unmapped = add_artefact(enrolment, by=amy, name="unmapped.txt")
        find_virus_in(sent.file, unmapped.file)

        page = client_of(amy).get(add_url)

        told = f"Quarantined: {FOUND} Withdraw it and add a clean copy."
        assert [(row["reference"], row["error"]) for row in page.context["quarantined"]] == [
            ("E01", told),
            ("E02", told),
        ]
        assert page.context["rows"] == list(page.context["latest"]) == []
        assert page.content.decode().count(told) == 2

    def test_takes_files_and_says_which_it_refused(self, client_of, amy, enrolment, add_url):
        files = [text_file("one.txt", "One."), text_file("page.html", "<!doctype html><html>")]

        page = client_of(amy).post(add_url, {"files": files}, follow=True)

        assert [a.file_name for a in enrolment.artefacts.all()] == ["one.txt"]
        assert messages_of(page) == [
            "page.html was not added: it is a web page (HTML). Print it to PDF, then add the PDF.",
            "1 added. Map them when they are checked.",
        ]

    def test_answers_an_upload_with_its_row(self, client_of, amy, enrolment, add_url):
        answer = client_of(amy).post(add_url, {"files": text_file()}, headers=HTMX)

        artefact = enrolment.artefacts.get()
        assert answer.status_code == 200
        assert answer.templates[0].name == "evidence/_rows.html"
        assert [row["id"] for row in answer.context["rows"]] == [f"artefact-{artefact.pk}"]

    def test_answers_a_refused_upload_with_the_sentence(self, client_of, amy, enrolment, add_url):
        upload = text_file("page.html", "<!doctype html><html>")

        answer = client_of(amy).post(add_url, {"files": upload}, headers=HTMX)

        assert answer.status_code == 422
        assert '<p class="err">' in answer.content.decode()
        assert "page.html was not added" in answer.content.decode()
        assert not enrolment.artefacts.exists()

    def test_says_so_when_no_file_came(self, client_of, amy, add_url):
        page = client_of(amy).post(add_url, follow=True)

        assert messages_of(page) == ["No file came in. Choose the files again."]

    def test_takes_nothing_during_a_break(self, client_of, amy, owen, enrolment, add_url):
        enrolling.pause(enrolment, because="Leave", by=owen)

        page = client_of(amy).get(add_url)
        answer = client_of(amy).post(add_url, {"files": text_file()}, headers=HTMX)

        assert page.context["may_add"] is False
        assert answer.status_code == 422
        assert not enrolment.artefacts.exists()

    def test_a_row_brings_the_next_step_along(self, client_of, amy, artefact):
        answer = client_of(amy).get(reverse("evidence:artefact-row", args=[artefact.pk]))

        text = answer.content.decode()
        assert "Ready to map" in text
        assert "hx-get" not in text
        assert 'id="next-step"' in text
        assert "Map the one that is ready" in text

    def test_a_row_says_why_there_is_no_preview(self, client_of, amy, artefact):
        artefact.file.state, artefact.file.reason = "unreadable", "It could not be shown."
        artefact.file.save()

        answer = client_of(amy).get(reverse("evidence:artefact-row", args=[artefact.pk]))

        assert answer.context["rows"][0]["note"] == "It could not be shown."

    def test_names_three_kinds_of_evidence_to_begin_with(self, client_of, amy, add_url, criteria):
        unit = criteria["1.1"].outcome.unit
        shows = {"Plan": ["1.1"], "Report": ["2.1", "1.2", "1.1"], "Notes": ["1.2", "2.1"]}
        for position, name in enumerate([*shows, "Photo"], start=1):
            kind = EvidenceType.objects.create(
                unit=unit, code=name, position=position, name=name, category="record"
            )
            kind.criteria.set(criteria[number] for number in shows.get(name, []))

        page = client_of(amy).get(add_url)

        assert page.context["first_three"] == [
            {"title": "Report", "text": "Can show 1.1, 1.2 and 2.1"},
            {"title": "Notes", "text": "Can show 1.2 and 2.1"},
            {"title": "Plan", "text": "Can show 1.1"},
        ]

    def test_a_file_is_taken_out_while_it_is_checked_and_brought_back(
        self, client_of, amy, enrolment, add_url
    ):
        waiting = add_artefact(enrolment, by=amy, checked=False)
        client = client_of(amy)
        (row,) = client.get(add_url).context["rows"]
        reason = {"reason": "Cancelled while it was being checked."}

        withdrawn = client.post(row["cancel_url"], reason, headers=HTMX)
        (gone,) = withdrawn.context["rows"]
        waiting.refresh_from_db()
        state_then = waiting.state
        (back,) = client.post(gone["restore_url"], headers=HTMX).context["rows"]
        waiting.refresh_from_db()

        assert withdrawn.templates[0].name == "evidence/_rows.html"
        assert (state_then, gone["state"], gone.get("poll_url")) == ("withdrawn", "withdrawn", None)
        assert (waiting.state, back["state"]) == ("draft", "pending")

    def test_cancelling_without_scripts_comes_back_to_this_page(
        self, client_of, amy, enrolment, add_url
    ):
        waiting = add_artefact(enrolment, by=amy, checked=False)
        url = reverse("evidence:artefact-withdraw", args=[waiting.pk])

        answer = client_of(amy).post(url, {"reason": "Cancelled.", "adding": "yes"})

        assert answer.url == add_url

    def test_the_camera_is_a_second_way_in(self, client_of, amy, enrolment, add_url):
        page = page_of(client_of(amy), add_url)
        files = [text_file("photo.txt", "One."), text_file("chosen.txt", "Two.")]

        client_of(amy).post(add_url, {"files": files})

        assert lacking(page, 'accept="image/*" capture="environment" name="files"') == []
        assert [a.file_name for a in enrolment.artefacts.all()] == ["photo.txt", "chosen.txt"]

    def test_is_for_the_learner_alone(self, client_of, amy, ben, owen, eve, add_url, artefact):
        for user in (ben, owen, eve):
            refused = client_of(user).post(add_url, {"files": text_file("more.txt", "More.")})
            assert refused.status_code == 403
        assert list(Artefact.objects.all()) == [artefact]

    def test_asks_as_often_with_three_as_with_one(self, client_of, amy, enrolment, add_url):
        add_artefact(enrolment, by=amy, name="first.txt")
        client = client_of(amy)
        with_one = queries_of(client, add_url)
        for name in ("second.txt", "third.txt"):
            add_artefact(enrolment, by=amy, name=name)

        assert queries_of(client, add_url) == with_one


class TestBringingBack:
    def test_a_returned_artefact_gets_a_better_file(self, client_of, amy, ben, enrolment, sent):
        judge(enrolment, ben, c11=True, c12="Say who was there.")
        url = reverse("evidence:file-replace", args=[sent.pk])

        answer = client_of(amy).post(url, {"files": text_file("better.txt", "Better.")})

        sent.refresh_from_db()
        assert answer.url == map_url(sent)
        assert (sent.file_name, sent.versions.get().file_name) == ("better.txt", "minutes.txt")

    def test_withdraws_with_a_reason_and_restores(self, client_of, amy, artefact):
        client = client_of(amy)

        client.post(
            reverse("evidence:artefact-withdraw", args=[artefact.pk]), {"reason": "Wrong file"}
        )
        artefact.refresh_from_db()
        assert (artefact.state, artefact.withdrawn_because) == ("withdrawn", "Wrong file")

        client.post(reverse("evidence:artefact-restore", args=[artefact.pk]))
        artefact.refresh_from_db()
        assert (artefact.state, artefact.withdrawn_because) == ("draft", "")

    @pytest.mark.parametrize(
        ("reason", "said"),
        [
            (" ", "Say why, in a few words. Nothing was withdrawn."),
            ("x" * 501, "Say why in 500 characters or fewer. Nothing was withdrawn."),
        ],
    )
    def test_withdraws_nothing_without_a_fitting_reason(
        self, client_of, amy, artefact, reason, said
    ):
        url = reverse("evidence:artefact-withdraw", args=[artefact.pk])

        page = client_of(amy).post(url, {"reason": reason}, follow=True)

        artefact.refresh_from_db()
        assert messages_of(page) == [said]
        assert artefact.state == "draft"

    @pytest.mark.parametrize("name", ["file-replace", "artefact-withdraw", "artefact-restore"])
    def test_takes_a_post_from_the_learner_alone(self, client_of, amy, ben, artefact, name):
        url = reverse(f"evidence:{name}", args=[artefact.pk])

        assert client_of(amy).get(url).status_code == 405
        assert client_of(ben).post(url, {"reason": "Mine"}).status_code == 403


class TestFiles:
    def test_the_original_comes_as_an_attachment_that_never_runs(self, client_of, ben, sent):
        answer = client_of(ben).get(reverse("evidence:original-download", args=[sent.pk]))

        assert b"".join(answer.streaming_content) == b"These are minutes.txt."
        assert answer["Content-Disposition"] == 'attachment; filename="minutes.txt"'
        assert answer["Content-Type"] == "text/plain"

    def test_each_version_keeps_its_own_original(self, client_of, amy, ben, enrolment, sent):
        judge(enrolment, ben, c11=True, c12="Say who was there.")
        url = reverse("evidence:file-replace", args=[sent.pk])
        client_of(amy).post(url, {"files": text_file("better.txt", "Better.")})
        version = reverse("evidence:version-download", args=[sent.pk, 1])

        answer = client_of(ben).get(version)

        assert b"".join(answer.streaming_content) == b"These are minutes.txt."

    def test_page_images_are_there_for_those_who_may_see(self, client_of, ben, una, sent):
        url = reverse("evidence:page-image", args=[sent.pk, 1])

        answer = client_of(ben).get(url)

        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert client_of(una).get(url).status_code == 404

    def test_there_is_no_page_after_the_last(self, client_of, ben, sent):
        client = client_of(ben)

        assert client.get(reverse("evidence:page-image", args=[sent.pk, 2])).status_code == 404
        assert client.get(reverse("evidence:page-image", args=[sent.pk, 0])).status_code == 404

    def test_a_page_image_of_a_version(self, client_of, ben, sent):
        url = reverse("evidence:version-page-image", args=[sent.pk, 1, 1])

        assert client_of(ben).get(url).status_code == 200


def test_a_new_file_has_pages_that_no_browser_holds_yet(client_of, amy, sent, ben):
    client = client_of(amy)
    judge(sent.enrolment, ben, c11=True, c12="Say who was there.")
    before = client.get(sent.get_absolute_url()).context["pages"]

    replace = reverse("evidence:file-replace", args=[sent.pk])
    client.post(replace, {"files": text_file("better.txt", "Better.")})
    sent.refresh_from_db()
    scanning.scan(sent.file_id)
    after = client.get(sent.get_absolute_url()).context["pages"]

    assert [page["number"] for page in before] == [page["number"] for page in after] == [1]
    assert before[0]["url"] != after[0]["url"]
    assert client.get(after[0]["url"]).status_code == 200
