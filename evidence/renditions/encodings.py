"""Is a file text, and in which encoding?"""

import codecs
import re

CHUNK = 1024 * 1024
NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")


def encoding_of(path):
    """Return the Python name of the encoding that all of `path` is text in, or None.

    UTF-8 (with or without a mark), UTF-16 with a mark, else Windows-1252. Control characters
    that no text needs make it not text.
    """
    with open(path, "rb") as file:
        start = file.read(3)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif start == codecs.BOM_UTF8:
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "cp1252"]
    return next((name for name in candidates if _reads_as(path, name)), None)


def _reads_as(path, encoding):
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with open(path, "rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                return False
            if NOT_IN_TEXT.search(text):
                return False
            if not chunk:
                return True
