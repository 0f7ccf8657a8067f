"""What is said when a file is not taken, and what is the way on?"""

import re
import unicodedata
from pathlib import PurePath

from core.errors import RuleViolation
from evidence.door.file_types import (
    MB,
    MOST_PAGES,
    MOST_PIXELS,
    MOST_SHEETS,
    TAKEN,
    WITH_MACROS,
    named_by,
)
from evidence.renditions.telling import DAMAGED, HEAVY

LONGEST_NAME, LONGEST_CLAIM = 80, 40
NOT_IN_A_CLAIM = re.compile(r"[^a-z0-9/.+-]")
# A version or a year behind a full stop is no ending.
ENDING = re.compile(r"\.(?=[0-9]*[a-z])[a-z0-9]{1,10}")

AGAIN = "then add it again."
AS_PDF = "Save it as PDF, then add the PDF."
IN_A_MINUTE = "Add it again in a minute."
SAVED_AGAIN = "Open it on your device, save it again, then add the new copy."
PRINTED = "Open it on your device, print it to PDF, then add that PDF."
REFUSALS = {
    "empty": ("it is empty", f"Check the file on your device, {AGAIN}"),
    "html": ("it is a web page (HTML)", "Print it to PDF, then add the PDF."),
    "svg": ("it is an SVG drawing", f"Save it as PNG or PDF, {AGAIN}"),
    "xml": ("it is an XML file", "Save what it shows as PDF, then add the PDF."),
    "script": ("it is a script", "Save its text as PDF, then add the PDF."),
    "email": ("it is a saved e-mail", "Print the e-mail to PDF, then add the PDF."),
    "outlook": ("it is a saved Outlook item", "Print it to PDF, then add the PDF."),
    "program": ("it is a program", "Add a screenshot or a PDF of what it shows instead."),
    "word macros": ("it contains macros", f"Save it as .docx or PDF, {AGAIN}"),
    "excel macros": ("it contains macros", f"Save it as .xlsx or PDF, {AGAIN}"),
    "powerpoint macros": ("it contains macros", f"Save it as .pptx or PDF, {AGAIN}"),
    "old word": ("it is an older Word file (.doc)", f"Save it as .docx or PDF, {AGAIN}"),
    "old excel": ("it is an older Excel file (.xls)", f"Save it as .xlsx or PDF, {AGAIN}"),
    "old powerpoint": ("it is an older PowerPoint file (.ppt)", AS_PDF),
    "powerpoint": ("it is a PowerPoint file of a kind that is not taken", AS_PDF),
    "opendocument": ("it is an OpenDocument file", f"Save it as .docx, .xlsx or PDF, {AGAIN}"),
    "apple": ("it is a Pages, Numbers or Keynote file", "Export it as PDF, then add the PDF."),
    "xlsb": ("it is a binary Excel workbook (.xlsb)", f"Save it as .xlsx or PDF, {AGAIN}"),
    "template": ("it is a template", f"Save it as .docx, .xlsx or PDF, {AGAIN}"),
    "rtf": ("it is a Rich Text file (.rtf)", f"Save it as .docx or PDF, {AGAIN}"),
    "zip": ("it is a ZIP archive", "Unpack it, then add the files one by one."),
    "zip bomb": (
        "it is a ZIP archive that unpacks to far more than evidence holds",
        "Add the files that you need one by one.",
    ),
    "zip password": (
        "it is a ZIP archive with a password",
        "Unpack it, then add the files one by one.",
    ),
    "zip unsafe": (
        "it is a ZIP archive that would write outside its own folder",
        "Ask who sent it for the files themselves.",
    ),
    "rar": ("it is a RAR archive", "Unpack it, then add the files one by one."),
    "7z": ("it is a 7z archive", "Unpack it, then add the files one by one."),
    "archive": ("it is a compressed archive", "Unpack it, then add the files one by one."),
    "heic": ("it is an HEIC photo", f"Share it as JPEG, {AGAIN}"),
    "picture": ("it is a picture of a kind that is not taken", f"Save it as JPEG or PNG, {AGAIN}"),
    "audio": (
        "it is a sound recording of a kind that browsers can’t play",
        f"Save it as MP3 or M4A, {AGAIN}",
    ),
    "video": (
        "it is a video of a kind that browsers can’t play",
        f"Save it as MP4, {AGAIN}",
    ),
    "codec": (
        "its sound or picture is stored in a way that browsers can’t play",
        f"Save it as MP4 or MP3, {AGAIN}",
    ),
    "password": ("it is protected by a password", f"Remove the password, {AGAIN}"),
    "form": (
        "it is a form that only Adobe Reader can show",
        "Open it there, print it to PDF, then add the PDF.",
    ),
    DAMAGED: ("it is damaged or incomplete", SAVED_AGAIN),
    "cut off": ("it is cut off: its end is missing", SAVED_AGAIN),
    "pages cut off": ("it is cut off: {number} of {of} pages could be read", SAVED_AGAIN),
    "pages damaged": ("it is damaged: {number} of {of} pages could be read", SAVED_AGAIN),
    "seconds cut off": ("it is cut off: {number} of {of} seconds came in", SAVED_AGAIN),
    "too many pages": (
        "it has {number} pages, and {most_pages} is the most",
        "Split it into parts, then add each part.",
    ),
    "too many pixels": (
        "it has {megapixels} megapixels, and {most_megapixels} is the most",
        f"Save it at a smaller size, {AGAIN}",
    ),
    "too many sheets": (
        "it has more than {most_sheets} sheets",
        f"Save the sheets that you need as a workbook of their own, {AGAIN}",
    ),
    "too large": (
        "it is {megabytes} MB, and {most_megabytes} MB is the most for this kind of file",
        f"Save a smaller copy, or split it, {AGAIN}",
    ),
    "bomb": ("it unpacks to far more than a document holds", AS_PDF),
    "unsafe": ("it holds parts that could do harm when it is opened", AS_PDF),
    HEAVY: ("it takes too much time or memory to open", PRINTED),
    "text under another name": (
        "its content is plain text",
        "Open it on your device to see what it is, save it as PDF, then add the PDF.",
    ),
    "unknown": ("it is of a kind that is not taken here", AS_PDF),
}
# Endings that promise something; a file that is something else is told so.
PROMISING = {f".{kind.extension}" for kind in TAKEN if kind not in WITH_MACROS} | {".jpeg"}
BROKEN_PROMISES = {
    "html", "svg", "xml", "script", "email", "program", "zip", "zip bomb", "zip password",
    "zip unsafe", "rar", "7z", "archive", "heic", "rtf", "old word", "old excel",
    "old powerpoint", "powerpoint", "word macros", "excel macros", "powerpoint macros",
    "text under another name",
}  # fmt: skip


class NotNow(RuleViolation):
    """The file could not be taken just now; that says nothing about it."""


def not_checked(file_name):
    """Return the NotNow for a file whose check the machine could not bring to an end."""
    what = "the machine is busy, and its check could not finish"
    return NotNow(_sentence(file_name, what, IN_A_MINUTE), field="files")


def refusal(file_name, kind, number=None, of=None):
    """Return the RuleViolation that says why `file_name` is not taken and how to go on.

    `kind` is a key of REFUSALS (any other counts as damaged), `number` the size that was too
    large or how much there is, and `of` how much there may or should be, where they are told.
    """
    what, way_on = REFUSALS.get(kind, REFUSALS[DAMAGED])
    what = what.format(
        number=number,
        of=of,
        most_pages=MOST_PAGES,
        most_sheets=f"{MOST_SHEETS:,}",
        megapixels=-(-(number or 0) // 1_000_000),
        most_megapixels=MOST_PIXELS // 1_000_000,
        megabytes=-(-(number or 0) // MB),
        most_megabytes=(of or 0) // MB,
    )
    ending = ending_of(file_name)
    if kind in BROKEN_PROMISES and ending in PROMISING:
        what += f", although its name ends in {ending}"
    return _not_added(file_name, what, way_on)


def wrong_name(file_name, kind):
    """Return the RuleViolation for a file of the FileType `kind` that is named like another."""
    what = f"it is {_with_article(kind.label)}, but its name ends in {ending_of(file_name)}"
    return _not_added(file_name, what, f"Give it the ending .{kind.extension}, {AGAIN}")


def wrong_claim(file_name, kind, claimed):
    """Return the RuleViolation for a file of the FileType `kind` that was sent as another."""
    meant = named_by(claimed)
    said = _with_article(meant.label) if meant else NOT_IN_A_CLAIM.sub("", claimed)[:LONGEST_CLAIM]
    what = f"it is {_with_article(kind.label)}, but it was sent as {said}"
    return _not_added(file_name, what, "Add it again from another browser or device.")


def ending_of(file_name):
    """Return the lower-case ending of a name as given, such as ".pdf", or ""."""
    ending = PurePath(shown(file_name)).suffix.lower()
    return ending if ENDING.fullmatch(ending) else ""


def shown(file_name):
    """Return a name as given so that it fits into a sentence: one line, no folders, not long."""
    last = re.split(r"[\\/]", file_name)[-1]
    kept = (letter for letter in last if unicodedata.category(letter)[0] != "C")
    name = " ".join("".join(kept).split())
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 20]}…{name[-19:]}"
    return name or "This file"


def _not_added(file_name, what, way_on):
    return RuleViolation(_sentence(file_name, what, way_on))


def _sentence(file_name, what, way_on):
    return f"{shown(file_name)} was not added: {what}. {way_on}"


def _with_article(label):
    """Return a label in a sentence, as in "a PDF", "an MP4 video" and "plain text"."""
    if label.startswith("Plain"):
        return label.lower()
    spelt = label.startswith(("M4", "MP", "AAC", "Excel", "Ogg"))
    return f"{'an' if spelt else 'a'} {label}"
