"""Sealed files to look into: small ones, keys of centres, and what may be done to them."""

import datetime as dt
import io
import random
import zipfile

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID

PASSPHRASE = "a passphrase"
TODAY = dt.datetime.now(dt.UTC).replace(microsecond=0)
A_DAY = dt.timedelta(days=1)
A_YEAR = 365 * A_DAY
SHA256 = hashes.SHA256()


def certified(
    private, name, *, by=None, begins=TODAY - A_DAY, ends=TODAY + A_YEAR, usage=None, digest=SHA256
):
    """Return a certificate of a private key; `by` is (private key, name) of who issues it."""
    issuer, issued_by = by or (private, name)
    made = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issued_by))
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )
    if usage:
        made = made.add_extension(usage, critical=True)
    return made.sign(issuer, digest)


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def pkcs12_of(private, certificate, *, above=None, passphrase=PASSPHRASE):
    """Return the bytes of a PKCS#12 file."""
    secret = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"seal", private, certificate, above, secret)


def usage_of(*allowed):
    """Return what a certificate says that its key is for."""
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{use: use in allowed for use in every})


def centre_file(name="Harbour Skills Centre", passphrase=PASSPHRASE, **when):
    """Return the PKCS#12 file of a centre with a key on an elliptic curve."""
    private = ec.generate_private_key(ec.SECP256R1())
    return pkcs12_of(private, certified(private, name, **when), passphrase=passphrase)


def chained_file(name="Northgate College"):
    """Return the PKCS#12 file of a centre with an RSA key, certified by an authority."""
    authority = ec.generate_private_key(ec.SECP384R1())
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    root = certified(authority, "Authority")
    own = certified(private, name, by=(authority, "Authority"))
    return pkcs12_of(private, own, above=[root])


def pem_of(key):
    """Return the certificate of a SealKey as PEM."""
    return x509.load_der_x509_certificate(key.certificate).public_bytes(Encoding.PEM)


def small_pdf(path):
    """Write a PDF of one page, with a title."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        with pdf.open_metadata(set_pikepdf_as_editor=False) as about:
            about["dc:title"] = "Portfolio of evidence"
        pdf.save(path, deterministic_id=True, min_version="1.7")
    return path


def flips(data, *, tries, seed, regions=()):
    """Yield (bit, data with that bit turned) for random bits, some in each (begin, end) too."""
    dice = random.Random(seed)
    bits = [dice.randrange(len(data) * 8) for _ in range(tries)]
    for begin, end in regions:
        bits += [dice.randrange(begin * 8, end * 8) for _ in range(tries // 10)]
    for bit in bits:
        turned = bytearray(data)
        turned[bit // 8] ^= 1 << bit % 8
        yield bit, bytes(turned)


def repacked(data, *, change=None, leave_out=(), add=None):
    """Return a ZIP with the same comment whose files were changed, left out or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            if entry.filename not in leave_out:
                new.writestr(entry, (change or {}).get(entry.filename, old.read(entry)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
        new.comment = old.comment
    return out.getvalue()
