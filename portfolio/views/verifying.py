"""How does anybody, without an account, have a bundle checked?"""

import threading

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.errors import RuleViolation
from evidence.door.allowance import has_room, takes_files
from evidence.door.file_types import MB
from evidence.door.refusals import shown
from portfolio.bundles import keys, verifying
from portfolio.forms import VerifyForm

# What a form adds to its file.
FORM_BYTES = 64 * 1024
# Of each web process; one at a time reads a whole file.
AT_ONCE = threading.BoundedSemaphore(2)
MOST_TRIES, WITHIN_SECONDS = 60, 600
TOO_LARGE = (
    "This file is larger than the {most} that are checked here. Whoever runs this system can check "
    "it with: manage.py verify_bundle FILE"
)
TOO_OFTEN = "Many files were sent from your address. Wait ten minutes, then send this one again."
BUSY = "Other files are being checked just now. Send this one again in a minute."
NO_ROOM = "There is no room to take this file in just now. Try again later."


class Refused(RuleViolation):
    """The file is not taken in; `status` is the answer's."""

    def __init__(self, message, *, status):
        super().__init__(message)
        self.status = status


@login_not_required
@csrf_exempt  # It changes nothing, and looking for a token would take the file in before any rule.
@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(None)
def bundle_verify(request):
    if request.method != "POST":
        return _page(request, VerifyForm())
    try:
        _refuse(request)
        if not AT_ONCE.acquire(blocking=False):
            raise Refused(BUSY, status=429)
    except Refused as refusal:
        return _page(request, VerifyForm(), refused=refusal.message, status=refusal.status)
    try:
        return _checked(request)
    finally:
        AT_ONCE.release()


def _refuse(request):
    """Refuse what is too large or too much, before a byte of it is taken in."""
    text = request.META.get("CONTENT_LENGTH", "")
    length = int(text) if text.isdecimal() else 0
    if length > settings.VERIFY_MAX_BYTES + FORM_BYTES:
        raise Refused(TOO_LARGE.format(most=_most()), status=413)
    if _tries(_address(request)) > MOST_TRIES:
        raise Refused(TOO_OFTEN, status=429)
    if not has_room(length):
        raise Refused(NO_ROOM, status=503)


def _address(request):
    """Return whence the file comes; behind the proxy, what that wrote down last."""
    behind_proxy = settings.SECURE_PROXY_SSL_HEADER is not None
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if behind_proxy else ""
    return told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _tries(address):
    """Count a try of an address, and return how many there were lately in this web process."""
    name = f"verify:{address}"
    cache.add(name, 0, WITHIN_SECONDS)
    try:
        return cache.incr(name)
    except ValueError:
        # It ran out in between.
        return 1


def _checked(request):
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    upload = form.cleaned_data["file"]
    # Where it stands it goes with the request: nothing of it is kept.
    verdict = verifying.verify(upload.temporary_file_path())
    return _page(request, VerifyForm(), verdict=verdict, file_name=shown(upload.given_name))


def _page(request, form, *, verdict=None, file_name="", refused="", status=200):
    own = keys.made_here()
    context = {
        "form": form,
        "most": _most(),
        "own": [{"label": o["signer"], "value": o["certificate_sha256"]} for o in own],
        "verdict": verdict,
        "file_name": file_name,
        "refused": refused,
        "facts": _facts(verdict, own) if verdict and verdict.signer else [],
        "parts": _parts(verdict) if verdict else [],
        "seals": _seals(verdict, own) if verdict and verdict.parts else [],
        "is_demo": verdict and any(seal.is_demo for seal in verdict.seals),
        "demo_said": keys.DEMO_SAID if verdict and verdict.is_whole else keys.DEMO_SEAL,
    }
    return render(request, "portfolio/bundle_verify.html", context, status=status)


def _most():
    return f"{settings.VERIFY_MAX_BYTES // MB:,} MB"


def _parts(verdict):
    """Return a row for each portfolio of an export, those that differ first."""
    rows = [{"name": name, "verdict": one, "at": _at(one)} for name, one in verdict.parts]
    return sorted(rows, key=lambda row: row["verdict"].is_whole)


def _seals(verdict, own):
    """Return the facts of each certificate that something in an export is sealed with."""
    by_certificate = {seal.certificate_sha256: seal for seal in verdict.seals}
    return [_whose(seal, own) for seal in by_certificate.values()]


def _facts(verdict, own):
    volume = [
        {"label": "Volume", "value": verdict.volume},
        {"label": "SHA-256 of the manifest", "value": verdict.manifest_sha256},
    ]
    whose = _whose(verdict, own)
    return [
        *(volume if verdict.volume else []),
        whose[0],
        {"label": "Sealed on", "value": _at(verdict)},
        *whose[1:],
    ]


def _whose(verdict, own):
    is_own = verdict.certificate_sha256 in [one["certificate_sha256"] for one in own]
    return [
        {"label": "Sealed by", "value": verdict.signer},
        {"label": "SHA-256 of the certificate", "value": verdict.certificate_sha256},
        {"label": "Seal made here", "value": "Yes" if is_own else "No, by another installation"},
    ]


def _at(verdict):
    return date_format(localtime(verdict.sealed_at), "j F Y, H:i") if verdict.sealed_at else ""
