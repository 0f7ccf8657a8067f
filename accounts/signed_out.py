"""What becomes of a request whose sender was signed out meanwhile? No word of it gets lost."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import render

from accounts.saved_forms import NOT_TYPED

SAID = "You were signed out. Sign in again; what you typed is still on the page."
# Shorter answers are ticks and choices, and quickly made again.
WORTH_KEEPING = 12


class SignedOutMiddleware(LoginRequiredMiddleware):
    """Strangers go to the sign-in page; scripts are told 401; words that were sent come back."""

    def handle_no_permission(self, request, view_func):
        """Return the answer to somebody who is not signed in."""
        if request.headers.get("HX-Request"):
            return HttpResponse(SAID, status=401)
        words = _words_in(request.POST) if request.method == "POST" else []
        if words:
            # Where it was sent to may take nothing but what is sent; signing in checks the address.
            context = {"words": words, "back": request.headers.get("Referer", "/")}
            return render(request, "account/signed_out.html", context, status=401)
        return super().handle_no_permission(request, view_func)


def _words_in(data):
    """Return what somebody typed, never a password and never a token."""
    return [
        word
        for name, values in data.lists()
        if name not in NOT_TYPED and "password" not in name
        for word in values
        if len(word.strip()) >= WORTH_KEEPING
    ]
