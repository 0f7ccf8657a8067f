"""What does everybody see of one unit, and how is it signed, confirmed and reopened?"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import permissions_of, requires
from accounts.models import Role
from accounts.permissions import Permission
from assessment import coverage, signing_off
from assessment.models import UnitSignOff
from assessment.states import Coverage, SignOffState
from assessment.views.marking import attempts_of, criterion_of
from core.errors import RuleViolation
from learners.models import Enrolment
from qualifications.models import Unit


@requires(Permission.PORTFOLIO_VIEW, Enrolment)
def unit_view(request, enrolment, unit):
    covered = coverage.of_enrolment(enrolment).of_unit(unit)
    if covered is None:
        raise Http404
    permissions = permissions_of(request.user, enrolment)
    signed = covered.sign_off
    context = {
        "enrolment": enrolment,
        "covered": covered,
        "signed": signed,
        "is_stale": bool(signed) and signing_off.is_stale(signed, covered),
        "blocked_by": signing_off.open_criteria_sentence(covered),
        "blockers": _blockers(enrolment, covered, permissions),
        "chain": _chain(enrolment, covered),
        "outcomes": [_outcome(outcome) for outcome in covered.outcomes],
        "earlier": UnitSignOff.objects.filter(
            enrolment=enrolment, unit=unit, state=SignOffState.REOPENED
        ).prefetch_related("signatures__signed_by"),
        "assessor_words": signing_off.ASSESSOR_WORDS,
        "learner_words": signing_off.LEARNER_WORDS,
        "permissions": permissions,
    }
    return render(request, "assessment/unit_view.html", context)


@requires(Permission.UNIT_SIGN_OFF, Enrolment)
@require_POST
def unit_sign(request, enrolment, unit):
    chosen = Unit.objects.filter(pk=unit).first()
    if chosen is None:
        raise Http404
    signed = signing_off.sign_off(
        enrolment, chosen, agreed="agreed" in request.POST, by=request.user
    )
    messages.success(request, f"You have signed off {chosen}. The learner confirms next.")
    return redirect(signed)


@requires(Permission.UNIT_DECLARE, UnitSignOff)
@require_POST
def unit_declare(request, signed):
    signing_off.declare(signed, agreed="agreed" in request.POST, by=request.user)
    messages.success(request, f"You have confirmed {signed.unit}.")
    return redirect(signed)


@requires(Permission.UNIT_REOPEN, UnitSignOff)
@require_POST
def unit_reopen(request, signed):
    because = request.POST.get("reason", "")
    if len(because) > 500:
        raise RuleViolation("Say it in 500 characters or fewer. Nothing was changed.")
    signing_off.reopen(signed, because=because, by=request.user)
    messages.success(request, f"{signed.unit} is open again.")
    return redirect(signed)


def _outcome(outcome):
    return {
        "number": outcome.outcome.number,
        "title": outcome.outcome.title,
        "criteria": [_row(covered) for covered in outcome.criteria],
    }


def _row(covered):
    references = [
        {
            "reference": ref.artefact.reference,
            "place": f"p{ref.page}" if ref.page else "",
            "url": ref.artefact.get_absolute_url() + (f"?page={ref.page}" if ref.page else ""),
        }
        for ref in covered.references
    ]
    return {
        "criterion": criterion_of(covered) | {"references": references},
        "decision": covered.decision,
        "attempts": attempts_of(covered),
    }


def _blockers(enrolment, covered, permissions):
    """Say what still blocks sign-off, and offer the way on to whom it is open."""
    counts, items = covered.counts, []
    numbers = {
        state: ", ".join(c.criterion.number for c in covered.criteria if c.state == state)
        for state in Coverage
    }
    add = reverse("evidence:evidence-add", args=[enrolment.pk])
    send = reverse("evidence:evidence-submit", args=[enrolment.pk])
    judge = reverse("assessment:enrolment-judge", args=[enrolment.pk])
    said = [
        (Coverage.UNMAPPED, "no evidence yet", Permission.EVIDENCE_ADD, add, "Add"),
        (Coverage.MAPPED, "mapped, not sent", Permission.EVIDENCE_SUBMIT, send, "Check and send"),
        (Coverage.NOT_YET_MET, "not yet met", Permission.EVIDENCE_ADD, add, "Add or change"),
        (Coverage.AWAITING, "waiting for a decision", Permission.JUDGEMENT_RECORD, judge, "Judge"),
        (
            Coverage.NEEDS_RECONFIRMATION,
            "changed since it was met",
            Permission.JUDGEMENT_RECORD,
            judge,
            "Judge",
        ),
    ]
    for state, words, permission, url, action in said:
        if counts[state]:
            item = {"text": f"{numbers[state]}: {words}", "done": False}
            if permission in permissions:
                item |= {"url": url, "action": action}
            items.append(item)
    return items


def _chain(enrolment, covered):
    signed = covered.sign_off
    done = {s.role: s for s in signed.signatures.all()} if signed else {}
    met = bool(covered.criteria) and not covered.open_criteria
    steps = [
        {
            "title": "All criteria met",
            "text": f"{covered.met} of {len(covered.criteria)}",
            "state": "done" if met or signed else "now",
        },
        _signature_step("Assessor signs", done.get(Role.ASSESSOR), is_next=met and not signed),
        _signature_step(
            f"{enrolment.learner.user.get_short_name()} confirms",
            done.get(Role.LEARNER),
            is_next=bool(signed) and Role.LEARNER not in done,
        ),
        {"title": "Quality assurance", "text": "If sampled", "state": "todo"},
    ]
    return steps


def _signature_step(title, signature, *, is_next):
    if signature:
        return {
            "title": title,
            "text": signature.signed_by.name,
            "at": signature.signed_at,
            "state": "done",
        }
    return {"title": title, "text": "Next" if is_next else "Later", "state": "now" if is_next else "todo"}
