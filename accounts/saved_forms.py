"""Which forms were saved, so that what was kept of them can be forgotten?"""

import re

from django.conf import settings

from accounts import drafts
from core.errors import RuleViolation

PAGE = re.compile(r"[0-9a-f]{32}")
KEY = re.compile(r"[-\w]{1,80}", re.ASCII)
NOT_TYPED = {"csrfmiddlewaretoken", "draft_page", "draft_key", "draft_spent", "draft_version"}
TOLD_FOR_SECONDS = 300
NO_CONTENT = 204


class SavedFormsMiddleware:
    """A form that names its page (draft.js) and was saved: its draft goes, and the browser knows.

    Saved is what is answered with another address, or with a fragment. A refusal is neither, and
    nor is an answer without a word (204): what was only checked is still to be kept.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if _is_saved(request, response):
            page, key = request.POST.get("draft_page", ""), request.POST.get("draft_key", "")
            if PAGE.fullmatch(page) and KEY.fullmatch(key):
                drafts.spend(request.user, key, page)
                tell(response, page)
        return response

    def process_exception(self, request, exception):
        request.is_refused = isinstance(exception, RuleViolation)


def tell(response, page):
    """Let the next page forget what this device kept: nobody else knows that it arrived."""
    response.set_cookie(
        f"saved-{page}",
        "1",
        max_age=TOLD_FOR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _is_saved(request, response):
    if request.method != "POST" or not request.user.is_authenticated:
        return False
    if getattr(request, "is_refused", False):
        return False
    if request.headers.get("HX-Request") and response.status_code < 300:
        return response.status_code != NO_CONTENT
    return 300 <= response.status_code < 400
