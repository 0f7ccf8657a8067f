"""What is said when a file is not taken, and what is the way on?"""

import re
import unicodedata
from pathlib import PurePath

from core.errors import RuleViolation
from evidence.renditions.telling import DAMAGED, HEAVY

MOST_PAGES = 500
MOST_PIXELS = 100_000_000
LONGEST_NAME = 80

AGAIN = "then add it again."
AS_PDF = "Save it as PDF, then add the PDF."
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
    "old word": ("it is an older Word file (.doc)", f"Save it as .docx or PDF, {AGAIN}"),
    "old excel": ("it is an older Excel file (.xls)", f"Save it as .xlsx or PDF, {AGAIN}"),
    "old powerpoint": ("it is an older PowerPoint file (.ppt)", AS_PDF),
    "powerpoint": ("it is a PowerPoint presentation", AS_PDF),
    "opendocument": ("it is an OpenDocument file", f"Save it as .docx, .xlsx or PDF, {AGAIN}"),
    "apple": ("it is a Pages, Numbers or Keynote file", "Export it as PDF, then add the PDF."),
    "xlsb": ("it is a binary Excel workbook (.xlsb)", f"Save it as .xlsx or PDF, {AGAIN}"),
    "template": ("it is a template", f"Save it as .docx, .xlsx or PDF, {AGAIN}"),
    "rtf": ("it is a Rich Text file (.rtf)", f"Save it as .docx or PDF, {AGAIN}"),
    "zip": ("it is a ZIP archive", "Unpack it, then add the files one by one."),
    "rar": ("it is a RAR archive", "Unpack it, then add the files one by one."),
    "7z": ("it is a 7z archive", "Unpack it, then add the files one by one."),
    "archive": ("it is a compressed archive", "Unpack it, then add the files one by one."),
    "heic": ("it is an HEIC photo", f"Share it as JPEG, {AGAIN}"),
    "picture": ("it is a picture of a kind that is not taken", f"Save it as JPEG or PNG, {AGAIN}"),
    "audio": (
        "it is a sound recording of a kind that browsers can't play",
        f"Save it as MP3 or M4A, {AGAIN}",
    ),
    "video": (
        "it is a video of a kind that browsers can't play",
        f"Save it as MP4, {AGAIN}",
    ),
    "codec": (
        "its sound or picture is stored in a way that browsers can't play",
        f"Save it as MP4 or MP3, {AGAIN}",
    ),
    "password": ("it is protected by a password", f"Remove the password, {AGAIN}"),
    "form": (
        "it is a form that only Adobe Reader can show",
        "Open it there, print it to PDF, then add the PDF.",
    ),
    DAMAGED: (
        "it is damaged or incomplete",
        "Open it on your device, save it again, then add the new copy.",
    ),
    "too many pages": (
        "it has {number} pages, and {most_pages} is the most",
        "Split it into parts, then add each part.",
    ),
    "too many pixels": (
        "it has {megapixels} megapixels, and {most_megapixels} is the most",
        f"Save it at a smaller size, {AGAIN}",
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
PROMISING = {
    ".pdf", ".docx", ".xlsx", ".csv", ".txt", ".jpg", ".jpeg", ".png", ".mp3", ".m4a", ".wav",
    ".mp4", ".mov", ".webm",
}  # fmt: skip
BROKEN_PROMISES = {
    "html", "svg", "xml", "script", "email", "program", "zip", "rar", "7z", "archive", "heic",
    "rtf", "old word", "old excel", "old powerpoint", "powerpoint", "word macros",
    "excel macros", "text under another name",
}  # fmt: skip


def refusal(file_name, kind, number=None):
    """Return the RuleViolation that says why `file_name` is not taken and how to go on.

    `kind` is a key of REFUSALS (any other counts as damaged), `number` the size that was too
    large, where one was.
    """
    what, way_on = REFUSALS.get(kind, REFUSALS[DAMAGED])
    what = what.format(
        number=number,
        most_pages=MOST_PAGES,
        megapixels=-(-(number or 0) // 1_000_000),
        most_megapixels=MOST_PIXELS // 1_000_000,
    )
    ending = ending_of(file_name)
    if kind in BROKEN_PROMISES and ending in PROMISING:
        what += f", although its name ends in {ending}"
    return RuleViolation(f"{shown(file_name)} was not added: {what}. {way_on}")


def ending_of(file_name):
    """Return the lower-case ending of a name as given, such as ".pdf", or ""."""
    return PurePath(shown(file_name)).suffix.lower()


def shown(file_name):
    """Return a name as given so that it fits into a sentence: one line, no folders, not long."""
    last = re.split(r"[\\/]", file_name)[-1]
    kept = (letter for letter in last if unicodedata.category(letter)[0] != "C")
    name = " ".join("".join(kept).split())
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 20]}…{name[-19:]}"
    return name or "This file"
