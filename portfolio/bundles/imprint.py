"""What decides how the front matter of a bundle looks, beside what it says?"""

import functools
import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

FOLDERS = ("pdf/page.html", "archive/index.html")


def assets():
    """Return the folder with the style sheet and the fonts of the PDF."""
    return Path(finders.find("pdf/bundle.css")).parent


@functools.cache
def key():
    """Return the SHA-256 of templates, styles, fonts, the typesetter and the time zone.

    Read once a process, as templates are: so asking for a bundle reads no files under its lock.
    """
    digest = hashlib.sha256(version("weasyprint").encode())
    digest.update(settings.TIME_ZONE.encode())
    templates = [Path(get_template(name).origin.name).parent for name in FOLDERS]
    for folder in [*templates, assets()]:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
