"""How much a form may bring: nobody fills the disk by the plain form, and each refusal says so."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.signed_out import SAID
from evidence import storage
from evidence.door import allowance, multipart
from evidence.models import Artefact
from tests.people import text_file
from tests.urls import named_urls
from tests.web.asking import HTMX

KB = 1024
TAKES_FILES = {
    "evidence:evidence-add",
    "evidence:file-replace",
    "evidence:discussion-add",
    "evidence:record-write",
    "evidence:record-rewrite",
    "evidence:details-change",
    "portfolio:import-list",
    "portfolio:bundle-verify",
}


@pytest.fixture
def limits(settings):
    """Room for 64 KB of words and two files of 256 KB."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * KB
    settings.EVIDENCE_MAX_BYTES = 256 * KB
    settings.EVIDENCE_MAX_FILES = 2


@pytest.fixture
def written(monkeypatch):
    """Collect the names of all files that a form's bytes are written to."""
    names = []

    class Watched(multipart.IncomingFile):
        def __init__(self, place, *told):
            names.append(place.name)
            super().__init__(place, *told)

    monkeypatch.setattr(multipart, "IncomingFile", Watched)
    return names


@pytest.fixture
def add_url(enrolment):
    return reverse("evidence:evidence-add", args=[enrolment.pk])


def of_size(size):
    """Return a form with a file of so many bytes."""
    return {"files": SimpleUploadedFile("film.mp4", b"x" * size), "title": "Film"}


def made_up_token(size):
    """Return the same with a token of a form that was never given out."""
    return of_size(size) | {"csrfmiddlewaretoken": "x" * 64}


def stranger():
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "x" * 32
    return client


@pytest.mark.parametrize("size", [KB, 100 * KB, 1000 * KB])
@pytest.mark.parametrize("page", ["account_login", "evidence:evidence-add"])
def test_no_byte_of_a_stranger_s_file_is_written(limits, written, add_url, page, size):
    url = add_url if page == "evidence:evidence-add" else reverse(page)

    answer = stranger().post(url, made_up_token(size))

    assert answer.status_code == (403 if size == KB else 413)
    assert written == []


def test_a_stranger_is_told_to_sign_in(limits, add_url):
    answer = Client().post(add_url, of_size(100 * KB))

    assert answer.status_code == 413
    assert allowance.SIGN_IN_FIRST in unescape(answer.content.decode())


def test_a_script_whose_person_was_signed_out_is_told_as_everywhere(limits, add_url):
    answer = Client().post(add_url, of_size(100 * KB), headers=HTMX)

    assert (answer.status_code, answer.content.decode()) == (401, SAID)


def test_words_of_who_was_signed_out_still_come_back(limits, written, add_url):
    words = {"title": "What I did on Monday morning", "files": text_file("a.txt", "words")}

    answer = Client().post(add_url, words)

    assert answer.status_code == 401
    assert "What I did on Monday morning" in answer.content.decode()
    assert written == []


def test_a_page_that_takes_no_files_takes_words_alone(limits, written, client_of, amy):
    url = reverse("account_change_password")

    fits = client_of(amy).post(url, of_size(KB))
    too_much = client_of(amy).post(url, of_size(100 * KB))

    assert (fits.status_code, too_much.status_code) == (200, 413)
    said = allowance.TOO_MANY_WORDS.format(most="66 KB")
    assert said in unescape(too_much.content.decode())
    assert written == []


def test_more_than_all_files_that_may_come_is_not_read(limits, written, client_of, amy, add_url):
    answer = client_of(amy).post(add_url, of_size(600 * KB))

    assert answer.status_code == 413
    assert allowance.TOO_LARGE.format(most="524 KB") in unescape(answer.content.decode())
    assert written == []
    assert not Artefact.objects.exists()


def test_a_fragment_says_the_same(limits, client_of, amy, add_url):
    answer = client_of(amy).post(add_url, of_size(600 * KB), headers=HTMX)

    assert answer.status_code == 422
    assert "data-refusal" in answer.content.decode()


def test_what_would_fill_the_disk_is_not_read(
    limits, written, client_of, amy, add_url, monkeypatch
):
    monkeypatch.setattr(allowance, "LEFT_FREE", 10**18)

    answer = client_of(amy).post(add_url, of_size(100 * KB))

    assert answer.status_code == 503
    assert allowance.NO_ROOM in answer.content.decode()
    assert written == []


def test_two_files_of_a_size_that_may_be_come_in(limits, client_of, amy, add_url, own_storage):
    two = [text_file(f"{name}.txt", name * 100 * KB) for name in "ab"]

    client_of(amy).post(add_url, {"files": two})

    assert Artefact.objects.count() == 2
    assert list(storage.incoming("").iterdir()) == []


def test_a_form_without_a_length_brings_nothing(limits, written, client_of, amy, add_url):
    head = b'Content-Disposition: form-data; name="files"; filename="a.txt"'
    body = b"--x\r\n" + head + b"\r\n\r\na\r\n--x--"

    client_of(amy).generic(
        "POST", add_url, body, "multipart/form-data; boundary=x", CONTENT_LENGTH=""
    )

    assert written == []
    assert not Artefact.objects.exists()


def test_the_pages_that_take_files_are_these_and_no_others():
    marked = {n for n, p in named_urls() if getattr(p.callback, "takes_files", False)}

    assert marked == TAKES_FILES
