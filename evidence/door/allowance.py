"""How much may a form bring, and may it bring files? Asked before a byte of it is taken in."""

import shutil

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from accounts.signed_out import SAID
from core.templatetags.portfolio_ui import size_in_words
from evidence import storage

FORM = "multipart/form-data"
LEFT_FREE = 5 * 1000**3
SIGN_IN_FIRST = (
    "You are not signed in, so nothing of it was taken in. Sign in, go back, then send it again."
)
TOO_MANY_WORDS = (
    "It is larger than {most}, which is more than all that can be typed here. "
    "Go back, shorten it, then send it again."
)
TOO_LARGE = (
    "It is larger than {most}, the most that this page takes at once. "
    "Go back, then send fewer or smaller files at a time."
)
NO_ROOM = "There is no room for files of this size just now."


def one_file():
    """Return how many bytes a form with one file may bring."""
    return settings.EVIDENCE_MAX_BYTES


def many_files():
    """Return how many bytes a form with as many files as may be chosen may bring."""
    return settings.EVIDENCE_MAX_BYTES * settings.EVIDENCE_MAX_FILES


def takes_files(most):
    """Let a view's form bring files, `most()` bytes of them and its words.

    `most` None is for a view that asks for no sign-in and holds a limit of its own.
    """

    def mark(view):
        view.takes_files, view.most_bytes = True, most
        return view

    return mark


def has_room(length):
    """Return whether so many bytes can come in while the disk keeps what it works with."""
    incoming = storage.incoming("")
    incoming.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(incoming).free >= length + LEFT_FREE


class AllowanceMiddleware:
    """Refuse by its length what no page would take; only who may bring files has them written.

    It stands before the search for a form's token, which takes the whole form in. A form without
    a length brings nothing: no byte of it is read.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, _args, _kwargs):
        """Answer in the view's place what is too large; note whether files may come."""
        if request.content_type != FORM:
            return None
        takes = getattr(view, "takes_files", False)
        most = view.most_bytes if takes else None
        request.may_bring_files = takes and (most is None or request.user.is_authenticated)
        words, length = settings.DATA_UPLOAD_MAX_MEMORY_SIZE, _length(request)
        if length <= words or (request.may_bring_files and most is None):
            return None
        if not request.user.is_authenticated:
            return _answer_stranger(request)
        if not takes:
            return _answer(request, TOO_MANY_WORDS.format(most=size_in_words(words)), 413)
        if length > most() + words:
            return _answer(request, TOO_LARGE.format(most=size_in_words(most())), 413)
        return None if has_room(length) else _answer(request, NO_ROOM, 503)


def _length(request):
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isdecimal() else 0


def _answer_stranger(request):
    if request.htmx:
        return HttpResponse(SAID, status=401)
    return _answer(request, SIGN_IN_FIRST, 413)


def _answer(request, sentence, status):
    if request.htmx:
        return render(request, "components/refusal.html", {"message": sentence}, status=422)
    return render(request, f"{status}.html", {"sentence": sentence}, status=status)
