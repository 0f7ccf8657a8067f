"""May this file be taken, and what is it? Asked at the door, of a file that is already stored."""

import functools
import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from evidence.cage import cage
from evidence.door.file_types import (
    AAC,
    CSV,
    DOCM,
    DOCX,
    JPEG,
    M4A,
    MATROSKA,
    MOST_PIXELS,
    MP3,
    MP4,
    OGG,
    PDF,
    PNG,
    PPTX,
    QUICKTIME,
    TAKEN,
    TEXT,
    WAV,
    WEBM,
    WEBM_SOUND,
    WITH_MACROS,
    XLSM,
    XLSX,
    FileType,
)
from evidence.door.holdings import understood
from evidence.door.refusals import (
    MOST_PAGES,
    ending_of,
    not_checked,
    refusal,
    wrong_claim,
    wrong_name,
)
from evidence.renditions import sniffing
from evidence.renditions.asking import BrokeOff, Interrupted, ask
from evidence.renditions.encodings import encoding_of
from evidence.renditions.telling import Problem

log = logging.getLogger(__name__)

# What a check may compute; on a busy machine it takes longer.
SECONDS = 15
# Every packet of a recording is looked at, and they may hold two gigabytes.
RECORDING_SECONDS = 120
MEMORY = 1536 * 1024 * 1024

OFFICE = {kind.extension: kind for kind in (DOCX, DOCM, XLSX, XLSM, PPTX)}
SOUND_ALONE = {"mp3": MP3, "aac": AAC, "wav": WAV, "ogg": OGG, "mp4": M4A, "webm": WEBM_SOUND}
# Which limit of bytes holds for what a file begins as, before anybody opens it.
LIMITED_AS = {"pdf": PDF, "jpeg": JPEG, "png": PNG, "zip container": DOCX, None: TEXT}
OLE_REFUSALS = {
    "encrypted": "password",
    "old word": "old word",
    "old excel": "old excel",
    "old powerpoint": "old powerpoint",
    "outlook": "outlook",
}
MACROS_UNDER_ANOTHER_NAME = {DOCM: "word macros", XLSM: "excel macros"}
NAMED_BINARY = {
    f".{ending.lstrip('.')}"
    for kind in TAKEN
    if kind not in (CSV, TEXT)
    for ending in (kind.extension, *kind.endings)
}
NAMED_PROGRAM = {".exe", ".com", ".scr", ".msi", ".dll", ".pif", ".cpl", ".jar", ".apk", ".lnk"}
NAMED_SCRIPT = {
    ".js", ".mjs", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".bat", ".cmd", ".ps1", ".psm1",
    ".sh", ".bash", ".py", ".rb", ".pl", ".php", ".asp", ".aspx", ".jsp", ".reg", ".scpt",
}  # fmt: skip
NAMED_MARKUP = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".mht": "html", ".mhtml": "html",
    ".svg": "svg", ".xml": "xml", ".eml": "email",
}  # fmt: skip


@dataclass(frozen=True)
class Inspected:
    """What a file is, and what it holds that is never run or followed (see holdings.py)."""

    kind: FileType
    found: tuple = ()

    @property
    def mime(self):
        """The MIME type that the content shows, whatever was claimed."""
        return self.kind.mime


def inspect(path, file_name, claimed=""):
    """Return what is Inspected of the stored file at `path` that was sent as `file_name`.

    `claimed` is the MIME type that the sender says. Content, name and claim must agree; the
    content decides which kind it is. Raises RuleViolation with one sentence that names the file
    and the way on when it is not taken, NotNow when the machine could not look at it.
    """
    path = Path(path)
    size = path.stat().st_size
    if size == 0:
        raise refusal(file_name, "empty")
    with path.open("rb") as file:
        head = file.read(sniffing.HEAD_BYTES)
    begins_as = sniffing.sniff(head)
    _refuse_too_large(file_name, begins_as, size)
    inspected = _inspected(path, file_name, head, begins_as)
    _refuse_disagreement(inspected.kind, file_name, claimed)
    return inspected


def _inspected(path, file_name, head, begins_as):
    if begins_as == "pdf":
        return _taken(PDF, _ask(path, file_name, "pdf", most_pages=MOST_PAGES))
    if begins_as in ("jpeg", "png"):
        answer = _ask(path, file_name, "picture", most_pixels=MOST_PIXELS)
        return _taken(JPEG if begins_as == "jpeg" else PNG, answer)
    if begins_as in SOUND_ALONE:
        return _recording(path, file_name, head, begins_as)
    if begins_as == "zip container":
        answer = _ask(path, file_name, "office")
        kind = OFFICE.get(str(answer.get("kind")))
        if kind is None:
            raise refusal(file_name, "damaged")
        return _taken(kind, answer)
    if begins_as == "ole":
        raise refusal(file_name, OLE_REFUSALS.get(sniffing.sniff_ole(path), "unknown"))
    if begins_as is not None:
        raise refusal(file_name, begins_as)
    return _text(path, file_name)


def _refuse_too_large(file_name, begins_as, size):
    """Refuse what is larger than its kind may be; the limit of all files was held before."""
    kind = LIMITED_AS.get(begins_as)
    if kind and size > min(kind.most_bytes, settings.EVIDENCE_MAX_BYTES):
        raise refusal(file_name, "too large", size, kind.most_bytes)


def _refuse_disagreement(kind, file_name, claimed):
    """Refuse a file whose name or whose sender says that it is something else."""
    ending = ending_of(file_name)
    mime = claimed.partition(";")[0].strip().lower()
    if kind in WITH_MACROS and ending != f".{kind.extension}":
        raise refusal(file_name, MACROS_UNDER_ANOTHER_NAME[kind])
    if not kind.may_be_named(ending):
        raise wrong_name(file_name, kind)
    if not kind.may_be_claimed(mime):
        raise wrong_claim(file_name, kind, mime)


def _recording(path, file_name, head, begins_as):
    """Sound and film come in the same containers; what is inside decides which it is."""
    answer = _ask(path, file_name, "recording", seconds=RECORDING_SECONDS, reader=begins_as)
    if not answer.get("picture"):
        return _taken(SOUND_ALONE[begins_as], answer)
    if begins_as == "webm":
        return _taken(WEBM if b"webm" in head[:64] else MATROSKA, answer)
    if begins_as != "mp4":
        raise refusal(file_name, "video")
    return _taken(QUICKTIME if head[4:12] == b"ftypqt  " else MP4, answer)


def _text(path, file_name):
    """Return which text a file is that carries no signature; a name that promises more is wrong."""
    ending = ending_of(file_name)
    if encoding_of(path) is None:
        raise refusal(file_name, _binary_kind(ending))
    if ending in NAMED_PROGRAM:
        raise refusal(file_name, "program")
    if ending in NAMED_SCRIPT:
        raise refusal(file_name, "script")
    if ending in NAMED_MARKUP:
        raise refusal(file_name, NAMED_MARKUP[ending])
    if ending in NAMED_BINARY:
        raise refusal(file_name, "text under another name")
    if not CSV.may_be_named(ending) or not ending:
        return Inspected(TEXT)
    return Inspected(CSV, ({"what": "formulas"},) if sniffing.has_formulas(path) else ())


def _binary_kind(ending):
    """A file that ends as one of ours and begins as nothing is broken, not unknown."""
    if ending in NAMED_PROGRAM:
        return "program"
    return "damaged" if ending in NAMED_BINARY else "unknown"


def _taken(kind, answer):
    return Inspected(kind, understood(answer.get("found")))


def _ask(path, file_name, check, *, seconds=SECONDS, **order):
    """Put the file to one of the checks in the cage; return its answer or raise the refusal."""
    module = f"evidence.renditions.checks.{check}"
    put = functools.partial(ask, module, reads=path, seconds=seconds, memory=MEMORY, **order)
    try:
        return _tried_again(put)
    except Interrupted as fault:
        raise not_checked(file_name) from fault
    except Problem as problem:
        raise refusal(file_name, problem.name, problem.number, problem.of) from problem
    except (cage.CageError, OSError) as fault:
        log.exception("%s could not start", module)
        raise not_checked(file_name) from fault


def _tried_again(put):
    """Put a question once more when it broke off: the machine may have been busy."""
    try:
        return put()
    except BrokeOff:
        return put()
