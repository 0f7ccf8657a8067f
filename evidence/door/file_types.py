"""Which kinds of files are taken, under which names and claims, and how much of each?

The one table: the door, the accept list of the file chooser and docs/uploads.md derive from it.
Free of Django, so that the cage can read it too.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath

MB = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
# What a sender says who does not know; agrees with everything.
SAYS_NOTHING = {
    "",
    "application/octet-stream",
    "application/download",
    "application/force-download",
    "application/unknown",
    "application/x-download",
    "application/x-unknown",
    "binary/octet-stream",
}
ZIP_CLAIMS = ("application/zip", "application/x-zip", "application/x-zip-compressed")
MP4_CLAIMS = ("video/mp4", "video/quicktime", "video/x-m4v", "video/3gpp", "video/3gpp2")
WEBM_CLAIMS = ("video/webm", "video/x-matroska", "video/matroska")


@dataclass(frozen=True)
class FileType:
    """One kind of file.

    `label` is the word for it on screen, `extension` the ending that fits best, `endings` those
    that its name may have, `claims` the MIME types that a sender may say besides its own, and
    `shown` what becomes of it. `most_bytes` is None where only the limit of all files holds.
    """

    mime: str
    extension: str
    label: str
    shown: str
    most_bytes: int | None
    endings: tuple = ()
    claims: tuple = ()

    def may_be_named(self, ending):
        """Return whether a name may end in `ending`, such as ".pdf"; "" promises nothing."""
        return ending in ("", f".{self.extension}", *self.endings)

    def may_be_claimed(self, mime):
        """Return whether a sender may say that it is of the MIME type `mime`."""
        return mime in SAYS_NOTHING or mime in (self.mime.lower(), *self.claims)


def _document(mime, extension, label, shown, **more):
    return FileType(mime, extension, label, shown, 200 * MB, **more)


def _picture(mime, extension, label, **more):
    shown = "one page, upright, without what the camera noted"
    return FileType(mime, extension, label, shown, 100 * MB, **more)


def _text(mime, extension, label, shown, **more):
    return FileType(mime, extension, label, shown, 50 * MB, **more)


def _recording(mime, extension, label, **more):
    shown = "played; a copy of sound and picture alone"
    return FileType(mime, extension, label, shown, None, **more)


PRINTED = "pages, printed by LibreOffice; without it its text"
PDF = _document(
    "application/pdf", "pdf", "PDF", "its own pages",
    claims=("application/x-pdf", "application/acrobat", "text/pdf"),
)  # fmt: skip
DOCX = _document(
    f"{OFFICE}wordprocessingml.document", "docx", "Word document", PRINTED,
    claims=("application/msword", *ZIP_CLAIMS),
)  # fmt: skip
DOCM = _document(
    "application/vnd.ms-word.document.macroEnabled.12", "docm", "Word document with macros",
    PRINTED, claims=("application/msword", *ZIP_CLAIMS),
)  # fmt: skip
XLSX = _document(
    f"{OFFICE}spreadsheetml.sheet", "xlsx", "Excel workbook", PRINTED,
    claims=("application/vnd.ms-excel", *ZIP_CLAIMS),
)  # fmt: skip
XLSM = _document(
    "application/vnd.ms-excel.sheet.macroEnabled.12", "xlsm", "Excel workbook with macros",
    PRINTED, claims=("application/vnd.ms-excel", *ZIP_CLAIMS),
)  # fmt: skip
PPTX = _document(
    f"{OFFICE}presentationml.presentation", "pptx", "PowerPoint presentation",
    "pages, printed by LibreOffice; without it only the original is kept",
    claims=("application/vnd.ms-powerpoint", *ZIP_CLAIMS),
)  # fmt: skip
CSV = _text(
    "text/csv", "csv", "CSV table", "its rows as a table; formulas stay text",
    endings=(".tsv",),
    claims=(
        "application/csv", "application/vnd.ms-excel", "application/x-csv", "text/plain",
        "text/comma-separated-values", "text/tab-separated-values", "text/tsv", "text/x-csv",
        "text/x-comma-separated-values",
    ),
)  # fmt: skip
TEXT = _text(
    "text/plain", "txt", "Plain text", "its words", endings=(".text", ".log", ".md"),
    claims=("text/markdown", "text/x-log", "text/x-markdown"),
)  # fmt: skip
JPEG = _picture(
    "image/jpeg", "jpg", "JPEG picture", endings=(".jpeg", ".jpe", ".jfif"),
    claims=("image/jpg", "image/pjpeg"),
)  # fmt: skip
PNG = _picture("image/png", "png", "PNG picture", claims=("image/x-png", "image/apng"))
MP3 = _recording(
    "audio/mpeg", "mp3", "MP3 recording",
    claims=("audio/mp3", "audio/x-mp3", "audio/mpeg3", "audio/x-mpeg", "audio/mpg"),
)  # fmt: skip
M4A = _recording(
    "audio/mp4", "m4a", "M4A recording", endings=(".m4b", ".mp4", ".mov", ".3gp", ".3ga"),
    claims=("audio/m4a", "audio/x-m4a", "audio/aac", "audio/3gpp", *MP4_CLAIMS),
)  # fmt: skip
AAC = _recording(
    "audio/aac", "aac", "AAC recording",
    claims=("audio/x-aac", "audio/aacp", "audio/vnd.dlna.adts", "audio/x-hx-aac-adts"),
)  # fmt: skip
WAV = _recording(
    "audio/wav", "wav", "WAV recording", endings=(".wave",),
    claims=("audio/x-wav", "audio/wave", "audio/vnd.wave", "audio/x-pn-wav"),
)  # fmt: skip
OGG = _recording(
    "audio/ogg", "ogg", "Ogg recording", endings=(".oga", ".opus"),
    claims=("audio/opus", "audio/x-opus+ogg", "application/ogg", "video/ogg"),
)  # fmt: skip
WEBM_SOUND = _recording(
    "audio/webm", "webm", "WebM recording", endings=(".weba", ".mka", ".mkv"),
    claims=("audio/x-matroska", "audio/matroska", *WEBM_CLAIMS),
)  # fmt: skip
MP4 = _recording(
    "video/mp4", "mp4", "MP4 video", endings=(".m4v", ".mov", ".3gp", ".3g2"), claims=MP4_CLAIMS
)
QUICKTIME = _recording(
    "video/quicktime", "mov", "QuickTime video", endings=(".qt", ".mp4", ".m4v"),
    claims=MP4_CLAIMS,
)  # fmt: skip
WEBM = _recording("video/webm", "webm", "WebM video", endings=(".mkv",), claims=WEBM_CLAIMS)
MATROSKA = _recording(
    "video/x-matroska", "mkv", "Matroska video", endings=(".webm",), claims=WEBM_CLAIMS
)
# What was written in the browser: JSON of our own, which nobody can upload under this type.
RECORD = "application/vnd.portfolio.record+json"
WRITTEN = FileType(RECORD, "json", "record", "pages of our own, from its words", None)

WITH_MACROS = (DOCM, XLSM)
# How each kind of recording is read again when its pages, a player, are made.
READ_AS = {
    MP3: "mp3", M4A: "mp4", AAC: "aac", WAV: "wav", OGG: "ogg", WEBM_SOUND: "webm",
    MP4: "mp4", QUICKTIME: "mp4", WEBM: "webm", MATROSKA: "webm",
}  # fmt: skip
TAKEN = (PDF, DOCX, DOCM, XLSX, XLSM, PPTX, CSV, TEXT, JPEG, PNG, *READ_AS)

MOST_PAGES = 500
MOST_PIXELS = 100_000_000
MOST_FRAMES = 1
MOST_PARTS = 2000
MOST_UNPACKED_BYTES = 300 * MB
# Small files may shrink well and still be small, so the ratio counts only above this.
MOST_RATIO, RATIO_FROM_BYTES = 200, 10 * MB
MOST_SHEETS = 1000
MOST_OBJECTS = 500_000
# What is shown in part: setting a cell takes half a millisecond, and nobody reads more on pages.
# A long text takes as much time as many cells.
SHOWN_SHEETS, SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_CELLS = 20, 1000, 30, 6000
SHOWN_LETTERS_A_CELL = 40
SHOWN_LETTERS = 200_000
# On screen a sheet at a time is shown, which a browser must be able to lay out at once.
SHOWN_ON_SCREEN = 10_000
MOST_HOURS = 48
LIMITS = (
    ("Pages of a PDF, or printed of another file", MOST_PAGES,
     "refused; a workbook is shown as rows instead"),
    ("Pixels of a picture", MOST_PIXELS, "refused before it is decoded"),
    ("Frames of a picture", MOST_FRAMES, "the first is shown, the others are named"),
    ("Parts in an Office file", MOST_PARTS, "refused before it is unpacked"),
    ("Bytes of an Office file when unpacked", MOST_UNPACKED_BYTES,
     "refused before it is unpacked"),
    ("Times that an Office file of more than 10 MB may grow", MOST_RATIO,
     "refused before it is unpacked"),
    ("Sheets in a workbook", MOST_SHEETS, "refused"),
    ("Objects in a PDF that are looked at for what runs", MOST_OBJECTS,
     "the others are not named; what is shown holds none of them"),
    ("Sheets of a workbook shown as rows", SHOWN_SHEETS, "the rest is said to be missing"),
    ("Rows of a table on pages", SHOWN_ROWS, "shown in part, with a sentence"),
    ("Columns of a table on pages", SHOWN_COLUMNS, "shown in part, with a sentence"),
    (f"Cells of a table on pages, a long text counted for each {SHOWN_LETTERS_A_CELL} letters",
     SHOWN_CELLS, "shown in part, with a sentence"),
    ("Letters of a text", SHOWN_LETTERS, "shown in part, with a sentence"),
    ("Hours of a recording", MOST_HOURS, "not played; the original is kept"),
)  # fmt: skip


def accepted():
    """Return what the file chooser is told to offer: every ending that is taken."""
    endings = (ending for kind in TAKEN for ending in (f".{kind.extension}", *kind.endings))
    return ",".join(dict.fromkeys(endings))


def in_a_line(most_bytes):
    """Return in one line what is taken and how large it may be, where all files have a limit."""
    groups = (
        ("PDF, Word, Excel, PowerPoint", PDF),
        ("photos", JPEG),
        ("text and CSV", TEXT),
        ("sound and film", MP4),
    )
    most = ((words, min(kind.most_bytes or most_bytes, most_bytes)) for words, kind in groups)
    return "; ".join(f"{words} up to {_in_words(size)}" for words, size in most)


def named_by(mime):
    """Return the first FileType that a sender means by `mime`, or None."""
    own = (kind for kind in TAKEN if mime == kind.mime.lower())
    return next(own, next((kind for kind in TAKEN if mime in kind.claims), None))


def type_named(mime, file_name):
    """Return the MIME type of a file by its name: the same text may be a table by another name."""
    if mime not in (TEXT.mime, CSV.mime):
        return mime
    ending = PurePosixPath(file_name).suffix.lower()
    return CSV.mime if ending and CSV.may_be_named(ending) else TEXT.mime


def _in_words(size):
    return f"{size // (1024 * MB)} GB" if size % (1024 * MB) == 0 else f"{size // MB} MB"
