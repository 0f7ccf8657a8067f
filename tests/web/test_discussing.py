"""What does the page of a professional discussion show, change and refuse?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import drafts
from evidence import uploads
from evidence.intake import Given
from evidence.models import Artefact
from tests.evidence import recordings
from tests.people import add_artefact
from tests.web.asking import HTMX, lacking, page_of

PAGE = "0123456789abcdef" * 2
TYPED = {"title": "On the count", "marks-0-at": "00:01", "marks-0-about": "Why we count"}


def sound():
    return SimpleUploadedFile("talk.mp3", recordings.sound(), "audio/mpeg")


@pytest.fixture
def url(enrolment):
    return reverse("evidence:discussion-add", args=[enrolment.pk])


def test_only_this_page_may_ask_for_microphone_and_camera(client_of, amy, url):
    client = client_of(amy)

    here, elsewhere = client.get(url), client.get(reverse("portfolio:home"))

    assert "camera=(self), microphone=(self)" in here["Permissions-Policy"]
    assert "media-src 'self' blob:" in here["Content-Security-Policy"]
    assert "camera=(), microphone=()" in elsewhere["Permissions-Policy"]
    assert "blob:" not in elsewhere["Content-Security-Policy"]


def test_works_with_a_file_and_without_scripts(client_of, amy, url):
    assert lacking(page_of(client_of(amy), url), "Recording here needs scripts.") == []

    answer = client_of(amy).post(url, TYPED | {"recording": sound()})

    artefact = Artefact.objects.get()
    assert answer.url == reverse("evidence:artefact-map", args=[artefact.pk])
    assert (artefact.kind, artefact.title) == ("professional_discussion", "On the count")
    assert artefact.details == {"marks": [{"at": 1, "about": "Why we count"}]}


@pytest.fixture
def upload(enrolment, amy, own_storage):
    """A recording that came in by pieces, whole, and is no evidence yet."""
    return came_in(enrolment, "talk.mp3", by=amy)


def came_in(enrolment, name, *, by, replaces=None, short=0):
    data = recordings.sound()
    given = Given(name, "audio/mpeg")
    upload = uploads.begin(enrolment, given, len(data), by=by, replaces=replaces)
    uploads.append(upload, [data[: len(data) - short]], offset=0, size=len(data) - short)
    return upload


def test_what_came_in_by_pieces_becomes_evidence_with_the_form_once(client_of, amy, url, upload):
    mapping = "evidence:artefact-map"

    first = client_of(amy).post(url, TYPED | {"upload": upload.token})
    again = client_of(amy).post(url, TYPED | {"upload": upload.token}, headers=HTMX)

    artefact = Artefact.objects.get()
    assert first.url == again.headers["HX-Redirect"] == reverse(mapping, args=[artefact.pk])
    assert (artefact.kind, artefact.title) == ("professional_discussion", "On the count")
    assert artefact.details == {"marks": [{"at": 1, "about": "Why we count"}]}
    assert artefact.file_name == "talk.mp3"


def test_the_same_recording_sent_twice_is_once(client_of, amy, url, enrolment, upload):
    client_of(amy).post(url, TYPED | {"upload": upload.token})
    second = came_in(enrolment, "again.mp3", by=amy)

    for _ in range(2):
        answer = client_of(amy).post(url, TYPED | {"upload": second.token})
        assert answer.url == reverse("evidence:artefact-map", args=[Artefact.objects.get().pk])


def test_what_is_typed_is_checked_before_the_recording_comes(client_of, amy, url):
    wrong = client_of(amy).post(url, TYPED | {"title": "", "awaited": "yes"}, headers=HTMX)
    right = client_of(amy).post(url, TYPED | {"awaited": "yes"}, headers=HTMX)

    assert (wrong.status_code, right.status_code) == (422, 204)
    assert Artefact.objects.count() == 0


def test_what_is_only_checked_is_still_kept_as_it_is_typed(client_of, amy, url, enrolment, upload):
    client, key = client_of(amy), f"discussion-{enrolment.pk}"
    draft_url = reverse("accounts:draft-keep", args=[key])
    named = {"draft_page": PAGE, "draft_key": key}
    client.post(draft_url, TYPED | {"draft_page": PAGE})

    checked = client.post(url, TYPED | named | {"awaited": "yes"}, headers=HTMX)

    assert (checked.status_code, list(checked.cookies)) == (204, [])
    assert drafts.recall(amy, key) == TYPED
    assert client.post(draft_url, TYPED | {"draft_page": PAGE}).status_code == 204

    kept = client.post(url, TYPED | named | {"upload": upload.token}, headers=HTMX)

    assert f"saved-{PAGE}" in kept.cookies
    assert drafts.recall(amy, key) == {}


def test_refuses_uploads_that_are_not_recordings_of_this_form(
    client_of, amy, ben, url, enrolment, own_storage
):
    artefact = add_artefact(enrolment, by=amy)
    token_of = {
        "nobody's": "no-such-token",
        "for another": came_in(enrolment, "new.mp3", by=amy, replaces=artefact).token,
        "of somebody else": came_in(enrolment, "bens.mp3", by=ben).token,
    }

    for token in token_of.values():
        answer = client_of(amy).post(url, TYPED | {"upload": token})
        assert answer.status_code == 422
        assert lacking(answer.content.decode(), uploads.NOT_KEPT) == []
    assert list(Artefact.objects.all()) == [artefact]


def test_what_is_not_all_here_says_how_to_go_on(client_of, amy, url, enrolment, own_storage):
    upload = came_in(enrolment, "talk.mp3", by=amy, short=9)

    answer = client_of(amy).post(url, TYPED | {"upload": upload.token})

    assert answer.status_code == 422
    assert "Choose the same file again to go on." in answer.content.decode()


def test_what_was_added_otherwise_meanwhile_is_not_passed_over(client_of, amy, url, upload):
    uploads.finish(upload, by=amy)

    answer = client_of(amy).post(url, TYPED | {"upload": upload.token})

    assert lacking(answer.content.decode(), "The recording was added as E01 meanwhile.") == []


def test_shows_recordings_that_broke_off(client_of, amy, url, enrolment, upload):
    came_in(enrolment, "half.mp3", by=amy, short=9)
    page = page_of(client_of(amy), url)

    assert lacking(page, "talk.mp3", "Use it", "half.mp3", "Choose the file", "7 days") == []


def test_marks_lead_to_their_time(client_of, amy, url):
    client_of(amy).post(url, TYPED | {"recording": sound()})
    artefact = Artefact.objects.get()

    page = page_of(client_of(amy), artefact.get_absolute_url())

    assert lacking(page, f'href="?from=1" data-artefact="{artefact.pk}"', "Why we count") == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "Record the discussion, or choose a file of it."),
        ({"title": ""}, "Give it a title."),
        ({"marks-0-at": "soon"}, "Row 1: write the time as minutes and seconds, such as 04:10."),
    ],
)
def test_says_what_is_missing_and_keeps_what_was_typed(client_of, amy, url, change, sentence):
    answer = client_of(amy).post(url, TYPED | change)

    assert answer.status_code == 422
    assert lacking(answer.content.decode(), sentence, "Why we count") == []
    assert Artefact.objects.count() == 0


def test_a_browser_that_sends_an_empty_file_field_is_told_so(client_of, amy, url):
    field = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    body = field % (b"title", b"", b"On the count") + field % (b"recording", b'; filename=""', b"")

    answer = client_of(amy).post(url, body + b"--x--", "multipart/form-data; boundary=x")

    assert answer.status_code == 422
    assert "Record the discussion, or choose a file of it." in answer.content.decode()


def test_a_file_that_is_refused_says_why(client_of, amy, url):
    page = SimpleUploadedFile("page.html", b"<!doctype html><html>", "text/html")

    answer = client_of(amy).post(url, TYPED | {"recording": page})

    assert answer.status_code == 422
    assert "page.html was not added" in answer.content.decode()


def test_is_the_learner_s(client_of, ben, una, url):
    assert client_of(ben).get(url).status_code == 403
    assert client_of(una).get(url).status_code == 404
