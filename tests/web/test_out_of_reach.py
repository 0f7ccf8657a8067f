"""The store does not answer: a sentence with the way on, wherever it was asked; no bare 500."""

import pytest
from django.urls import reverse

from config.stores import evidence_store
from evidence import previews, storage
from evidence.models import Artefact, StoredFile
from evidence.out_of_reach import SENTENCE
from evidence.stores import OutOfReach
from tests.people import add_artefact, text_file
from tests.web.asking import HTMX


@pytest.fixture
def artefact(enrolment, amy):
    return add_artefact(enrolment, by=amy)


@pytest.fixture
def away(artefact, settings, tmp_path):
    """Let the files stand in a bucket of a server that is not there."""
    settings.STORAGE_CACHE = tmp_path / "cache"
    nowhere = {"S3_BUCKET": "nowhere", "S3_ENDPOINT": "http://127.0.0.1:1", "S3_ACCESS_KEY": "k",
               "S3_SECRET_KEY": "s", "S3_REGION": "us-east-1"}  # fmt: skip
    settings.STORAGES = settings.STORAGES | {"evidence": evidence_store(nowhere)}


def test_a_page_says_so(away, client_of, amy, artefact):
    answer = client_of(amy).get(artefact.get_absolute_url())

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert SENTENCE in answer.content.decode()


def test_a_form_that_was_sent_says_so_and_changes_nothing(away, client_of, amy, enrolment):
    url = reverse("evidence:evidence-add", args=[enrolment.pk])

    answer = client_of(amy).post(url, {"files": text_file("more.txt", "More.")})

    assert answer.status_code == 503
    assert "What you typed is kept on its page" in answer.content.decode()
    assert (Artefact.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_a_fragment_says_the_same(away, client_of, amy, enrolment):
    url = reverse("evidence:evidence-add", args=[enrolment.pk])

    answer = client_of(amy).post(url, {"files": text_file("more.txt", "More.")}, headers=HTMX)

    assert answer.status_code == 503
    assert "data-refusal" in answer.content.decode()
    assert SENTENCE in answer.content.decode()


def test_an_upload_in_pieces_says_the_same_in_plain_words(away, client_of, amy, artefact):
    url = reverse("evidence:original-download", args=[artefact.pk])

    answer = client_of(amy).get(url, headers={"Tus-Resumable": "1.0.0"})

    assert (answer.status_code, answer.content.decode()) == (503, SENTENCE)
    assert answer["Tus-Resumable"] == "1.0.0"


def test_whole_pages_are_never_cleared_away_for_a_store_that_is_silent(away, artefact):
    file = artefact.file

    with pytest.raises(OutOfReach):
        previews.stored(storage.rendition(file.sha256, file.rendered_with))
