"""What was taken back and is told all the same: reopened sign-offs, withdrawn evidence?"""

from assessment.states import SignOffState
from audit.models import AuditEvent

ACTS = ("artefact.withdrawn", "unit.reopened")


def events_of(enrolment):
    """Return {label of what was taken back: the last event that did it}."""
    events = AuditEvent.objects.filter(chain__name=enrolment.audit_chain, act__in=ACTS)
    return {event.subject: event for event in events.select_related("by").order_by("number")}


def sign_offs_of(enrolment):
    """Return {unit id: its sign-offs that were reopened, the first one first}."""
    rows = enrolment.sign_offs.filter(state=SignOffState.REOPENED).order_by("pk")
    found = {}
    for row in rows.prefetch_related("signatures__signed_by"):
        found.setdefault(row.unit_id, []).append(row)
    return found


def by_whom(event):
    """Return the name of who did it, "" for the system."""
    return event.by.name if event.by else ""
