"""The operator's page: how the system is, and what to do where it is not well."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from evidence import intake, scanning, submission
from evidence.cage import cage
from evidence.models import StoredFile
from evidence.renditions import office
from portfolio.bundles import keys
from portfolio.imports import importing, opening
from tests.evidence.clamd import PROGRAM, Clamd, harmless
from tests.people import FOUND, add_artefact, find_virus_in, map_to, submit, text_file
from tests.portfolio.bundles import sealed
from tests.web.asking import lacking, page_of, queries_of

PAGE = "/system/"
NOWHERE = "tcp://127.0.0.1:1"


def line_of(page, label):
    """Return the row of the page that begins with a label, in words alone."""
    row = page.split(f'<th scope="row">{label}</th>')[1].split("</tr>")[0]
    return " ".join(row.replace("<", " <").replace(">", "> ").split())


@pytest.fixture
def file(own_storage, enrolment, amy):
    return add_artefact(enrolment, by=amy).file


@pytest.fixture
def clamd(tmp_path, settings):
    daemon = Clamd(tmp_path)
    daemon.start()
    settings.CLAMD_URL = daemon.url
    yield daemon
    daemon.stop()


def test_a_centre_admin_reads_how_the_system_is(client_of, owen, file):
    page = page_of(client_of(owen), PAGE)

    expected = (
        "Checking of files",
        "Files of your centre",
        "Seal of bundles",
        "Running",
        "Storage",
    )
    assert lacking(page, *expected) == []
    assert "1 file" in line_of(page, "In all")


@pytest.mark.parametrize("name", ["amy", "ben", "cara", "eve"])
def test_nobody_else_reads_it(client_of, enrolment, request, name):
    assert client_of(request.getfixturevalue(name)).get(PAGE).status_code == 403


def test_it_takes_no_post(client_of, owen):
    assert client_of(owen).post(PAGE).status_code == 405


def test_files_of_another_centre_are_not_counted(client_of, dan, file):
    assert "0 files" in line_of(page_of(client_of(dan), PAGE), "In all")


def test_home_leads_there_for_a_centre_admin_alone(client_of, owen, ben):
    assert PAGE in page_of(client_of(owen), "/")
    assert PAGE not in page_of(client_of(ben), "/")


def test_a_demo_seal_is_named_with_the_file_that_ends_it(client_of, owen, other_centre):
    page = page_of(client_of(owen), PAGE)

    assert lacking(line_of(page, "Harbour"), "Sealed with a demo key", "Put harbour.p12") == []
    assert "Northgate" not in page


@pytest.mark.parametrize(
    ("days", "words"),
    [(365, "Publish the SHA-256"), (20, "Get a new certificate"), (-1, "ran out on")],
)
def test_the_seal_of_a_centre_says_how_long_it_holds(client_of, owen, settings, days, words):
    begins, ends = sealed.TODAY - sealed.A_YEAR, sealed.TODAY + days * sealed.A_DAY
    file = sealed.centre_file(begins=begins, ends=ends)
    settings.SEAL_KEYS = {"harbour": keys.read_pkcs12(file, sealed.PASSPHRASE)}

    assert words in line_of(page_of(client_of(owen), PAGE), "Harbour")


def test_without_a_scanner_it_says_that_nothing_is_scanned(client_of, owen, file):
    page = page_of(client_of(owen), PAGE)

    assert lacking(line_of(page, "Virus scanner"), "No file is scanned", "Set CLAMD_URL") == []
    assert "> 1 <" in line_of(page, "Not scanned")


def test_a_scanner_that_is_away_is_named(client_of, owen, file, settings):
    settings.CLAMD_URL = NOWHERE

    page = page_of(client_of(owen), PAGE)

    expected = ("It does not answer.", "Needs attention", "Start clamd, or mend CLAMD_URL.")
    assert lacking(line_of(page, "Virus scanner"), *expected) == []
    assert "> 1 <" in line_of(page, "Not scanned yet")


@pytest.mark.skipif(PROGRAM is None, reason="no clamd is installed; fails in CI")
def test_what_is_quarantined_is_counted_here_and_named_at_home(
    client_of, owen, amy, own_storage, enrolment, clamd
):
    artefact = add_artefact(enrolment, by=amy, words=harmless().decode())

    page, home = page_of(client_of(owen), PAGE), page_of(client_of(owen), "/")

    assert lacking(line_of(page, "Virus scanner"), "ClamAV 1.", "Well") == []
    assert lacking(line_of(page, "Quarantined"), "> 1 ", "Needs attention") == []
    found = "ClamAV found Eicar-Signature.UNOFFICIAL in it."
    assert lacking(home, "Quarantined", "E01 of Amy", found, artefact.get_absolute_url()) == []


def test_an_earlier_version_with_a_virus_is_counted_and_named_too(
    client_of, owen, amy, own_storage, sent
):
    earlier = sent.file
    now = intake.replace_file(sent, text_file("clean.txt", "A clean copy."), by=amy)
    scanning.scan(now.file_id)
    find_virus_in(earlier)

    page, home = page_of(client_of(owen), PAGE), page_of(client_of(owen), "/")

    assert "> 1 " in line_of(page, "Quarantined")
    assert (
        lacking(home, "E01 version 1 of Amy", FOUND, f"{sent.get_absolute_url()}?version=1") == []
    )


def test_a_file_with_a_virus_is_named_once_and_no_more_when_it_is_withdrawn(
    client_of, owen, amy, own_storage, sent
):
    find_virus_in(sent.file)
    before = page_of(client_of(owen), "/")
    submission.withdraw(sent, because="It has a virus.", by=amy)

    page, home = page_of(client_of(owen), PAGE), page_of(client_of(owen), "/")

    assert (before.count(FOUND), home.count(FOUND)) == (1, 0)
    assert "None" in line_of(page, "Quarantined")


def test_an_imported_file_with_a_virus_is_counted_and_named(
    own_storage, client_of, dan, zip_of_amy, amy_there
):
    imported, _ = importing.bring_in(opening.read(zip_of_amy), amy_there, by=dan)
    row = imported.files.first()
    find_virus_in(row.file)

    page, home = page_of(client_of(dan), PAGE), page_of(client_of(dan), "/")

    assert "2 files" in line_of(page, "In all")
    assert "> 1 " in line_of(page, "Quarantined")
    assert lacking(home, "E01 of Amy, imported", FOUND, row.get_absolute_url()) == []


@pytest.mark.skipif(PROGRAM is None, reason="no clamd is installed; fails in CI")
def test_what_is_quarantined_is_handed_to_nobody(
    client_of, amy, owen, own_storage, enrolment, clamd
):
    artefact = add_artefact(enrolment, by=amy, words=harmless().decode())
    original = f"{artefact.get_absolute_url()}original/"

    for user in (amy, owen):
        client = client_of(user)
        page = page_of(client, artefact.get_absolute_url())
        assert lacking(page, "Quarantined: ClamAV found Eicar-Signature.UNOFFICIAL in it.") == []
        assert original not in page
        assert client.get(original).status_code == 404
        assert client.get(f"/artefacts/{artefact.pk}/pages/1/").status_code == 404
    adding = page_of(client_of(amy), f"/enrolments/{enrolment.pk}/evidence/add/")
    assert lacking(adding, "Withdraw it and add a clean copy.") == []


def test_an_artefact_says_that_its_file_is_not_scanned_and_never_that_it_is_clean(
    client_of, amy, own_storage, enrolment
):
    artefact = add_artefact(enrolment, by=amy)

    page = page_of(client_of(amy), artefact.get_absolute_url())

    assert "<dt>Viruses</dt><dd>Not scanned</dd>" in page


def test_its_row_and_the_workbench_say_so_too(
    client_of, amy, ben, own_storage, enrolment, criteria
):
    artefact = add_artefact(enrolment, by=amy)
    row = page_of(client_of(amy), reverse("evidence:artefact-row", args=[artefact.pk]))
    submit(enrolment, map_to(artefact, criteria["1.1"], by=amy), by=amy)
    bench = page_of(client_of(ben), reverse("assessment:enrolment-judge", args=[enrolment.pk]))

    assert lacking(row, ". Viruses: not scanned</span>") == []
    assert lacking(bench, "own work. Viruses: not scanned.") == []


def test_what_was_scanned_is_not_said_to_be_unscanned(client_of, amy, own_storage, enrolment):
    artefact = add_artefact(enrolment, by=amy)
    StoredFile.objects.update(scanned_with="ClamAV 1.4", scanned_at=timezone.now())

    row = page_of(client_of(amy), reverse("evidence:artefact-row", args=[artefact.pk]))

    assert "scanned" not in row


def test_a_file_that_waits_too_long_asks_for_attention(
    client_of, owen, amy, enrolment, own_storage
):
    file = add_artefact(enrolment, by=amy, checked=False).file
    long_ago = timezone.now() - dt.timedelta(minutes=11)
    StoredFile.objects.filter(pk=file.pk).update(created_at=long_ago)

    line = line_of(page_of(client_of(owen), PAGE), "Waiting for more than ten minutes")

    assert lacking(line, "> 1 ", "Needs attention", "The log of the worker for files") == []


def test_without_a_cage_office_documents_are_off_and_it_says_so(client_of, owen, monkeypatch):
    monkeypatch.setattr(cage, "level", lambda: "limits")
    office.version.cache_clear()
    try:
        page = page_of(client_of(owen), PAGE)
    finally:
        office.version.cache_clear()

    assert lacking(line_of(page, "Cage for converters"), "None:", "Install bubblewrap") == []
    line = line_of(page, "Word, Excel and PowerPoint")
    assert lacking(line, "Needs attention", "shown as plain text, slides not at all") == []


def test_workers_that_are_silent_ask_for_attention(client_of, owen, settings):
    settings.REDIS_URL = ""

    page = page_of(client_of(owen), PAGE)

    assert lacking(line_of(page, "Worker for files"), "Silent", "Start the workers.") == []


def test_its_queries_do_not_grow_with_the_files(client_of, owen, amy, enrolment, own_storage):
    client = client_of(owen)
    one = add_artefact(enrolment, by=amy, name="one.txt")
    before = queries_of(client, PAGE)
    for name in ("two.txt", "three.txt"):
        scanning.scan(add_artefact(enrolment, by=amy, name=name, checked=False).file_id)

    assert one.pk
    assert queries_of(client, PAGE) == before
