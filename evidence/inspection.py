"""May this file be taken, and what is it? Asked at the door, of a file that is already stored."""

from dataclasses import dataclass
from pathlib import Path

from evidence.refusals import MOST_PAGES, MOST_PIXELS, ending_of, refusal
from evidence.renditions import sniffing
from evidence.renditions.asking import ask
from evidence.renditions.encodings import encoding_of
from evidence.renditions.telling import Problem

SECONDS = 15
MEMORY = 1536 * 1024 * 1024
# Readers look for the end mark here; some programs pad behind it.
TAIL_BYTES = 4096


@dataclass(frozen=True)
class ContentType:
    """What a file is: its MIME type, the extension that fits, and the word for it on screen."""

    mime: str
    extension: str
    label: str


PDF = ContentType("application/pdf", "pdf", "PDF")
DOCX = ContentType(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "docx",
    "Word document",
)
XLSX = ContentType(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsx",
    "Excel workbook",
)
CSV = ContentType("text/csv", "csv", "CSV table")
TEXT = ContentType("text/plain", "txt", "Plain text")
JPEG = ContentType("image/jpeg", "jpg", "JPEG picture")
PNG = ContentType("image/png", "png", "PNG picture")
MP3 = ContentType("audio/mpeg", "mp3", "MP3 recording")
M4A = ContentType("audio/mp4", "m4a", "M4A recording")
AAC = ContentType("audio/aac", "aac", "AAC recording")
WAV = ContentType("audio/wav", "wav", "WAV recording")
OGG = ContentType("audio/ogg", "ogg", "Ogg recording")
WEBM_SOUND = ContentType("audio/webm", "webm", "WebM recording")
MP4 = ContentType("video/mp4", "mp4", "MP4 video")
QUICKTIME = ContentType("video/quicktime", "mov", "QuickTime video")
WEBM = ContentType("video/webm", "webm", "WebM video")
MATROSKA = ContentType("video/x-matroska", "mkv", "Matroska video")
# How each kind of recording is read again when its pages, a player, are made.
READ_AS = {
    MP3: "mp3", M4A: "mp4", AAC: "aac", WAV: "wav", OGG: "ogg", WEBM_SOUND: "webm",
    MP4: "mp4", QUICKTIME: "mp4", WEBM: "webm", MATROSKA: "webm",
}  # fmt: skip
TAKEN = (PDF, DOCX, XLSX, CSV, TEXT, JPEG, PNG, *READ_AS)
SOUND_ALONE = {"mp3": MP3, "aac": AAC, "wav": WAV, "ogg": OGG, "mp4": M4A, "webm": WEBM_SOUND}

OLE_REFUSALS = {
    "encrypted": "password",
    "old word": "old word",
    "old excel": "old excel",
    "old powerpoint": "old powerpoint",
    "outlook": "outlook",
}
NAMED_TABLE = {".csv", ".tsv"}
NAMED_BINARY = {".pdf", ".docx", ".xlsx", ".jpg", ".jpeg", ".png"}
NAMED_BINARY |= {f".{kind.extension}" for kind in READ_AS}
NAMED_PROGRAM = {".exe", ".com", ".scr", ".msi", ".dll", ".pif", ".cpl", ".jar", ".apk", ".lnk"}
NAMED_SCRIPT = {
    ".js", ".mjs", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".bat", ".cmd", ".ps1", ".psm1",
    ".sh", ".bash", ".py", ".rb", ".pl", ".php", ".asp", ".aspx", ".jsp", ".reg", ".scpt",
}  # fmt: skip
NAMED_MARKUP = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".mht": "html", ".mhtml": "html",
    ".svg": "svg", ".xml": "xml", ".eml": "email",
}  # fmt: skip


def inspect(path, file_name):
    """Return the ContentType of the stored file at `path` that was sent as `file_name`.

    The content decides; the name only tells a table from text and gives scripts away. Raises
    RuleViolation with one sentence that names the file and the way on when it is not taken.
    """
    path = Path(path)
    if path.stat().st_size == 0:
        raise refusal(file_name, "empty")
    with path.open("rb") as file:
        head = file.read(sniffing.HEAD_BYTES)
    kind = sniffing.sniff(head)
    if kind == "pdf":
        return _checked_pdf(path, file_name)
    if kind in ("jpeg", "png"):
        _ask(path, file_name, "picture", most_pixels=MOST_PIXELS)
        return JPEG if kind == "jpeg" else PNG
    if kind in SOUND_ALONE:
        return _recording(path, file_name, head, kind)
    if kind == "zip container":
        found = _ask(path, file_name, "office")["found"]
        return DOCX if found == "docx" else XLSX
    if kind == "ole":
        raise refusal(file_name, OLE_REFUSALS.get(sniffing.sniff_ole(path), "unknown"))
    if kind is not None:
        raise refusal(file_name, kind)
    return _text(path, file_name, head)


def _checked_pdf(path, file_name):
    """A PDF whose end is missing was cut off, however well a reader mends it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        if b"%%EOF" not in file.read():
            raise refusal(file_name, "damaged")
    _ask(path, file_name, "pdf", most_pages=MOST_PAGES)
    return PDF


def _recording(path, file_name, head, kind):
    """Sound and film come in the same containers; what is inside decides which it is."""
    if not _ask(path, file_name, "recording", reader=kind)["picture"]:
        return SOUND_ALONE[kind]
    if kind == "webm":
        return WEBM if b"webm" in head[:64] else MATROSKA
    return QUICKTIME if head[4:12] == b"ftypqt  " else MP4


def _text(path, file_name, head):
    """Return which text a file is that carries no signature; a name that promises more is wrong."""
    ending = ending_of(file_name)
    if encoding_of(path) is None:
        raise refusal(file_name, _binary_kind(head, ending))
    if ending in NAMED_PROGRAM:
        raise refusal(file_name, "program")
    if ending in NAMED_SCRIPT:
        raise refusal(file_name, "script")
    if ending in NAMED_MARKUP:
        raise refusal(file_name, NAMED_MARKUP[ending])
    if ending in NAMED_BINARY:
        raise refusal(file_name, "text under another name")
    return CSV if ending in NAMED_TABLE else TEXT


def _binary_kind(head, ending):
    """A file that ends as one of ours and begins as nothing is broken, not unknown."""
    if ending in NAMED_PROGRAM:
        return "program"
    guessed = sniffing.guess(head)
    if guessed == "unknown" and ending in NAMED_BINARY:
        return "damaged"
    return guessed


def _ask(path, file_name, check, **order):
    """Put the file to one of the checks in the cage; return its answer or raise the refusal."""
    try:
        return ask(
            f"evidence.renditions.checks.{check}",
            reads=path,
            seconds=SECONDS,
            memory=MEMORY,
            **order,
        )
    except Problem as problem:
        raise refusal(file_name, problem.name, problem.number) from problem
