"""Where do learner and assessor read what a file holds that is never run or followed?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evidence import intake, scanning
from tests.evidence import samples
from tests.people import map_to, submit
from tests.web.asking import page_of

SAID = "2 files inside it are kept in the original and never opened."


@pytest.fixture
def plan(enrolment, amy):
    """Amy's PDF with two files in it."""

    def attach(document):
        for name in ("a.txt", "b.txt"):
            document.attachments[name] = b"hidden"

    upload = SimpleUploadedFile("plan.pdf", samples.pdf_with(attach), "application/pdf")
    artefact = intake.receive(enrolment, upload, by=amy)
    scanning.scan(artefact.file_id)
    artefact.refresh_from_db()
    return artefact


def test_the_learner_reads_it_on_the_row_while_mapping_and_on_the_page(client_of, amy, plan):
    client = client_of(amy)

    for name in ("evidence:artefact-row", "evidence:artefact-map", "portfolio:artefact-view"):
        assert SAID in page_of(client, reverse(name, args=[plan.pk]))


def test_the_assessor_reads_it_beside_the_decision(client_of, amy, ben, enrolment, plan, criteria):
    map_to(plan, criteria["1.1"], by=amy)
    submit(enrolment, plan, by=amy)

    page = page_of(client_of(ben), reverse("assessment:enrolment-judge", args=[enrolment.pk]))

    assert SAID in page


def test_a_file_that_holds_nothing_says_nothing(client_of, amy, sent):
    page = page_of(client_of(amy), reverse("portfolio:artefact-view", args=[sent.pk]))

    assert 'class="found"' not in page
