"""What still blocks a unit's sign-off, and whose turn is it?"""

from django.urls import reverse

from accounts.permissions import Permission
from assessment.states import Coverage, SignOffState


def of(enrolment, covered, permissions, assessors, *, is_stale):
    """Return what the component turns shows of a UnitCoverage: learner first, then assessor.

    `permissions` are those of the reader: who may do a thing gets the way to it. `assessors` are
    names. `is_stale` says that a signature no longer covers what it covered.
    """
    name = enrolment.learner.user.name
    listed = " or ".join(assessors)
    return [
        {"name": who, "title": f"{called}: {_things(len(items))}", "items": items}
        for who, called, items in (
            (name, name, _learner_items(enrolment, covered, permissions, is_stale=is_stale)),
            (
                assessors[0] if assessors else "",
                listed or "No assessor yet",
                _assessor_items(enrolment, covered, permissions, is_stale=is_stale),
            ),
        )
        if items
    ]


def _learner_items(enrolment, covered, permissions, *, is_stale):
    add = reverse("evidence:evidence-add", args=[enrolment.pk])
    send = reverse("evidence:evidence-submit", args=[enrolment.pk])
    open_here = [c for c in covered.criteria if not c.to_judge]
    rows = (
        (Coverage.UNMAPPED, "no evidence yet", Permission.EVIDENCE_ADD, add, "Add evidence"),
        (Coverage.MAPPED, "mapped, not sent", Permission.EVIDENCE_SUBMIT, send, "Check and send"),
        (
            Coverage.NOT_YET_MET,
            "not yet met, with feedback",
            Permission.EVIDENCE_ADD,
            add,
            "Add or change",
        ),
        (
            Coverage.NEEDS_RECONFIRMATION,
            "changed since it was met, not sent again",
            Permission.EVIDENCE_SUBMIT,
            send,
            "Check and send",
        ),
    )
    items = [
        _of_criteria(found, state, words) | _way(permissions, permission, url, action)
        for state, words, permission, url, action in rows
        if (found := [c for c in open_here if c.state == state])
    ]
    signed = covered.sign_off
    if signed and signed.state == SignOffState.SIGNED and not is_stale:
        way = _way(permissions, Permission.UNIT_DECLARE, "#signature", "Confirm")
        items.append({"text": "Read the decisions and confirm"} | way)
    return items


def _assessor_items(enrolment, covered, permissions, *, is_stale):
    judge = reverse("assessment:enrolment-judge", args=[enrolment.pk])
    waiting = [c for c in covered.criteria if c.to_judge]
    items = []
    if waiting:
        way = _way(permissions, Permission.JUDGEMENT_RECORD, judge, "Judge")
        items.append(_of_criteria(waiting, Coverage.AWAITING, "waiting for a decision") | way)
    if is_stale:
        text = "The signature no longer covers what was signed: reopen it, then sign again"
        way = _way(permissions, Permission.UNIT_REOPEN, "#signature", "Look")
        items.append({"text": text} | way)
    elif covered.criteria and not covered.open_criteria and not covered.sign_off:
        way = _way(permissions, Permission.UNIT_SIGN_OFF, "#signature", "Sign")
        items.append({"text": "Read the words and sign"} | way)
    return items


def _of_criteria(waiting, state, words):
    """Return a line about criteria: which, how they stand, and what that means in words."""
    criteria = [covered.criterion for covered in waiting]
    numbers = ", ".join(criterion.number for criterion in criteria)
    return {"text": f"{numbers}: {words}", "criteria": criteria, "state": state, "words": words}


def _way(permissions, permission, url, action):
    """Return the link to where a thing is done, for those who may do it."""
    return {"url": url, "action": action} if permission in permissions else {}


def _things(number):
    return "1 thing" if number == 1 else f"{number} things"
