"""The worker's part: pending files become clean with pages, or say why they can't be shown."""

import datetime as dt

from django.utils import timezone

from audit.models import AuditEvent
from evidence import scanning, storage
from evidence.models import StoredFile
from tests.people import add_artefact


def test_a_pending_file_becomes_clean_with_its_pages(enrolment, amy):
    file = add_artefact(enrolment, by=amy).file

    folder = storage.rendition(file.sha256, file.rendered_with)
    assert (file.state, file.pages) == ("clean", 1)
    assert (folder / "pages.pdf").is_file()


def test_a_second_delivery_of_the_same_message_changes_nothing(enrolment, amy):
    file = add_artefact(enrolment, by=amy).file
    before = AuditEvent.objects.count()

    scanning.scan(file.pk)

    assert AuditEvent.objects.count() == before


def test_a_file_that_cannot_be_rendered_says_why(own_storage, enrolment, amy):
    file = add_artefact(enrolment, by=amy, checked=False).file
    StoredFile.objects.filter(pk=file.pk).update(content_type="application/pdf")

    scanning.scan(file.pk)

    file.refresh_from_db()
    assert file.state == "unreadable"
    assert file.reason != ""


def test_files_that_nobody_took_up_are_found(own_storage, enrolment, amy):
    fresh = add_artefact(enrolment, by=amy, checked=False).file
    assert scanning.left_over() == []

    long_ago = timezone.now() - dt.timedelta(minutes=5)
    StoredFile.objects.filter(pk=fresh.pk).update(created_at=long_ago)

    assert scanning.left_over() == [fresh.pk]
