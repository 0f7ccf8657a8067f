"""With which headers, and in which parts, does a file leave the store for a browser?"""

import re
from functools import partial

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from core.errors import RuleViolation
from evidence import storage

GONE = "The store no longer has this file. Tell whoever runs this system."
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
# A player that reads slowly must not hold a web process: it asks again for what follows.
MOST_AT_ONCE = 4 * 1024 * 1024


def download(request, name, *, mime, file_name, sha256, gone=GONE):
    """Answer with a file to be saved as `file_name`, whole or in the part asked for.

    `name` is the store's. Where the store is a bucket the browser is sent there, by a link that
    holds for a minute and for this file alone. Raises RuleViolation with the sentence `gone` when
    the file is missing.
    """
    disposition = content_disposition_header(True, file_name)
    try:
        size = storage.store().size(name)
    except FileNotFoundError:
        raise RuleViolation(gone) from None
    link = storage.store().link(
        name, mime=mime, disposition=disposition, method="HEAD" if _is_head(request) else "GET"
    )
    if link:
        response = HttpResponse(status=302, headers={"Location": link})
    else:
        response = _part(request, _reader_of(name), size=size, most=size, tag=f'"{sha256}"')
    return sealed(response, mime=mime, disposition=disposition)


def stream(request, read, *, size, mime, file_name, sha256):
    """Answer with bytes that stand in no one file, to be saved as `file_name`, whole or in part.

    `read(first, last)` yields them; `sha256` changes when they do.
    """
    response = _part(request, read, size=size, most=size, tag=f'"{sha256}"')
    return sealed(response, mime=mime, disposition=content_disposition_header(True, file_name))


def play(request, name, *, mime):
    """Answer with a recording of our own making, in parts that a player asks for.

    They pass through this site in a bucket's case too, so that no page plays from elsewhere. 404
    when the file is missing.
    """
    try:
        size = storage.store().size(name)
    except FileNotFoundError:
        raise Http404 from None
    response = _part(request, _reader_of(name), size=size, most=MOST_AT_ONCE)
    return sealed(response, mime=mime, disposition="inline")


def show(path, *, mime):
    """Answer with a small rendition that stands at a Path of this machine."""
    disposition = content_disposition_header(False, path.name)
    return sealed(FileResponse(path.open("rb")), mime=mime, disposition=disposition)


def sealed(response, *, mime, disposition="inline"):
    """Return the response so marked that a browser runs nothing of it and keeps nothing of it."""
    response["Content-Type"] = mime
    response["Content-Disposition"] = disposition
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _reader_of(name):
    return partial(storage.store().read, name)


def _part(request, read, *, size, most, tag=""):
    """Answer 200 with all, 206 with the part asked for and at most `most` of it, or 416.

    `read(first, last)` yields the bytes from the first to the last. With a `tag`, who asks for the
    rest of another file gets all of this one.
    """
    part = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if _is_head(request) or request.headers.get("If-Range", tag) != tag or not _is_range(part):
        part = None
    first, last = _ends(*part.groups(), size, most) if part else (0, size - 1)
    if part and first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    pieces = () if _is_head(request) else read(first, last)
    response = StreamingHttpResponse(pieces, status=206 if part else 200)
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = last - first + 1
    response["Accept-Ranges"] = "bytes"
    if tag:
        response["ETag"] = tag
    return response


def _is_range(part):
    """Return whether a range asks for something; what does not is passed over (RFC 9110, 14.2)."""
    start, end = part.groups() if part else ("", "")
    return int(start) <= int(end) if start and end else bool(start or end)


def _ends(start, end, size, most):
    """Return the first and last byte of a range; the first is greater when there are none."""
    if not start:
        first, last = max(0, size - int(end or 0)), size - 1
    else:
        first, last = int(start), min(int(end or size), size - 1)
    return first, min(last, first + most - 1)


def _is_head(request):
    return request.method == "HEAD"
