"""Under which clear and safe name does each file stand in the ZIP?"""

import re
import unicodedata
from pathlib import PurePosixPath

from portfolio.models import Edition

LONGEST = 80
LONGEST_BYTES = 160
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
EXTENSIONS = {
    "application/json": (".json",),
    "application/msword": (".doc",),
    "application/pdf": (".pdf",),
    "application/rtf": (".rtf",),
    "application/vnd.ms-excel": (".xls",),
    "application/vnd.ms-powerpoint": (".ppt",),
    "application/vnd.oasis.opendocument.presentation": (".odp",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "audio/aac": (".aac",),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/wav": (".wav",),
    "audio/webm": (".webm", ".weba"),
    "audio/x-wav": (".wav",),
    "image/gif": (".gif",),
    "image/heic": (".heic",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/tiff": (".tif", ".tiff"),
    "image/webp": (".webp",),
    "text/csv": (".csv",),
    "text/markdown": (".md",),
    "text/plain": (".txt", ".csv", ".md", ".log"),
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov",),
    "video/webm": (".webm",),
    "video/x-matroska": (".mkv",),
}


class Names:
    """Gives each file of one archive a name that no other has, whatever the system."""

    def __init__(self):
        self._taken = set()

    def give(self, folder, stem, extension):
        """Return a path below `folder` that is safe and unique, whatever the letters' case."""
        stem, number = safe(stem), 1
        while True:
            tail = f" ({number})" if number > 1 else ""
            path = f"{folder}{stem}{tail}{extension}"
            key = unicodedata.normalize("NFKC", path).casefold()
            if key not in self._taken:
                self._taken.add(key)
                return path
            number += 1


def safe(text):
    """Return `text` as a file name without extension that Windows, macOS and Linux all take."""
    text = "".join(" " if letter.isspace() else letter for letter in text)
    text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "C")
    # Accents meet their letters only where nothing stands between them any more.
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r'[<>:"/\\|?*]', " ", text)
    text = re.sub(r" +", " ", text)[:LONGEST].strip(" .-")
    while len(text.encode()) > LONGEST_BYTES:
        text = text[:-1].strip(" .-")
    first, dot, rest = text.partition(".")
    if RESERVED.fullmatch(first.strip()):
        # Windows looks at what stands before the first dot.
        text = f"{first} file{dot}{rest}"
    return text or "file"


def extension_for(content_type, file_name):
    """Return the extension that fits the type found, keeping the given one where it fits too."""
    given = PurePosixPath(file_name.replace("\\", "/")).suffix.lower()
    fitting = EXTENSIONS.get(content_type, ())
    if given in fitting:
        return given
    if fitting:
        return fitting[0]
    return given if re.fullmatch(r"\.[a-z0-9]{1,8}", given) else ".bin"


def portfolio_name(manifest, extension):
    """Return the name under which the bundle's PDF or ZIP is handed over."""
    day = manifest["taken_at"][:10]
    learner = safe(manifest["learner"]["name"] or "Learner")
    whose = ", centre’s edition" if manifest["edition"] == Edition.CENTRE else ""
    return f"{learner} – portfolio {day}{whose}{extension}"


def pdf_names(manifest, count):
    """Return the names under which the PDFs of a bundle are handed over: one, or its volumes."""
    if count == 1:
        return [portfolio_name(manifest, ".pdf")]
    numbers = range(1, count + 1)
    return [portfolio_name(manifest, f", volume {number} of {count}.pdf") for number in numbers]


def name_files(manifest):
    """Return two lists of archive names, for the artefacts and for their earlier versions."""
    names, titles = Names(), {}
    artefacts, earlier = [], []
    for artefact in manifest["artefacts"]:
        extension = extension_for(artefact["content_type"], artefact["file_name"])
        title = artefact["title"] or PurePosixPath(artefact["file_name"]).stem
        title = title[: -len(extension)] if title.lower().endswith(extension) else title
        titles[artefact["id"]] = title
        artefacts.append(names.give("originals/", f"{artefact['reference']} {title}", extension))
    for version in manifest["earlier_versions"]:
        extension = extension_for(version["content_type"], version["file_name"])
        given = version["withdrawn"]["title"] if "withdrawn" in version else ""
        given = given or titles.get(version["artefact_id"])
        title = given or PurePosixPath(version["file_name"]).stem
        stem = f"{version['reference']} version {version['number']} {title}"
        earlier.append(names.give("originals/earlier versions/", stem, extension))
    return artefacts, earlier
