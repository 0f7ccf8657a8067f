"""Is a file the bundle that was sealed, by whom and when, and if not, where does it differ?

Asks nothing but the file: no database, no network. The file may be anything.
"""

import os
from dataclasses import dataclass, replace
from datetime import datetime

from portfolio.bundles import keys, pdf_seal, signatures, zip_differences, zip_of_zips, zip_seal

PDF_HEAD, ZIP_HEAD = b"%PDF-", b"PK"
HEAD_WITHIN = 1024
NOT_A_BUNDLE = "This is neither a PDF nor a ZIP, so it is no bundle."
NOT_READABLE = "The file can’t be read."
NO_PDF_SEAL = "This PDF has no seal of a portfolio, or its seal was destroyed."
OTHER_SEAL = (
    "This PDF is signed, but not with a portfolio’s seal. A PDF reader tells who signed it."
)
NO_ZIP_SEAL = "This ZIP has no seal of a portfolio, or its seal was destroyed."
SEAL_CHANGED = "The seal itself was changed."
PDF_CHANGED = "The PDF was changed after it was sealed."
PDF_AS_IT_WAS = "What was sealed is as it was, without what was added."
# Each is looked into; that takes a hundredth of a second, however small it is.
MOST_PORTFOLIOS = 2_000
TOO_MANY = "It holds more portfolios than are checked at once. Unpack it, and check each by itself."
EXPORT = (
    "This is an export of many portfolios. The ZIP of each has a seal; the lists beside them "
    "have none."
)


@dataclass(frozen=True)
class Verdict:
    """What a file is found to be.

    `kind` is "pdf", "zip", "export" or "" for none of them. Who and when stand there where the seal
    could be read, also when the file differs. `differences` are sentences that name what differs;
    `remarks` say what else is to be known. Of a PDF that is one of several, `volume` says which one
    (“2 of 4”) and `manifest_sha256` of which bundle. Of an export, `parts` holds a (name, Verdict)
    for each portfolio's ZIP in it.
    """

    kind: str
    is_whole: bool = False
    signer: str = ""
    certificate_sha256: str = ""
    is_demo: bool = False
    sealed_at: datetime | None = None
    volume: str = ""
    manifest_sha256: str = ""
    differences: tuple = ()
    remarks: tuple = ()
    parts: tuple = ()

    @property
    def seals(self):
        """The Verdicts on what bears a seal that could be read: on itself, or on its parts."""
        return [one for one in (self, *(part for _, part in self.parts)) if one.signer]


def verify(path):
    """Return the Verdict on the file at `path`, whatever it is; nothing is raised for its content.

    Of a file that is whole every byte is read once; memory does not grow with it.
    """
    try:
        with open(path, "rb") as file:
            return _verdict(file, _size_of(file))
    except OSError:
        return Verdict("", differences=(NOT_READABLE,))


def _verdict(file, size):
    file.seek(0)
    head = file.read(HEAD_WITHIN)
    if head.startswith(ZIP_HEAD):
        return _zip_or_export(file, size)
    if head.startswith(PDF_HEAD):
        return _pdf(file, size, pdf_seal.find(file, size))
    # Its first bytes may be what was changed. A ZIP holds PDFs, and one with a seal of its own.
    if zip_seal.find(file, size):
        return _zip_or_export(file, size)
    if PDF_HEAD in head:
        return _pdf(file, size, pdf_seal.find(file, size))
    if (found := pdf_seal.find(file, size)) and found.is_ours:
        return _pdf(file, size, found)
    return Verdict("", differences=(NOT_A_BUNDLE,))


def _pdf(file, size, found):
    if found is None:
        return Verdict("pdf", differences=(NO_PDF_SEAL,))
    sealed = _Sealed.read(found)
    if sealed is None:
        return Verdict("pdf", differences=(SEAL_CHANGED if found.is_ours else OTHER_SEAL,))
    differences = []
    is_as_sealed = sealed.signature.digest == pdf_seal.digest(file, found)
    if is_as_sealed and not found.is_ours:
        return Verdict("pdf", differences=(OTHER_SEAL,))
    if found.end > size:
        differences.append(f"The end of the PDF is missing: {_bytes(found.end - size)}.")
    elif not is_as_sealed:
        differences.append(PDF_CHANGED)
    if found.end < size:
        added = f"Something was added after the PDF was sealed: {_bytes(size - found.end)}."
        differences += [added, PDF_AS_IT_WAS] if is_as_sealed else [added]
    volume, manifest_sha256 = found.volume
    return replace(
        sealed.verdict("pdf", differences, at=found.signed_at),
        volume=volume,
        manifest_sha256=manifest_sha256,
    )


def _zip_or_export(file, size):
    found = zip_seal.find(file, size)
    # The last seal in an export is that of the last portfolio in it.
    if (found is None or found.added) and (inner := zip_of_zips.find(file, size)):
        return _export(inner)
    return _zip(file, size, found)


def _export(inner):
    if len(inner) > MOST_PORTFOLIOS:
        return Verdict("export", differences=(TOO_MANY,), remarks=(EXPORT,))
    parts = []
    for name, file in inner:
        size = _size_of(file)
        parts.append((name, _zip(file, size, zip_seal.find(file, size))))
    is_whole = all(one.is_whole for _, one in parts)
    return Verdict("export", is_whole=is_whole, remarks=(EXPORT,), parts=tuple(parts))


def _zip(file, size, found):
    if found is None:
        differences = (NO_ZIP_SEAL, *zip_differences.find(file, size))
        return Verdict("zip", differences=differences)
    sealed = _Sealed.read(found)
    if sealed is None:
        return Verdict("zip", differences=(SEAL_CHANGED, *zip_differences.find(file, size)))
    differences = []
    if found.added:
        differences.append(_behind(found.added))
    if sealed.signature.digest != zip_seal.hashed_until(file, found.covered).digest():
        differences += zip_differences.find(file, size, found, sealed.signature)
    return sealed.verdict("zip", differences, at=sealed.signature.signed_at)


@dataclass(frozen=True)
class _Sealed:
    """A seal that could be read: its Signature, whose it is, and when its certificate is valid."""

    signature: signatures.Signature
    facts: dict
    begins: datetime
    ends: datetime

    @classmethod
    def read(cls, found):
        """Return what a seal says that was found; None when it was changed."""
        try:
            signature = signatures.read(found.cms)
            certificate = signature.certificate
            return cls(signature, keys.facts_of(certificate), *keys.valid(certificate))
        except (signatures.NotASignature, *signatures.UNREADABLE):
            return None

    def verdict(self, kind, differences, *, at):
        """Return the Verdict on a file with this seal, made `at` that moment or None."""
        return Verdict(
            kind,
            is_whole=not differences,
            sealed_at=at,
            differences=tuple(differences),
            remarks=self._remarks(at),
            **self.facts,
        )

    def _remarks(self, at):
        if at is None:
            return ("The seal does not say when it was made.",)
        if self.begins <= at <= self.ends:
            return ()
        return (
            f"The certificate was not in force at that moment: it is valid from "
            f"{self.begins:%d %B %Y} until {self.ends:%d %B %Y}.",
        )


def _behind(added):
    if added > 0:
        return f"Something was added after the ZIP was sealed: {_bytes(added)}."
    return "The end of the ZIP gives its seal another length than it has."


def _size_of(file):
    return file.seek(0, os.SEEK_END)


def _bytes(number):
    return "1 byte" if number == 1 else f"{number:,} bytes"
