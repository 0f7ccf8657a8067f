"""How is a file called: safely for every system and screen, and as its sender called it?"""

import re
import unicodedata

NAMELESS = "file"
# Below what file systems take, so that a reference can be put before it.
MOST_BYTES = 200
LONGEST_EXTENSION = 20
SEPARATORS = re.compile(r"[/\\]")
# Look like separators, are separators once decoded, or mean something to Windows or to HTML.
MEANING_MORE = re.compile(
    r'[<>:"|?*\u2044\u2215\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c]|%(?:2f|5c|00)', re.IGNORECASE
)
NUL_AS_TEXT = "\u2400"
# Letters and marks that show nothing, though Unicode counts them as printable.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2400\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# A dot hides a file, a hyphen makes it an option, the others a formula of a spreadsheet.
NOT_FIRST = " .-=+@~\uff0b\uff0d\uff1d\uff20\u2212"
NOT_LAST = " ."
RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|$)",
    re.IGNORECASE,
)


def safe_name(given):
    """Return the name that is shown, kept and given to downloads; always something.

    `given` is whatever a sender called the file. Of a path the last part counts.
    """
    name, better = None, given
    while name != better:
        name, better = better, _made_safe(better)
    return name


def as_text(given):
    """Return the name as given in a form that every database keeps."""
    whole = given.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", NUL_AS_TEXT)


def decoded(name):
    """Return the bytes of a name as text: UTF-8, or what Windows wrote before it."""
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("cp1252", "replace")


def title_from(name):
    """Return a title made from a safe name."""
    stem = name.rsplit(".", 1)[0].replace("_", " ").replace("-", " ")
    return " ".join(stem.split()) or name


def _made_safe(name):
    parts = [part for part in SEPARATORS.split(name) if part.strip(NOT_LAST)]
    name = unicodedata.normalize("NFC", parts[-1] if parts else "")
    name = "".join(" " if c.isspace() else c for c in name)
    name = UNSEEN.sub("", "".join(c for c in name if c.isprintable()))
    name = MEANING_MORE.sub("-", " ".join(name.split()))
    name = _shortened(_with_a_beginning(name.rstrip(NOT_LAST)))
    return f"{NAMELESS} {name}" if RESERVED.match(name) else name or NAMELESS


def _with_a_beginning(name):
    """Take away what must not stand first; an extension alone gets a name before it."""
    bare = name.lstrip(NOT_FIRST)
    taken = name[: len(name) - len(bare)].strip()
    is_extension = taken and bare and not taken.strip(".") and "." not in bare
    return f"{NAMELESS}.{bare}" if is_extension else bare


def _shortened(name):
    if len(name.encode()) <= MOST_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > LONGEST_EXTENSION:
        stem, dot, extension = name, "", ""
    room = MOST_BYTES - len(f"{dot}{extension}".encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(NOT_LAST) + dot + extension
