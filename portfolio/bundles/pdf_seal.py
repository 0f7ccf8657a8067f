"""How is a PDF sealed (PAdES), and where in a PDF is its seal?"""

import datetime as dt
import hashlib
import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from asn1crypto import cms
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from portfolio.bundles import signatures
from portfolio.bundles.built import CHUNK, Sums, settle

FIELD = "Seal"
MARK = "Sealed portfolio nvq-seal/1"
# A signature of the same key may be a little longer next time.
ROOM = 64
BYTE_RANGE = re.compile(
    rb"/ByteRange \[0 ([1-9][0-9]{0,14}) ([1-9][0-9]{0,14}) ([1-9][0-9]{0,14})\]"
)
SIGNED_AT = re.compile(rb"/M \(D\\072([0-9]{14})Z\)")
VOLUME = re.compile(
    rb"/Location \(Volume ([1-9][0-9]{0,4} of [1-9][0-9]{0,4}) of manifest ([0-9a-f]{64})\)"
)
MOST_PLACES = 1000
HEX = re.compile(rb"<([0-9A-F]+)>")
MOST_HEX = 256 * 1024
NEAR_END = 256 * 1024
AROUND = 2048


@dataclass(frozen=True)
class Found:
    """Where a seal stands: the bytes before it, those that it takes, and where the sealed end is.

    `text` is the dictionary around it, as bytes.
    """

    first: int
    after: int
    end: int
    hexadecimal: bytes
    text: bytes

    @property
    def is_ours(self):
        """Return whether it says that it seals a portfolio."""
        return _escaped(MARK) in self.text

    @property
    def cms(self):
        """Return the signature in it; raise NotASignature unless it is written as we write."""
        whole = HEX.fullmatch(self.hexadecimal)
        try:
            padded = bytes.fromhex(whole[1].decode()) if whole else b""
        except ValueError:
            raise signatures.NotASignature from None
        length = _length(padded)
        if not length or padded[length:].strip(b"\0"):
            raise signatures.NotASignature
        return padded[:length]

    @property
    def signed_at(self):
        """Return the moment that the dictionary gives; None when it gives none."""
        given = SIGNED_AT.search(self.text)
        try:
            return dt.datetime.strptime(f"{given[1].decode()}+0000", "%Y%m%d%H%M%S%z")
        except (TypeError, ValueError):
            return None

    @property
    def volume(self):
        """Return which volume of how many it says that it is, and the SHA-256 of the manifest.

        Both are "" for a PDF that is no volume.
        """
        told = VOLUME.search(self.text)
        return (told[1].decode(), told[2].decode()) if told else ("", "")


def seal(path, key, *, pages=0, first_pages=None, volume=None):
    """Seal the PDF at `path` with a SealKey, in place, and return what it is now as Built.

    The seal of a Volume that is one of several says which one, and of which manifest.
    """
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=MARK,
        name=key.facts["signer"],
        location=_told(volume) if volume and volume.words else None,
    )
    room = 2 * (len(signatures.sign(bytes(32), key)) + ROOM)
    sums = Sums()
    with path.open("r+b") as file, path.open("rb") as unsealed, ThreadPoolExecutor(1) as beside:
        # What stands there already stays as it is: the seal comes behind it.
        summed = beside.submit(sums.go_on, unsealed, until=path.stat().st_size)
        writer = IncrementalPdfFileWriter(file)
        signer = _PdfSigner(meta, signer=_Signer(key))
        signer.sign_pdf(writer, bytes_reserved=room, in_place=True, chunk_size=CHUNK)
        summed.result()
    return settle(path, sums, pages=pages, first_pages=first_pages, volume=volume)


def _told(volume):
    """Return which volume it is in words that the PDF holds as they are."""
    return f"{volume.words} of manifest {volume.manifest_sha256}"


def find(file, size):
    """Return the Found of the last seal in an open PDF of `size` bytes; None when there is none.

    One that covers the file to its end is taken before any other.
    """
    nearest = None
    for begin in (max(0, size - NEAR_END), 0):
        for match in itertools.islice(_byte_ranges(file, begin), MOST_PLACES):
            found = _found(file, size, *map(int, match.groups()))
            if found and (nearest is None or _rank(found, size) >= _rank(nearest, size)):
                nearest = found
        if nearest:
            return nearest
    return None


def digest(file, found):
    """Return the SHA-256 of all that a seal covers: the file up to its end, but for the seal."""
    hashed = hashlib.sha256()
    for begin, end in ((0, found.first), (found.after, found.end)):
        file.seek(begin)
        left = end - begin
        while left and (block := file.read(min(CHUNK, left))):
            hashed.update(block)
            left -= len(block)
    return hashed.digest()


class _PdfSigner(signers.PdfSigner):
    def init_signing_session(self, pdf_out, existing_fields_only=False):  # noqa: FBT002
        """Begin, at a moment that is told in UTC."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = dt.datetime.now(dt.UTC)
        return session

    def register_extensions(self, pdf_out, *, md_algorithm):
        """Leave the version as it is: what is used here is older than it."""


class _Signer(signers.Signer):
    """Signs as all seals are signed; pyHanko puts it into the PDF."""

    def __init__(self, key):
        super().__init__()
        self._key = key

    async def async_sign(self, data_digest, digest_algorithm, **_how):
        """Return the CMS over the digest of the file."""
        return cms.ContentInfo.load(signatures.sign(data_digest, self._key))


def _byte_ranges(file, begin):
    """Yield each place from `begin` on that looks like the range of a seal."""
    file.seek(begin)
    held = b""
    while block := file.read(CHUNK):
        held += block
        end = 0
        for match in BYTE_RANGE.finditer(held):
            end = match.end()
            yield match
        # One that is cut by the end of a block is found with the next.
        held = held[max(end, len(held) - 100) :]


def _found(file, size, first, after, rest):
    end = after + rest
    if not (first < after <= size and after - first <= MOST_HEX):
        return None
    place = file.tell()
    file.seek(max(0, first - AROUND))
    before = file.read(min(first, AROUND))
    hexadecimal = file.read(after - first)
    behind = file.read(AROUND)
    file.seek(place)
    if not (hexadecimal.startswith(b"<") and hexadecimal.endswith(b">")):
        return None
    text = before[before.rfind(b" obj") :] + behind[: behind.find(b"endobj")]
    return Found(first, after, end, hexadecimal, text)


def _rank(found, size):
    """Return how much speaks for a seal: a file within this one may hold one of its own."""
    return found.end == size, found.end < size, found.end


def _length(der):
    """Return how many bytes the DER value at the beginning takes; 0 when that can't be told."""
    if len(der) < 4 or der[0] != 0x30 or not 0x81 <= der[1] <= 0x83:
        return 0
    wide = der[1] - 0x80
    length = 2 + wide + int.from_bytes(der[2 : 2 + wide], "big")
    return length if length <= len(der) else 0


def _escaped(text):
    """Return text as pyHanko writes it: what is no letter and no space as a number."""
    return b"".join(
        bytes([c]) if bytes([c]).isalnum() or c == 0x20 else b"\\%03o" % c for c in text.encode()
    )
