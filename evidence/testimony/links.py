"""Which request does a witness's link belong to, and does the link still work?"""

import hashlib
import secrets

from core import clock
from evidence.models import TestimonyRequest
from learners.states import ENROLMENT

BITS = 256
OPEN, GIVEN, WITHDRAWN, EXPIRED, WAITING = "open", "given", "withdrawn", "expired", "waiting"


def new_secret():
    """Return the secret of a new link; only its hash is ever kept."""
    return secrets.token_urlsafe(BITS // 8)


def hash_of(secret):
    """Return what is kept of a secret: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def found(secret):
    """Return the TestimonyRequest of a link, or None."""
    asked = TestimonyRequest.objects.filter(secret_sha256=hash_of(secret))
    return asked.select_related(
        "enrolment__learner__user", "enrolment__learner__centre", "artefact"
    ).first()


def standing(asked):
    """Return how a request stands: open, given, withdrawn, expired, or waiting in a break."""
    if asked.artefact_id:
        return GIVEN
    if asked.withdrawn_at:
        return WITHDRAWN
    if asked.expires_at <= clock.now():
        return EXPIRED
    return OPEN if (asked.enrolment.state, "work") in ENROLMENT else WAITING
