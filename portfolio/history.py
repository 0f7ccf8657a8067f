"""What has happened in an enrolment, in words?"""

from collections import Counter

from django.urls import reverse

from accounts.models import Role
from audit.models import AuditEvent
from core.templatetags.portfolio_ui import NUMBERS, plural
from portfolio.wording import listed, several

WORDS = {
    "enrolment.added": ("people", "enrolled {whom}"),
    "enrolment.pause": ("pause", "began a break in learning: {because}"),
    "enrolment.resume": ("play", "ended the break in learning: {because}"),
    "enrolment.withdraw": ("x", "withdrew the enrolment: {because}"),
    "units.chosen": ("list", "chose the units: {units}"),
    "allocation.added": ("user", "allocated {person} as {role}"),
    "allocation.ended": ("user", "ended the allocation of {person}"),
    "artefact.received": ("upload", "added {subject} ({file_name})"),
    "artefact.replaced": ("upload", "put a new file in {subject} ({file_name})"),
    "artefact.mapped": ("link", "mapped {subject} to {criteria}"),
    "artefact.detailed": ("pen", "gave the details of {subject}"),
    "artefact.withdrawn": ("trash", "withdrew {subject}: {because}"),
    "artefact.restored": ("undo", "brought {subject} back"),
    "artefact.accepted": ("met", "accepted {subject}"),
    "artefact.returned": ("notyet", "returned {subject}"),
    "testimony.asked": ("people", "asked {witness} for a testimony"),
    "testimony.asked_again": ("people", "asked {witness} once more for a testimony"),
    "testimony.taken_back": ("x", "took back the request to {witness}"),
    "testimony.given": ("pen", "{witness} wrote and signed {subject}"),
    "observation.recorded": ("pen", "wrote {subject}"),
    "evidence.submitted": ("upload", "sent {evidence}"),
    "evidence.recalled": ("undo", "took {evidence} back"),
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
DECISIONS = ("criteria.judged", "artefact.accepted", "artefact.returned")
EVIDENCE = (
    "artefact.received", "artefact.replaced", "artefact.mapped", "artefact.withdrawn",
    "artefact.restored", "artefact.detailed", "evidence.submitted", "evidence.recalled",
    "testimony.asked", "testimony.asked_again", "testimony.taken_back", "testimony.given",
    "observation.recorded",
)  # fmt: skip
SIGN_OFF = ("unit.signed", "unit.declared", "unit.reopened")
TOPICS = {
    "evidence": ("Evidence", EVIDENCE),
    "decisions": ("Decisions", DECISIONS),
    "sign-off": ("Sign-off", SIGN_OFF),
}
ARTEFACT = "evidence.artefact:"
MOST_REFERENCES = 4


class _Entries:
    """History as timeline entries, latest first; slices and counts without reading it all."""

    def __init__(self, events, names, reader, learner):
        self._events = events
        self._names = names
        self._reader = reader
        self._learner = learner

    def __len__(self):
        return self._events.count()

    def __getitem__(self, part):
        return [self._entry(event) for event in self._events[part]]

    def _entry(self, event):
        icon, words = WORDS[event.act]
        said = words.format(**self._said(event))
        if event.act == "artefact.returned" and not event.by_id:
            said = f"{self._names.get(event.subject, '')} came back: a virus was found in its file"
        elif event.by_id:
            said = f"{'You' if event.by_id == self._reader.pk else event.by} {said}"
        return {"icon": icon, "text": said, "at": event.at, "url": self._url(event)}

    def _url(self, event):
        if event.subject not in self._names:
            return ""
        pk = event.subject.removeprefix(ARTEFACT)
        return reverse("portfolio:artefact-view", args=[pk])

    def _said(self, event):
        data = {
            key: ", ".join(map(str, value)) if isinstance(value, list) else value
            for key, value in event.data.items()
        }
        data["subject"] = self._names.get(event.subject, "")
        data["whom"] = self._learner
        if "person" in data:
            data["person"] = self._names.get(f"person:{data['person']}", "somebody")
        if "role" in data:
            data["role"] = Role(data["role"]).label
        if event.act == "criteria.judged":
            kinds = (("met", "met"), ("not_yet_met", "not yet met"))
            data["judged"] = ", ".join(f"{data[key]} {word}" for key, word in kinds if data[key])
        if event.act == "artefact.mapped":
            data["criteria"] = _numbers(event.data["criteria"])
        return data


def _numbers(criteria):
    """Return numbers of criteria as a list in words; one number can stand in several units."""
    times = Counter(criteria)
    said = [
        number if units == 1 else f"{number} (in {NUMBERS[units].lower()} units)"
        for number, units in times.items()
    ]
    return listed(said) if said else "no criterion"


def entries(enrolment, *, reader, about=""):
    """Return the enrolment's history, latest first, as {icon, text, at, url}; slice what you need.

    What `reader` did is told as "You …". `about` is a key of TOPICS; any other shows everything.
    """
    events = _events(enrolment).select_related("by").order_by("-number")
    if about in TOPICS:
        events = events.filter(act__in=TOPICS[about][1])
    names = {f"{ARTEFACT}{artefact.pk}": str(artefact) for artefact in enrolment.artefacts.all()}
    for allocation in enrolment.allocations.select_related("user"):
        names[f"person:{allocation.user_id}"] = str(allocation.user)
    is_own = enrolment.learner.user_id == reader.pk
    return _Entries(events, names, reader, "you" if is_own else "the learner")


def counts(enrolment):
    """Return [(key, label, how many entries)], "" for all of them first. One query."""
    number = Counter(_events(enrolment).values_list("act", flat=True))
    topics = [
        (key, label, sum(number[act] for act in acts)) for key, (label, acts) in TOPICS.items()
    ]
    return [("", "All", number.total()), *topics]


def changes_since(enrolment, taken):
    """Return what has changed since the first `taken` events, as a sentence; "" for nothing.

    Counted are decisions, evidence that was touched, and signatures; two queries.
    """
    references = {
        f"{ARTEFACT}{artefact.pk}": artefact.reference for artefact in enrolment.artefacts.all()
    }
    acts = (*EVIDENCE, *SIGN_OFF, "criteria.judged")
    decisions, signatures, touched = 0, 0, set()
    for event in _events(enrolment).filter(number__gt=taken, act__in=acts):
        if event.act == "criteria.judged":
            decisions += len(event.data["met"]) + len(event.data["not_yet_met"])
        elif event.act in SIGN_OFF:
            signatures += 1
        else:
            touched.update(event.data.get("evidence", [references.get(event.subject)]))
    found = sorted(touched - {None})
    parts = [several(found, MOST_REFERENCES, noun="artefacts")] if found else []
    parts += [plural(decisions, "decision,decisions")] if decisions else []
    parts += [plural(signatures, "step of sign-off,steps of sign-off")] if signatures else []
    if not parts:
        return ""
    things = decisions + signatures + len(found)
    many = NUMBERS[things] if things < len(NUMBERS) else str(things)
    have = "thing has" if things == 1 else "things have"
    return f"{many} {have} changed since: {listed(parts)}."


def _events(enrolment):
    return AuditEvent.objects.filter(chain__name=enrolment.audit_chain).exclude(act__in=QUIET)
