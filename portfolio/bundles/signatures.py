"""How is a SHA-256 signed, and what does such a signature (CMS, detached) say?

Each has one form only. It is read by putting it together again from its parts: whatever differs by
one bit, also where no signature reaches, isn't one of ours.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509 import InvalidVersion, load_der_x509_certificate

# Of a UUID of our own: which parts of a file have which SHA-256, as text.
TOLD = "2.25.242837093527331790243719604418936577251"
# What hostile bytes make of a reader.
UNREADABLE = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError,
    UnsupportedAlgorithm, InvalidVersion,
)  # fmt: skip


class NotASignature(Exception):
    """These bytes are no signature of our form, or were changed."""


@dataclass(frozen=True)
class Signature:
    """What was signed (SHA-256), with which certificate (DER), when if said, and what it tells."""

    digest: bytes
    certificate: bytes
    signed_at: dt.datetime | None
    told: str


def sign(digest, key, *, at=None, told=""):
    """Return the CMS (DER) in which the SealKey `key` signs a SHA-256.

    `at` is left out where the moment stands elsewhere, as PAdES wants it.
    """
    signed = [
        _attribute("content_type", "data"),
        _attribute("message_digest", digest),
        _attribute("signing_certificate_v2", _identities([key.certificate, *key.chain])),
    ]
    if at:
        signed.append(_attribute("signing_time", cms.Time({"utc_time": at})))
    if told:
        signed.append(_attribute(TOLD, core.UTF8String(told)))
    attributes = cms.CMSAttributes(signed).dump()
    made = _composed(
        [key.certificate, *key.chain], attributes, _signed_with(key.private, attributes)
    )
    read(made)
    return made


def read(der):
    """Return the Signature in the bytes of a CMS; raise NotASignature for whatever isn't ours."""
    try:
        return _read(der)
    except UNREADABLE as error:
        raise NotASignature from error


def _read(der):
    signed = cms.ContentInfo.load(der, strict=True)["content"]
    info = signed["signer_infos"][0]
    held = {hashlib.sha256(one.dump()).digest(): one.dump() for one in signed["certificates"]}
    attributes = info["signed_attrs"].untag().dump()
    said = _said(cms.CMSAttributes.load(attributes, strict=True))
    named = [one["cert_hash"].native for one in said["signing_certificate_v2"]["certs"]]
    certificates = [held[sha256] for sha256 in named]
    signature = info["signature"].native
    if len(held) != len(named) or _composed(certificates, attributes, signature) != der:
        raise NotASignature
    _check(certificates[0], attributes, signature)
    at, told = said.get("signing_time"), said.get(TOLD)
    if at and at.native.tzinfo is None:
        raise NotASignature
    return Signature(
        digest=said["message_digest"].native,
        certificate=certificates[0],
        signed_at=at.native if at else None,
        told=told.parse(core.UTF8String).native if told else "",
    )


def _composed(certificates, attributes, signature):
    """Return the CMS that these parts make; nothing else can be said in it."""
    own = x509.Certificate.load(certificates[0])
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    info = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number",
            cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number}),
        ),
        "digest_algorithm": sha256,
        "signature_algorithm": _algorithm(own.public_key.algorithm),
        "signed_attrs": cms.CMSAttributes.load(attributes),
        "signature": signature,
    }
    signed = {
        "version": "v1",
        "digest_algorithms": [sha256],
        "encap_content_info": {"content_type": "data"},
        "certificates": [
            cms.CertificateChoices("certificate", x509.Certificate.load(one))
            for one in certificates
        ],
        "signer_infos": [info],
    }
    return cms.ContentInfo(
        {"content_type": "signed_data", "content": cms.SignedData(signed)}
    ).dump()


def _algorithm(kind):
    if kind == "ec":
        return algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    return algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa", "parameters": core.Null()})


def _attribute(kind, value):
    return cms.CMSAttribute({"type": kind, "values": [value]})


def _identities(certificates):
    """Name each certificate by its SHA-256, so that none can be exchanged; the signer's first."""
    hashed = [tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(one).digest()}) for one in certificates]
    return tsp.SigningCertificateV2({"certs": hashed})


def _said(attributes):
    """Return {kind: value} of attributes of which each must stand once."""
    said = {one["type"].native: one["values"][0] for one in attributes}
    if len(said) != len(attributes) or any(len(one["values"]) != 1 for one in attributes):
        raise NotASignature
    return said


def _signed_with(private, attributes):
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(attributes, padding.PKCS1v15(), hashes.SHA256())
    return private.sign(attributes, ec.ECDSA(hashes.SHA256()))


def _check(certificate, attributes, signature):
    """Raise NotASignature unless the key of the certificate made the signature."""
    public = load_der_x509_certificate(certificate).public_key()
    digest, how = hashlib.sha256(attributes).digest(), Prehashed(hashes.SHA256())
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, digest, padding.PKCS1v15(), how)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, digest, ec.ECDSA(how))
        else:
            raise NotASignature
    except InvalidSignature:
        raise NotASignature from None
