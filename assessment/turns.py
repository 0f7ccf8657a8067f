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
        _item(f"{_numbers(open_here, state)}: {words}", permissions, permission, url, action)
        for state, words, permission, url, action in rows
        if _numbers(open_here, state)
    ]
    signed = covered.sign_off
    if signed and signed.state == SignOffState.SIGNED and not is_stale:
        text = "Read the decisions and confirm"
        items.append(_item(text, permissions, Permission.UNIT_DECLARE, "#signature", "Confirm"))
    return items


def _assessor_items(enrolment, covered, permissions, *, is_stale):
    judge = reverse("assessment:enrolment-judge", args=[enrolment.pk])
    waiting = ", ".join(c.criterion.number for c in covered.criteria if c.to_judge)
    items = []
    if waiting:
        text = f"{waiting}: waiting for a decision"
        items.append(_item(text, permissions, Permission.JUDGEMENT_RECORD, judge, "Judge"))
    if is_stale:
        text = "The signature no longer covers what was signed: reopen it, then sign again"
        items.append(_item(text, permissions, Permission.UNIT_REOPEN, "#signature", "Look"))
    elif covered.criteria and not covered.open_criteria and not covered.sign_off:
        text = "Read the words and sign"
        items.append(_item(text, permissions, Permission.UNIT_SIGN_OFF, "#signature", "Sign"))
    return items


def _item(text, permissions, permission, url, action):
    if permission in permissions:
        return {"text": text, "url": url, "action": action}
    return {"text": text}


def _numbers(criteria, state):
    return ", ".join(c.criterion.number for c in criteria if c.state == state)


def _things(number):
    return "1 thing" if number == 1 else f"{number} things"
