"""With which key is a centre's bundle sealed, and what does a certificate say?"""

import datetime as dt
import functools
import hashlib
import os
import unicodedata
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

from core.errors import RuleViolation

DEMO_NAME = "Demo key"
DEMO_UNIT = "Made by this program: shows no sender"
DEMO_DAYS = 30 * 365
SMALLEST_RSA = 2048
CURVES = ("secp256r1", "secp384r1", "secp521r1")
LONGEST_NAME = 200
DEMO_SEAL = "The seal is that of a demo key: anybody can have made it."
DEMO_SAID = "Sealed with a demo key: it shows that nothing was changed, not who made it."
SUITABLE = "RSA of at least 2048 bits, or an elliptic curve P-256, P-384 or P-521"


class KeyUnusable(RuleViolation):
    """A key can't seal; the message is a sentence that says how to go on."""


@dataclass(frozen=True, repr=False)
class SealKey:
    """A private key with its certificate (DER) and those above it (DER, the nearest first)."""

    private: object
    certificate: bytes
    chain: tuple = field(default=())

    @property
    def facts(self):
        """Return what the manifest says of whoever seals."""
        return facts_of(self.certificate)


def of_centre(slug):
    """Return the SealKey of the centre `slug`: its own where SEAL_KEYS has one, else the demo key.

    Raises KeyUnusable when the demo key can't be read.
    """
    return settings.SEAL_KEYS.get(slug) or _demo_key(settings.SEAL_DEMO_KEY)


def made_here():
    """Return the facts of each certificate that this installation seals with, the demo's last."""
    own = [key.facts for _slug, key in sorted(settings.SEAL_KEYS.items())]
    return [*own, _demo_key(settings.SEAL_DEMO_KEY).facts]


def facts_of(certificate):
    """Return {"signer", "certificate_sha256", "is_demo"} of a certificate (DER).

    Raises ValueError when it can't be read.
    """
    subject = x509.load_der_x509_certificate(certificate).subject
    names = _values(subject, NameOID.COMMON_NAME) + _values(subject, NameOID.ORGANIZATION_NAME)
    return {
        "signer": ", ".join(dict.fromkeys(names))[:LONGEST_NAME] or "nobody named",
        "certificate_sha256": hashlib.sha256(certificate).hexdigest(),
        "is_demo": DEMO_UNIT in _values(subject, NameOID.ORGANIZATIONAL_UNIT_NAME),
    }


def sentences_of(seal):
    """Return what is said of a seal to people: `seal` is as in a manifest, or None."""
    if not seal:
        return []
    if seal["is_demo"]:
        return [DEMO_SAID]
    return [
        f"Sealed by {seal['signer']}.",
        f"SHA-256 of the certificate: {seal['certificate_sha256']}",
    ]


def valid(certificate):
    """Return from when and until when a certificate (DER) is valid."""
    read = x509.load_der_x509_certificate(certificate)
    return read.not_valid_before_utc, read.not_valid_after_utc


def refuse_out_of_date(key, *, at):
    """Raise KeyUnusable when the certificate of `key` isn't valid at that moment."""
    begins, ends = valid(key.certificate)
    if begins <= at <= ends:
        return
    day = f"ran out on {ends:%d %B %Y}" if at > ends else f"begins on {begins:%d %B %Y} only"
    raise KeyUnusable(
        f"The certificate of “{key.facts['signer']}” {day}, so nothing can be sealed with it. "
        "Put one that is in force into SEAL_KEYS_DIR, then start again."
    )


def read_pkcs12(data, passphrase):
    """Return the SealKey in the bytes of a PKCS#12 file.

    Raises KeyUnusable with what is wrong, as the rest of a sentence.
    """
    try:
        private, certificate, above = pkcs12.load_key_and_certificates(
            data, passphrase.encode() or None
        )
    except (ValueError, TypeError):
        raise KeyUnusable("can’t be opened: it is damaged, or the passphrase is wrong") from None
    except UnsupportedAlgorithm:
        raise KeyUnusable("is encrypted in a way that is no longer safe: export it anew") from None
    if private is None or certificate is None:
        raise KeyUnusable("must hold a private key and its certificate")
    if not _is_suitable(private):
        raise KeyUnusable(f"holds a key of another kind; it must be {SUITABLE}")
    if _public(private.public_key()) != _public(certificate.public_key()):
        raise KeyUnusable("holds a certificate that is not of its key")
    if not _may_sign(certificate):
        raise KeyUnusable("holds a certificate that is not for signing")
    return SealKey(private, _der(certificate), tuple(_der(one) for one in above))


@functools.cache
def _demo_key(path):
    """Return the key in file `path`; make it first, for its owner alone, when there is none."""
    if not path.exists():
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}-{os.getpid()}-{os.urandom(4).hex()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_new_demo_key())
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, not a rename: of two processes that start at once, the first one's key stays.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    try:
        return read_pkcs12(path.read_bytes(), "")
    except KeyUnusable as error:
        raise KeyUnusable(
            f"The demo key {path.name} in VAR_DIR {error}. Remove it: a new one is made."
        ) from None


def _new_demo_key():
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, DEMO_UNIT),
            x509.NameAttribute(NameOID.COMMON_NAME, DEMO_NAME),
        ]
    )
    today = dt.datetime.now(dt.UTC).replace(microsecond=0)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=DEMO_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_for_signing(), critical=True)
        .sign(private, hashes.SHA256())
    )
    bare = serialization.NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"demo", private, certificate, None, bare)


def _for_signing():
    never = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign")
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
        **dict.fromkeys(never, False),
    )


def _is_suitable(private):
    if isinstance(private, rsa.RSAPrivateKey):
        return private.key_size >= SMALLEST_RSA
    return isinstance(private, ec.EllipticCurvePrivateKey) and private.curve.name in CURVES


def _may_sign(certificate):
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _public(key):
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _der(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


def _values(subject, oid):
    """Return the values of a part of a name, fit for a sentence."""
    texts = [str(part.value) for part in subject.get_attributes_for_oid(oid)]
    shown = ["".join(c for c in text if unicodedata.category(c)[0] != "C") for text in texts]
    return [" ".join(text.split()) for text in shown if text.strip()]
