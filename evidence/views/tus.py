"""What does a request of the tus 1.0 protocol say in its headers?"""

import base64
import binascii
from functools import wraps

from evidence.door.file_names import decoded
from evidence.uploads import CHECKSUMS

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
BODY = "application/offset+octet-stream"
MOST_DIGITS = 18


class Refused(Exception):
    """A request that can't be answered as it asks; `status` says it in HTTP."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


def as_meant(view):
    """Take a POST for the method that X-HTTP-Method-Override names: some proxies pass no other.

    Nothing but a POST, which was checked as one, may mean something else.
    """

    @wraps(view)
    def meant(request, *args, **kwargs):
        if request.method == "POST":
            request.method = request.headers.get("X-HTTP-Method-Override", "POST").upper()
        return view(request, *args, **kwargs)

    return meant


def number(request, header):
    """Return the whole number that a header holds."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise Refused(400, f"{header} has to be a whole number.")
    return int(text)


def metadata(request):
    """Return what the sender says about the file, a dict of str by key."""
    told = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        if not key:
            continue
        if key in told:
            raise Refused(400, "Upload-Metadata names something twice.")
        told[key] = decoded(_bytes_of(value.strip(), "Upload-Metadata"))
    return told


def checksum(request):
    """Return the name of a hash and the digest that the body has to have, None if it may be any."""
    text = request.headers.get("Upload-Checksum")
    if text is None:
        return None
    name, _, value = text.strip().partition(" ")
    if name not in CHECKSUMS:
        raise Refused(400, f"Upload-Checksum has to be one of {', '.join(CHECKSUMS)}.")
    return name, _bytes_of(value.strip(), "Upload-Checksum")


def _bytes_of(text, header):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(400, f"{header} is not written in Base64.") from None
