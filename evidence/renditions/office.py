"""How does LibreOffice, where it is installed, print a document to PDF without doing more?"""

import functools
import logging
import re
import shutil
from pathlib import Path

from evidence import cage

log = logging.getLogger(__name__)

SECONDS = 60
MEMORY = 4 * 1024**3
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
    """Return LibreOffice's version such as "7.4.7.2", or None when it can't be used here."""
    program = shutil.which("soffice")
    if program is None:
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


def convert(original, extension, scratch):
    """Return the path of the PDF that LibreOffice made of `original` inside `scratch`, or None.

    None also when it took too long: its exit code says nothing, only the file counts.
    """
    profile, made = scratch / "profile", scratch / "office"
    (profile / "user").mkdir(parents=True)
    made.mkdir()
    items = "".join(ITEM.format(path=p, name=n, value=v) for p, n, v in SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE.format(items=items))
    # The name tells LibreOffice the kind. A link, because what is writable must not be the bytes.
    named = scratch / f"original.{extension}"
    named.symlink_to(Path(original).absolute())
    try:
        cage.run(
            _command(profile, made, named),
            inputs=[original],
            output=scratch,
            seconds=SECONDS,
            memory=MEMORY,
        )
    except cage.CageError as error:
        log.warning("LibreOffice made no pages: %s", error)
        return None
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    pdf = made / "original.pdf"
    return pdf if pdf.is_file() and not pdf.is_symlink() else None


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
        str(named),
    ]
