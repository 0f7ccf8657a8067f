"""What does everybody see of one unit, and how is it signed, confirmed and reopened?"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from accounts.access import permissions_of, requires
from accounts.models import Role
from accounts.permissions import Permission
from assessment import coverage, signing_off, turns
from assessment.forms import ReopeningForm, SignatureForm
from assessment.models import UnitSignOff
from assessment.states import SignOffState
from assessment.views import crumbs
from assessment.views.marking import attempts_of, criterion_of
from core.errors import RuleViolation, shown_by
from learners.models import Enrolment
from learners.states import ENROLMENT


@requires(Permission.PORTFOLIO_VIEW, Enrolment)
def unit_view(request, enrolment, unit):
    return _page(request, enrolment, unit, SignatureForm())


@requires(Permission.UNIT_SIGN_OFF, Enrolment)
@require_POST
def unit_sign(request, enrolment, unit):
    chosen = get_object_or_404(enrolment.chosen_units(), pk=unit)
    form = SignatureForm(request.POST)
    if form.is_valid():
        with shown_by(form):
            signed = signing_off.sign_off(enrolment, chosen, agreed=True, by=request.user)
            name = enrolment.learner.user.get_short_name()
            messages.success(request, f"You have signed off {chosen}. {name} confirms next.")
            return redirect(signed)
    return _page(request, enrolment, unit, form)


@requires(Permission.UNIT_DECLARE, UnitSignOff)
@require_POST
def unit_declare(request, signed):
    form = SignatureForm(request.POST)
    if form.is_valid():
        with shown_by(form):
            signing_off.declare(signed, agreed=True, by=request.user)
            messages.success(request, f"You have confirmed {signed.unit}.")
            return redirect(signed)
    return _page(request, signed.enrolment, signed.unit_id, form)


@requires(Permission.UNIT_REOPEN, UnitSignOff)
@require_POST
def unit_reopen(request, signed):
    form = ReopeningForm(request.POST)
    if not form.is_valid():
        raise RuleViolation(form.errors["reason"][0])
    signing_off.reopen(signed, because=form.cleaned_data["reason"], by=request.user)
    messages.success(request, f"{signed.unit} is open again.")
    return redirect(signed)


def _page(request, enrolment, unit, form):
    """Show the unit; `form` is the signature that this reader may give, with its errors."""
    covered = coverage.of_enrolment(enrolment).of_unit(unit)
    if covered is None:
        raise Http404
    signed = covered.sign_off
    is_stale = bool(signed) and signing_off.is_stale(signed, covered)
    permissions = permissions_of(request.user, enrolment)
    assessors = _assessors(enrolment)
    blocked_by = signing_off.open_criteria_sentence(covered) or _not_active(enrolment)
    may_sign = Permission.UNIT_SIGN_OFF in permissions and not signed
    may_declare = _may_declare(signed, permissions, is_stale=is_stale)
    left = turns.of(enrolment, covered, permissions, assessors, is_stale=is_stale)
    context = {
        "enrolment": enrolment,
        "learner": enrolment.learner.user,
        "crumbs": crumbs.to_portfolio(enrolment),
        "covered": covered,
        "unit": covered.unit,
        "signed": signed,
        "is_stale": is_stale,
        "stands": _stands(covered, is_stale=is_stale),
        "chain": _chain(enrolment, covered, assessors),
        "turns": left,
        "outcomes": [_outcome(outcome) for outcome in covered.outcomes],
        "facts": _facts(covered.unit),
        "signed_by": _signatures_of(signed) if signed else [],
        "earlier": _earlier(enrolment, unit),
        "form": form,
        "primary": _primary(left),
        "may_sign": may_sign and not blocked_by,
        "blocked_by": blocked_by if may_sign else "",
        "may_declare": may_declare,
        "may_reopen": bool(signed) and Permission.UNIT_REOPEN in permissions,
        "assessor_words": signing_off.ASSESSOR_WORDS,
        "learner_words": signing_off.LEARNER_WORDS,
    }
    status = 422 if form.errors else 200
    return render(request, "assessment/unit_view.html", context, status=status)


def _not_active(enrolment):
    """Return the sentence that says why nothing can be signed off now, or an empty one."""
    if (enrolment.state, "work") in ENROLMENT:
        return ""
    return f"The enrolment is {enrolment.get_state_display().lower()}, so it can’t be signed off."


def _primary(left):
    """Return the first thing on another page that this reader can do, or None."""
    ways = [item for turn in left for item in turn["items"] if "url" in item]
    if not ways or any(item["url"].startswith("#") for item in ways):
        return None
    return ways[0]


def _may_declare(signed, permissions, *, is_stale):
    return (
        signed is not None
        and signed.state == SignOffState.SIGNED
        and not is_stale
        and Permission.UNIT_DECLARE in permissions
    )


def _earlier(enrolment, unit):
    """Return the sign-offs that were reopened, the latest first, with their signatures."""
    reopened = (
        UnitSignOff.objects.filter(enrolment=enrolment, unit=unit, state=SignOffState.REOPENED)
        .order_by("-pk")
        .prefetch_related("signatures__signed_by")
    )
    return [
        {"because": sign_off.reopened_because, "signatures": _signatures_of(sign_off)}
        for sign_off in reopened
    ]


def _signatures_of(sign_off):
    """Return what the component timeline shows of the signatures under one sign-off."""
    return [
        {
            "icon": "sign",
            "text": f"{signature.signed_by} as {signature.get_role_display().lower()}: "
            f"“{signature.words}”",
            "at": signature.signed_at,
            "note": f"Fingerprint {signature.fingerprint[:16]}",
        }
        for signature in sign_off.signatures.all()
    ]


def _assessors(enrolment):
    allocated = enrolment.allocations.current().filter(role=Role.ASSESSOR).select_related("user")
    return [allocation.user.name for allocation in allocated]


def _stands(covered, *, is_stale):
    """Return how far sign-off has come, as a heading."""
    if is_stale:
        return "Sign-off: something changed since it was signed"
    if covered.sign_off:
        return f"Sign-off: {covered.sign_off.get_state_display().lower()}"
    if not covered.criteria:
        return "Sign-off: not possible here"
    still_open = len(covered.open_criteria)
    if still_open:
        verb = "criterion is" if still_open == 1 else "criteria are"
        return f"Sign-off: not possible yet, {still_open} of {len(covered.criteria)} {verb} open"
    return "Sign-off: every criterion is met"


def _facts(unit):
    names = ("reference", "credit", "level", "glh")
    labels = ("Unit reference", "Credit", "Level", "GLH")
    facts = [
        {"label": label, "value": getattr(unit, name)}
        for label, name in zip(labels, names, strict=True)
    ]
    return [*facts, {"label": "Group", "value": unit.group and unit.group.title}]


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
            "place": ref.place.in_short(),
            "url": ref.place.in_address(ref.artefact.get_absolute_url()),
            "quote": ref.quote,
        }
        for ref in covered.references
    ]
    decision = covered.decision
    attempts = attempts_of(covered)
    return {
        "criterion": criterion_of(covered) | {"references": references},
        "decided": {"by": decision.judged_by, "on": _day(decision.judged_at)} if decision else {},
        "latest": attempts[-1] if attempts else None,
        "earlier": attempts[:-1],
    }


def _chain(enrolment, covered, assessors):
    signed = covered.sign_off
    given = {s.role: s for s in signed.signatures.all()} if signed else {}
    met = bool(covered.criteria) and not covered.open_criteria
    name = enrolment.learner.user.get_short_name()
    return [
        {
            "title": "All criteria met",
            "text": f"{covered.met} of {len(covered.criteria)}",
            "state": "done" if met else "now",
        },
        _signature_step(
            "Assessor signs",
            " or ".join(assessors) or "No assessor yet",
            given.get(Role.ASSESSOR),
            is_next=met and not signed,
        ),
        _signature_step(
            f"{name} confirms",
            "“This is my own work.”",
            given.get(Role.LEARNER),
            is_next=met and bool(signed),
        ),
        {
            "title": "Quality assurance",
            "text": "If the unit is sampled",
            "note": "Never by someone who judged it",
            "state": "todo",
        },
    ]


def _signature_step(title, text, signature, *, is_next):
    if signature:
        return {
            "title": title,
            "text": signature.signed_by.name,
            "note": _day(signature.signed_at),
            "state": "done",
        }
    return {"title": title, "text": text, "state": "now" if is_next else "todo"}


def _day(moment):
    day = localdate(moment)
    return date_format(day, "j F" if day.year == localdate().year else "j F Y")
