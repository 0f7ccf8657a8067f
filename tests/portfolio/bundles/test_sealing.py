"""Sealing: by the centre's key or a demo key that says so, as other programs understand it."""

import datetime as dt
import io
import os
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from config.seals import seal_keys
from portfolio.bundles import (
    archive,
    building,
    keys,
    manifest,
    pdf_seal,
    requesting,
    verifying,
    zip_seal,
)
from portfolio.bundles.built import Sums
from tests.portfolio.bundles import sealed
from tests.portfolio.bundles.reading import texts

DEMO_SAID = "Sealed with a demo key: it shows that nothing was changed, not who made it."


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "keys"
    made.mkdir()
    return made


@pytest.fixture
def harbour(folder):
    """The key of Harbour, as its file in the folder has it."""
    (folder / "harbour.p12").write_bytes(sealed.centre_file())
    return seal_keys(str(folder), sealed.PASSPHRASE)["harbour"]


def test_each_centre_has_the_key_of_its_file(folder, harbour, settings):
    settings.SEAL_KEYS = {"harbour": harbour}

    assert keys.of_centre("harbour") is harbour
    assert harbour.facts["signer"] == "Harbour Skills Centre"
    assert harbour.facts["is_demo"] is False
    assert keys.of_centre("northgate").facts["is_demo"] is True


def of_no_key():
    return b"not a PKCS#12 file"


def of_a_certificate_alone():
    private = ec.generate_private_key(ec.SECP256R1())
    return sealed.pkcs12_of(None, sealed.certified(private, "Harbour"))


def of_small_rsa():
    private = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    return sealed.pkcs12_of(private, sealed.certified(private, "Harbour"))


def of_another_curve():
    private = ec.generate_private_key(ec.SECP256K1())
    return sealed.pkcs12_of(private, sealed.certified(private, "Harbour"))


def of_encrypting():
    private = ec.generate_private_key(ec.SECP256R1())
    usage = sealed.usage_of("key_agreement")
    return sealed.pkcs12_of(private, sealed.certified(private, "Harbour", usage=usage))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            of_no_key,
            "SEAL_PASSPHRASE: harbour.p12 can’t be opened: it is damaged, or the passphrase is "
            "wrong.",
        ),
        (
            partial(sealed.centre_file, passphrase="another"),
            "SEAL_PASSPHRASE: harbour.p12 can’t be opened: it is damaged, or the passphrase is "
            "wrong.",
        ),
        (
            of_a_certificate_alone,
            "SEAL_KEYS_DIR: harbour.p12 must hold a private key and its certificate.",
        ),
        (
            of_small_rsa,
            "SEAL_KEYS_DIR: harbour.p12 holds a key of another kind; it must be RSA of at least "
            "2048 bits, or an elliptic curve P-256, P-384 or P-521.",
        ),
        (
            of_another_curve,
            "SEAL_KEYS_DIR: harbour.p12 holds a key of another kind; it must be RSA of at least "
            "2048 bits, or an elliptic curve P-256, P-384 or P-521.",
        ),
        (
            of_encrypting,
            "SEAL_KEYS_DIR: harbour.p12 holds a certificate that is not for signing.",
        ),
    ],
)
def test_a_file_that_cannot_seal_is_refused_by_the_variable_and_its_name(folder, data, sentence):
    (folder / "harbour.p12").write_bytes(data())

    with pytest.raises(ImproperlyConfigured) as refusal:
        seal_keys(str(folder), sealed.PASSPHRASE)

    assert str(refusal.value) == sentence


def test_a_folder_that_holds_no_key_is_refused(folder):
    with pytest.raises(ImproperlyConfigured, match="SEAL_KEYS_DIR must hold a file such as"):
        seal_keys(str(folder), "")
    with pytest.raises(ImproperlyConfigured, match="SEAL_KEYS_DIR must be a folder"):
        seal_keys(str(folder / "nowhere"), "")
    (folder / "our key.p12").write_bytes(sealed.centre_file())
    with pytest.raises(ImproperlyConfigured, match="our key.p12 must be called by its centre’s"):
        seal_keys(str(folder), sealed.PASSPHRASE)
    with pytest.raises(ImproperlyConfigured, match="SEAL_KEYS_DIR must be set too"):
        seal_keys("", "a passphrase")
    assert seal_keys("", "") == {}


def test_the_program_does_not_start_with_a_file_that_cannot_be_opened(folder, harbour):
    variables = {"SEAL_KEYS_DIR": str(folder), "SEAL_PASSPHRASE": "wrong"}
    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env=os.environ | variables | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode != 0
    assert "SEAL_PASSPHRASE: harbour.p12 can’t be opened" in started.stderr


def test_a_demo_key_is_made_once_for_its_owner_alone(tmp_path, settings):
    settings.SEAL_DEMO_KEY = tmp_path / "var" / "demo-seal.p12"
    fresh = keys._demo_key.__wrapped__

    with ThreadPoolExecutor(8) as together:
        made = list(together.map(lambda _: fresh(settings.SEAL_DEMO_KEY), range(8)))

    assert len({key.certificate for key in made}) == 1
    assert settings.SEAL_DEMO_KEY.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.SEAL_DEMO_KEY.parent.iterdir()] == ["demo-seal.p12"]
    assert made[0].facts["is_demo"] is True
    assert made[0].facts["signer"] == "Demo key"


def test_a_damaged_demo_key_says_the_way_on(tmp_path, settings):
    settings.SEAL_DEMO_KEY = tmp_path / "demo-seal.p12"
    settings.SEAL_DEMO_KEY.write_bytes(b"half of it")

    with pytest.raises(keys.KeyUnusable, match=r"demo-seal.p12 .* Remove it: a new one is made\."):
        keys.of_centre("harbour")


def test_pyhanko_itself_finds_the_pdf_signed_whole_and_certified(tmp_path, harbour):
    path = sealed.small_pdf(tmp_path / "small.pdf")
    pdf_seal.seal(path, harbour)

    with path.open("rb") as file:
        (signature,) = PdfFileReader(file).embedded_signatures
        status = validate_pdf_signature(
            signature, ValidationContext(trust_roots=[]), skip_diff=True
        )

    assert (status.intact, status.valid) == (True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert status.signing_cert.subject.native["common_name"] == "Harbour Skills Centre"
    with pikepdf.open(path) as pdf, pdf.open_metadata() as about:
        assert str(pdf.pdf_version) == "1.7"
        assert about["dc:title"] == "Portfolio of evidence"
        assert pdf.check_pdf_syntax() == []


def test_openssl_itself_finds_the_zip_signed(tmp_path, harbour, example):
    path = zip_of(example, tmp_path, harbour)
    with path.open("rb") as file:
        found = zip_seal.find(file, path.stat().st_size)
        file.seek(0)
        (tmp_path / "covered").write_bytes(file.read(found.covered))
    (tmp_path / "seal.der").write_bytes(found.cms)

    asked = ["openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER"]
    asked += ["-in", tmp_path / "seal.der", "-content", tmp_path / "covered", "-out", os.devnull]
    checked = subprocess.run(asked, capture_output=True, text=True, check=False)

    assert "successful" in checked.stderr


def zip_of(example, tmp_path, key):
    """Return the path of the sealed ZIP of an example, with a small sealed PDF in it."""
    pdf = sealed.small_pdf(tmp_path / "portfolio.pdf")
    made = pdf_seal.seal(pdf, key)
    out = tmp_path / "portfolio.zip"
    archive.build(
        example.manifest,
        pdfs={pdf: made},
        original_of=example.original_of,
        out=out,
        report=lambda percent, step: None,
        seal=partial(zip_seal.seal, key=key),
    )
    return out


def test_zip_programs_still_open_a_sealed_zip(tmp_path, harbour, example):
    path = zip_of(example, tmp_path, harbour)

    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        assert packed.comment.startswith(b"Sealed portfolio")


@pytest.mark.parametrize("file", [sealed.centre_file, sealed.chained_file])
def test_keys_of_both_kinds_seal_both_files(file, tmp_path, example):
    key = keys.read_pkcs12(file(), sealed.PASSPHRASE)
    packed = zip_of(example, tmp_path, key)

    for path in (tmp_path / "portfolio.pdf", packed):
        verdict = verifying.verify(path)
        assert (verdict.is_whole, verdict.differences, verdict.remarks) == (True, (), ())
        assert verdict.certificate_sha256 == key.facts["certificate_sha256"]


def test_a_key_of_ed25519_is_refused(folder):
    private = ed25519.Ed25519PrivateKey.generate()
    certificate = sealed.certified(private, "Harbour", digest=None)

    with pytest.raises(keys.KeyUnusable, match="key of another kind"):
        keys.read_pkcs12(sealed.pkcs12_of(private, certificate), sealed.PASSPHRASE)


def test_what_is_sealed_is_the_same_each_time_before_its_seal(whole, print_pdf, tmp_path, harbour):
    plain = print_pdf(whole).read_bytes()
    path = tmp_path / "sealed.pdf"
    path.write_bytes(plain)
    pdf_seal.seal(path, harbour)

    assert path.read_bytes().startswith(plain)
    assert print_pdf(whole, name="again.pdf").read_bytes() == plain


def test_a_finished_bundle_is_sealed_by_its_centre(all_met, owen, settings, harbour, tmp_path):
    settings.SEAL_KEYS = {"harbour": harbour}
    bundle = requesting.request(all_met, edition="centre", by=owen)
    built = building.build(bundle.pk)

    assert built.manifest["seal"] == harbour.facts
    for name in (building.PDF_NAME, building.ZIP_NAME):
        verdict = verifying.verify(fetched(built, name))
        assert (verdict.kind, verdict.is_whole) == (name[-3:], True)
        assert (verdict.signer, verdict.is_demo) == ("Harbour Skills Centre", False)
        assert abs(verdict.sealed_at - built.ready_at) < dt.timedelta(seconds=30)
    with zipfile.ZipFile(fetched(built, building.ZIP_NAME)) as packed:
        (inside,) = [name for name in packed.namelist() if name.endswith(".pdf")]
        assert packed.read(inside) == fetched(built, building.PDF_NAME).read_bytes()


def fetched(bundle, name):
    return building.storage.store().fetch(building.stored_name(bundle, name))


def test_a_demo_seal_is_said_in_every_part(all_met, owen, client_of):
    bundle = building.build(requesting.request(all_met, edition="centre", by=owen).pk)

    with zipfile.ZipFile(fetched(bundle, building.ZIP_NAME)) as packed:
        said = [packed.read(name).decode() for name in ("index.html", "READ ME FIRST.txt")]
    said.append(texts(fetched(bundle, building.PDF_NAME))[0])
    said.append(client_of(owen).get(bundle.get_absolute_url()).content.decode())

    assert [DEMO_SAID in text for text in said] == [True] * 4


def test_another_key_is_a_reason_for_another_bundle(all_met, owen, settings, harbour):
    first = building.build(requesting.request(all_met, edition="centre", by=owen).pk)
    assert requesting.request(all_met, edition="centre", by=owen) == first
    settings.SEAL_KEYS = {"harbour": harbour}

    assert requesting.request(all_met, edition="centre", by=owen) != first
    assert manifest.take(all_met.pk, "centre")["seal"]["is_demo"] is False


def test_a_certificate_that_ran_out_makes_no_bundle(all_met, owen, settings):
    ended = sealed.TODAY - sealed.A_DAY
    file = sealed.centre_file(begins=ended - sealed.A_YEAR, ends=ended)
    settings.SEAL_KEYS = {"harbour": keys.read_pkcs12(file, sealed.PASSPHRASE)}

    built = building.build(requesting.request(all_met, edition="centre", by=owen).pk)

    assert built.state == "failed"
    assert built.reason == (
        f"The certificate of “Harbour Skills Centre” ran out on {ended:%d %B %Y}, so nothing can "
        "be sealed with it. Put one that is in force into SEAL_KEYS_DIR, then start again. "
        "Then ask for it again."
    )


def test_a_zip_with_a_comment_is_not_sealed(tmp_path, harbour):
    path = tmp_path / "other.zip"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("sha256sum.txt", "")
        packed.comment = b"mine"
    path.write_bytes(made.getvalue())

    with pytest.raises(zip_seal.NotSealed):
        zip_seal.seal(path, Sums(), key=harbour)
    assert path.read_bytes() == made.getvalue()
