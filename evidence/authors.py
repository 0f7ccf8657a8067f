"""Whose words is an artefact made of, and who may change them?"""

from django.utils.formats import date_format
from django.utils.timezone import localtime

from core.errors import RuleViolation
from evidence.door.file_types import RECORD
from evidence.models import EvidenceKind

DONE = {
    EvidenceKind.OBSERVATION: "Observed and written by",
    EvidenceKind.QUESTIONING: "Asked and written down by",
}
# What a list of artefacts brings along to be asked here without a query for each.
READS = ("file", "uploaded_by", "witness", "enrolment__learner")


def is_by_somebody_else(artefact):
    """Return whether a witness or the assessor wrote it."""
    if artefact.witness_id:
        return True
    return (
        artefact.file.content_type == RECORD
        and artefact.uploaded_by_id != artefact.enrolment.learner.user_id
    )


def short(artefact):
    """Return who brought or wrote it: the name, and as what where that is not the learner."""
    if artefact.witness_id:
        return f"{artefact.witness.name}, {artefact.witness.role}"
    return f"{artefact.author}, assessor" if is_by_somebody_else(artefact) else artefact.author


def sentence(artefact):
    """Return who wrote it, as a sentence; "" for what is the learner's own."""
    if artefact.witness_id:
        day = date_format(localtime(artefact.witness.signed_at), "j F Y")
        return f"Written by {short(artefact)}; no account; signed {day}."
    if not is_by_somebody_else(artefact):
        return ""
    return f"{DONE.get(artefact.kind, 'Written by')} {short(artefact)}."


def refuse_change(artefact, mime, *, by):
    """Refuse when what is to come, of the type `mime`, may not take the place of what is there."""
    if artefact.file.content_type != RECORD:
        return
    if artefact.uploaded_by != by:
        raise RuleViolation(
            f"{artefact.author} wrote {artefact.reference}, and nobody else can change its words. "
            "Ask for a new version, or withdraw it."
        )
    if mime != RECORD:
        raise RuleViolation(
            f"{artefact.reference} was written here, so no file can take its place. "
            "Change its words instead."
        )


def may_retitle(artefact, user):
    """Return whether `user` may give the artefact another title: not what somebody else wrote."""
    return artefact.file.content_type != RECORD or artefact.uploaded_by_id == user.pk


def may_change(artefact, user):
    """Return whether `user` wrote the artefact here, and so may change its words."""
    return artefact.file.content_type == RECORD and artefact.uploaded_by_id == user.pk
