"""What has happened in an enrolment, in words?"""

from audit.models import AuditEvent

WORDS = {
    "enrolment.added": ("people", "enrolled the learner"),
    "enrolment.pause": ("pause", "began a break in learning: {because}"),
    "enrolment.resume": ("play", "ended the break in learning: {because}"),
    "enrolment.withdraw": ("x", "withdrew the enrolment: {because}"),
    "units.chosen": ("list", "chose the units: {units}"),
    "allocation.added": ("user", "allocated a person as {role}"),
    "allocation.ended": ("user", "ended an allocation"),
    "artefact.received": ("upload", "added {subject} ({file_name})"),
    "artefact.replaced": ("upload", "put a new file in {subject} ({file_name})"),
    "artefact.mapped": ("link", "mapped {subject} to {criteria}"),
    "artefact.withdrawn": ("trash", "withdrew {subject}: {because}"),
    "artefact.restored": ("undo", "brought {subject} back"),
    "artefact.accepted": ("met", "accepted {subject}"),
    "artefact.returned": ("notyet", "returned {subject}"),
    "evidence.submitted": ("upload", "sent {evidence}"),
    "criteria.judged": ("marking", "judged {judged}"),
    "unit.signed": ("sign", "signed off {unit}"),
    "unit.declared": ("pen", "confirmed {unit}"),
    "unit.reopened": ("notyet", "reopened a unit: {because}"),
    "bundle.requested": ("bundle", "asked for a bundle"),
    "bundle.finished": ("bundle", "The bundle is ready"),
    "bundle.failed": ("warn", "The bundle could not be made"),
    "bundle.cancelled": ("x", "called the bundle off"),
    "bundle.expired": ("clock", "The bundle is no longer kept"),
}
QUIET = ("bundle.started", "bundle.handed_back")


class _Entries:
    """History as timeline entries, latest first; slices and counts without reading it all."""

    def __init__(self, events, names):
        self._events = events
        self._names = names

    def __len__(self):
        return self._events.count()

    def __getitem__(self, part):
        return [_entry(event, self._names) for event in self._events[part]]


def entries(enrolment):
    """Return the enrolment's history, latest first, as {icon, text, at}; slice what you need."""
    events = (
        AuditEvent.objects.filter(chain__name=enrolment.audit_chain)
        .exclude(act__in=QUIET)
        .select_related("by")
        .order_by("-number")
    )
    names = {
        f"evidence.artefact:{artefact.pk}": str(artefact) for artefact in enrolment.artefacts.all()
    }
    return _Entries(events, names)


def _entry(event, names):
    icon, words = WORDS[event.act]
    said = words.format(subject=names.get(event.subject, ""), **_said(event))
    return {"icon": icon, "text": f"{event.by} {said}" if event.by else said, "at": event.at}


def _said(event):
    data = {
        key: ", ".join(map(str, value)) if isinstance(value, list) else value
        for key, value in event.data.items()
    }
    if event.act == "criteria.judged":
        parts = [
            f"{data[key]} {words}"
            for key, words in (("met", "met"), ("not_yet_met", "not yet met"))
            if data[key]
        ]
        data["judged"] = ", ".join(parts)
    return data
