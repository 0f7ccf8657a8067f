"""How does LibreOffice, where it is installed, print a document to PDF without doing more?"""

import functools
import logging
import os
import re
import shutil
from pathlib import Path

from evidence.cage import cage, takeover
from evidence.renditions.telling import Problem

log = logging.getLogger(__name__)

SECONDS, SECONDS_MORE = 60, 4
MEMORY = 4 * 1024**3
TAIL_BYTES = 1024
SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Office.Common/Misc", "FirstRun", "false"),
)
ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)
PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>\n'
)


@functools.cache
def version():
    """Return LibreOffice's version such as "7.4.7.2", or None when it may not or can't be used.

    `why_off` says why.
    """
    program = shutil.which("soffice")
    if program is None or not cage.is_real():
        return None
    try:
        told = cage.run(
            [program, "--version"], inputs=[], output=None, seconds=SECONDS, memory=MEMORY
        )
    except cage.CageError as error:
        log.warning("LibreOffice is installed but does not start: %s", error)
        return None
    found = re.search(rb"\d+(\.\d+)+", told)
    return found[0].decode() if found else None


def why_off():
    """Return in a sentence why no document is converted here, or "" when they are."""
    if shutil.which("soffice") is None:
        return "LibreOffice is not installed."
    if not cage.is_real():
        return "No cage can be made here, and LibreOffice never runs without one."
    return "" if version() else "LibreOffice is installed, but does not start."


def convert(original, extension, scratch):
    """Return the path of the PDF that LibreOffice made of `original` inside `scratch`, or None."""
    return convert_all([(original, extension)], scratch)[0]


def convert_all(documents, scratch):
    """Return the paths of the PDFs that one LibreOffice made inside `scratch`, None for the others.

    `documents` are pairs of a path and an extension. None also when it took too long: its exit
    code says nothing, only the file counts.
    """
    profile, made = scratch / "profile", scratch / "office"
    (profile / "user").mkdir(parents=True)
    made.mkdir()
    items = "".join(ITEM.format(path=p, name=n, value=v) for p, n, v in SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE.format(items=items))
    # The name tells LibreOffice the kind. A link, because what is writable must not be the bytes.
    named = [scratch / f"{number}.{kind}" for number, (_, kind) in enumerate(documents)]
    for link, (original, _) in zip(named, documents, strict=True):
        link.symlink_to(Path(original).absolute())
    try:
        cage.run(
            _command(profile, made, named),
            inputs=[original for original, _ in documents],
            output=scratch,
            seconds=SECONDS + SECONDS_MORE * (len(documents) - 1),
            memory=MEMORY,
        )
    except cage.Failed as failure:
        log.warning("LibreOffice did not end well: %s", failure)
    except cage.CageError as error:
        log.warning("LibreOffice made no pages: %s", error)
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    pdfs = [made / f"{link.stem}.pdf" for link in named]
    return [pdf if _is_whole(pdf) else None for pdf in pdfs]


def _is_whole(pdf):
    """Return whether a PDF stands there that was written to its end."""
    try:
        with takeover.opened(pdf) as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            return b"%%EOF" in file.read()
    except Problem:
        return False


def _command(profile, made, named):
    return [
        shutil.which("soffice"),
        f"-env:UserInstallation={profile.absolute().as_uri()}",
        "--headless",
        "--nologo",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "pdf",
        "--outdir",
        str(made),
        *map(str, named),
    ]
