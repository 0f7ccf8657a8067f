"""What has happened in an enrolment, in words?"""

from accounts.models import Role
from audit.models import AuditEvent

WORDS = {
    "enrolment.added": ("people", "enrolled the learner"),
    "enrolment.pause": ("pause", "began a break in learning: {because}"),
    "enrolment.resume": ("play", "ended the break in learning: {because}"),
    "enrolment.withdraw": ("x", "withdrew the enrolment: {because}"),
    "units.chosen": ("list", "chose the units: {units}"),
    "allocation.added": ("user", "allocated {person} as {role}"),
    "allocation.ended": ("user", "ended the allocation of {person}"),
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

    def __init__(self, events, names, reader):
        self._events = events
        self._names = names
        self._reader = reader

    def __len__(self):
        return self._events.count()

    def __getitem__(self, part):
        return [self._entry(event) for event in self._events[part]]

    def _entry(self, event):
        icon, words = WORDS[event.act]
        said = words.format(**self._said(event))
        if event.by_id:
            said = f"{'You' if event.by_id == self._reader.pk else event.by} {said}"
        return {"icon": icon, "text": said, "at": event.at}

    def _said(self, event):
        data = {
            key: ", ".join(map(str, value)) if isinstance(value, list) else value
            for key, value in event.data.items()
        }
        data["subject"] = self._names.get(event.subject, "")
        if "person" in data:
            data["person"] = self._names.get(f"person:{data['person']}", "somebody")
        if "role" in data:
            data["role"] = Role(data["role"]).label
        if event.act == "criteria.judged":
            kinds = (("met", "met"), ("not_yet_met", "not yet met"))
            data["judged"] = ", ".join(f"{data[key]} {word}" for key, word in kinds if data[key])
        if event.act == "artefact.mapped" and not data["criteria"]:
            data["criteria"] = "no criterion"
        return data


def entries(enrolment, *, reader):
    """Return the enrolment's history, latest first, as {icon, text, at}; slice what you need.

    What `reader` did is told as "You …".
    """
    events = (
        AuditEvent.objects.filter(chain__name=enrolment.audit_chain)
        .exclude(act__in=QUIET)
        .select_related("by")
        .order_by("-number")
    )
    names = {
        f"evidence.artefact:{artefact.pk}": str(artefact) for artefact in enrolment.artefacts.all()
    }
    for allocation in enrolment.allocations.select_related("user"):
        names[f"person:{allocation.user_id}"] = str(allocation.user)
    return _Entries(events, names, reader)
