"""What does a person see when the store of files does not answer?"""

import logging

from django.http import HttpResponse
from django.shortcuts import render

from evidence.stores import OutOfReach

log = logging.getLogger(__name__)

AGAIN_AFTER_SECONDS = 60
SENTENCE = (
    "The place where files are kept does not answer just now. Nothing was changed, and nothing is "
    "lost: try again in a minute."
)


class OutOfReachMiddleware:
    """Say so with the way on: a page, a fragment for htmx, plain words for an upload in pieces."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, OutOfReach):
            return None
        log.error("The store is out of reach: %s", exception)
        answer = _answer(request)
        answer["Retry-After"] = AGAIN_AFTER_SECONDS
        return answer


def _answer(request):
    version = request.headers.get("Tus-Resumable")
    if version:
        plain = "text/plain; charset=utf-8"
        return HttpResponse(
            SENTENCE, status=503, content_type=plain, headers={"Tus-Resumable": version}
        )
    if request.htmx:
        return render(request, "components/refusal.html", {"message": SENTENCE}, status=503)
    return render(request, "503.html", {"sentence": SENTENCE}, status=503)
