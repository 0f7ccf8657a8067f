"""When does a session end, and what puts its end off?"""

import time

from django.conf import settings

COOKIE = "session_ends"
# Each putting off writes a row, so that a page with forty pictures does it once.
AT_MOST_EVERY = 60


class SessionEndsMiddleware:
    """Whatever somebody does puts the end off; a cookie tells the pages of all tabs when it is.

    The cookie holds the person's id and the second of the end, for scripts to read. It decides
    nothing: the server ends a session by its own row.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code >= 500:
            return response
        if not request.user.is_authenticated:
            if COOKIE in request.COOKIES:
                response.delete_cookie(COOKIE, samesite="Lax")
        elif request.session.modified or _is_due(request):
            request.session.modified = True
            response.set_cookie(
                COOKIE,
                f"{request.user.pk}.{_now() + settings.SESSION_COOKIE_AGE}",
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response


def _is_due(request):
    """Return whether the end was not put off lately, or is told of somebody else."""
    user, _, ends = request.COOKIES.get(COOKIE, "").partition(".")
    if user != str(request.user.pk) or not (ends.isdecimal() and len(ends) < 12):
        return True
    left = int(ends) - _now()
    return not settings.SESSION_COOKIE_AGE - AT_MOST_EVERY <= left <= settings.SESSION_COOKIE_AGE


def _now():
    return int(time.time())
