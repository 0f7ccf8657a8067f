"""The page where anybody has a bundle checked: what it says, what it refuses, what it keeps."""

import hashlib
import zipfile

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evidence import storage
from evidence.door import allowance
from portfolio.bundles import keys, pdf_seal, requesting, zip_seal
from portfolio.bundles.built import Sums
from portfolio.views import verifying
from tests.portfolio.bundles import sealed
from tests.web.asking import lacking, queries_of

PAGE = "/verify/"
DEMO_SAID = "Sealed with a demo key: it shows that nothing was changed, not who made it."


@pytest.fixture(autouse=True)
def no_tries():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def harbour(settings):
    key = keys.read_pkcs12(sealed.centre_file(), sealed.PASSPHRASE)
    settings.SEAL_KEYS = {"harbour": key}
    return key


@pytest.fixture
def pdf(tmp_path, harbour):
    path = sealed.small_pdf(tmp_path / "small.pdf")
    pdf_seal.seal(path, harbour)
    return path.read_bytes()


def send(data, name="Amy’s portfolio.pdf", client=None):
    return (client or Client()).post(PAGE, {"file": SimpleUploadedFile(name, data)})


def left_behind():
    return [path.name for path in storage.incoming("").glob("*")]


def test_a_stranger_sees_the_page_and_the_certificates_of_this_installation(db, harbour):
    page = Client().get(PAGE)

    words = ["Is this bundle whole?", harbour.facts["certificate_sha256"], "Demo key"]
    assert (page.status_code, lacking(page.content.decode(), *words)) == (200, [])


def test_a_bundle_that_is_whole_is_said_to_be_by_whom_and_where_made(db, own_storage, pdf, harbour):
    answer = send(pdf)
    page = answer.content.decode()

    assert answer.status_code == 200
    words = [
        "Amy’s portfolio.pdf",
        "Whole and unaltered.",
        "Harbour Skills Centre",
        harbour.facts["certificate_sha256"],
        "<dt>Seal made here</dt><dd>Yes</dd>",
        "Anybody can make a certificate with any name.",
    ]
    assert lacking(page, *words) == []
    assert DEMO_SAID not in page
    assert left_behind() == []


def test_the_seal_of_another_installation_is_told_apart(db, pdf, settings):
    settings.SEAL_KEYS = {}

    page = send(pdf).content.decode()

    assert lacking(page, "Whole and unaltered.", "No, by another installation") == []


def test_a_demo_seal_says_what_it_does_not_show(db, tmp_path):
    path = sealed.small_pdf(tmp_path / "demo.pdf")
    pdf_seal.seal(path, keys.of_centre("harbour"))

    page = send(path.read_bytes()).content.decode()

    assert lacking(page, "Whole and unaltered.", DEMO_SAID) == []
    assert "Anybody can make a certificate" not in page


def test_of_an_export_each_portfolio_is_told(db, own_storage, harbour, tmp_path):
    zipped, export = tmp_path / "amy.zip", tmp_path / "export.zip"
    with zipfile.ZipFile(zipped, "w") as packed:
        packed.writestr("sha256sum.txt", f"{hashlib.sha256(b'plan').hexdigest()}  plan.txt\n")
        packed.writestr("plan.txt", "plan")
    zip_seal.seal(zipped, Sums(), key=harbour)
    with zipfile.ZipFile(export, "w") as packed:
        packed.write(zipped, "Amy.zip")
        packed.writestr("Joe.zip", zipped.read_bytes().replace(b"plan.txtplan", b"plan.txtplot"))

    page = send(export.read_bytes(), name="export.zip").content.decode()

    words = [
        "Not all as it was sealed.",
        verifying.verifying.EXPORT,
        "2 portfolios",
        "whole and unaltered, sealed on",
        "not as it was sealed",
        "“plan.txt” was changed or damaged.",
        harbour.facts["certificate_sha256"],
    ]
    assert lacking(page, *words) == []
    assert page.index("Joe.zip") < page.index("Amy.zip")


def test_a_demo_seal_on_what_was_changed_shows_nothing(db, tmp_path):
    path = sealed.small_pdf(tmp_path / "demo.pdf")
    pdf_seal.seal(path, keys.of_centre("harbour"))

    page = send(path.read_bytes() + b"\n").content.decode()

    assert lacking(page, "Not as it was sealed.", keys.DEMO_SEAL, DEMO_SAID) == [DEMO_SAID]


def test_what_was_changed_is_named(db, own_storage, pdf):
    page = send(pdf + b"\n").content.decode()

    words = ["Not as it was sealed.", "Something was added after the PDF was sealed: 1 byte."]
    assert lacking(page, *words) == []
    assert "Whole and unaltered." not in page
    assert left_behind() == []


@pytest.mark.parametrize("data", [b"", b"plain words"])
def test_what_is_no_bundle_is_said_to_be_none(db, data):
    answer = send(data, name="notes.txt")

    assert answer.status_code == 200
    assert lacking(answer.content.decode(), "No bundle.", "neither a PDF nor a ZIP") == []


def test_without_a_file_the_form_says_what_to_do(db):
    answer = Client().post(PAGE)

    assert answer.status_code == 422
    assert lacking(answer.content.decode(), "Choose the PDF or the ZIP of a portfolio first.") == []


def test_a_name_cannot_write_into_the_page(db, pdf):
    page = send(pdf, name="<b>bold</b>.pdf").content.decode()

    assert "<b>bold" not in page


def test_what_is_too_large_is_refused_before_it_is_taken_in(db, own_storage, settings, pdf):
    settings.VERIFY_MAX_BYTES = 1024 * 1024

    answer = send(pdf + bytes(1_200_000))

    assert answer.status_code == 413
    words = ["larger than the 1 MB that are checked here", "manage.py verify_bundle FILE"]
    assert lacking(answer.content.decode(), *words) == []
    assert left_behind() == []


def test_one_address_cannot_ask_without_end(db, pdf, monkeypatch):
    monkeypatch.setattr(verifying, "MOST_TRIES", 3)

    codes = [send(pdf).status_code for _ in range(4)]

    assert codes == [200, 200, 200, 429]
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert send(pdf, client=other).status_code == 200


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_wrote_down(
    db, pdf, monkeypatch, settings
):
    monkeypatch.setattr(verifying, "MOST_TRIES", 1)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    from_there = Client(HTTP_X_FORWARDED_FOR="192.0.2.1, 198.51.100.7")
    as_another = Client(HTTP_X_FORWARDED_FOR="192.0.2.2, 198.51.100.7")
    elsewhere = Client(HTTP_X_FORWARDED_FOR="192.0.2.1, 198.51.100.8")

    answers = [send(pdf, client=client) for client in (from_there, as_another, elsewhere)]
    assert [answer.status_code for answer in answers] == [200, 429, 200]


def test_without_a_proxy_nobody_writes_down_an_address_of_their_own(db, pdf, monkeypatch):
    monkeypatch.setattr(verifying, "MOST_TRIES", 1)

    answers = [
        send(pdf, client=Client(HTTP_X_FORWARDED_FOR=told)) for told in ("192.0.2.1", "192.0.2.2")
    ]
    assert [answer.status_code for answer in answers] == [200, 429]


def test_only_so_many_are_checked_at_once(db, pdf):
    for _ in range(2):
        assert verifying.AT_ONCE.acquire(blocking=False)
    try:
        answer = send(pdf)
    finally:
        for _ in range(2):
            verifying.AT_ONCE.release()

    assert answer.status_code == 429
    assert lacking(answer.content.decode(), "Send this one again in a minute.") == []
    assert send(pdf).status_code == 200


def test_a_full_disk_takes_nothing_in(db, own_storage, pdf, monkeypatch):
    monkeypatch.setattr(allowance, "LEFT_FREE", 10**18)

    assert send(pdf).status_code == 503
    assert left_behind() == []


def test_a_form_that_is_broken_is_answered(db):
    answer = Client(raise_request_exception=False).generic(
        "POST", PAGE, b"--x\r\n", content_type="multipart/form-data; boundary=x"
    )

    assert answer.status_code in (400, 422)
    assert verifying.AT_ONCE.acquire(blocking=False)
    verifying.AT_ONCE.release()


def test_the_database_is_not_asked(db, pdf, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert send(pdf).status_code == 200
    assert queries_of(Client(), PAGE) == 0


def test_sign_in_and_bundle_lead_there(db, all_met, owen, client_of):
    bundle = requesting.request(all_met, edition="centre", by=owen)

    for page in (
        Client().get("/sign-in/"),
        client_of(owen).get(bundle.get_absolute_url()),
    ):
        assert f'href="{PAGE}"' in page.content.decode()
