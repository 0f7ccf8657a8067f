"""What does the centre do with learners: register, enrol, choose units, allocate?"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from accounts.access import permissions_of, requires
from accounts.invitations import invite, not_invited
from accounts.models import Centre, Membership
from accounts.permissions import Permission
from core.errors import shown_by
from learners import allocation as allocating
from learners import enrolment as enrolling
from learners import registration
from learners.forms import AllocationForm, EnrolmentForm, LearnerForm, ReasonForm, UnitsForm
from learners.models import Allocation, Enrolment, Learner
from learners.states import ENROLMENT
from qualifications import combination

STEPS = {
    "pause": {
        "open": "Begin a break in learning",
        "title": "Begin a break in learning?",
        "text": "Nothing can be added, mapped or judged until the break ends. All of it stays.",
        "action": "Begin the break",
        "keep": "Go on learning",
    },
    "resume": {
        "open": "End the break in learning",
        "title": "End the break in learning?",
        "text": "The learner can add evidence again, and the assessor can judge it.",
        "action": "End the break",
        "keep": "Leave it as it is",
    },
    "withdraw": {
        "open": "Withdraw the enrolment",
        "title": "Withdraw this enrolment?",
        "text": "It ends here and can’t be taken up again. Everything in it stays readable.",
        "action": "Withdraw the enrolment",
        "keep": "Keep it",
        "danger": "yes",
    },
}


@requires(Permission.LEARNER_ADD, Centre)
def learner_add(request, centre):
    form = LearnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            learner = registration.add_learner(centre, by=request.user, **form.cleaned_data)
            messages.success(request, f"{learner} is registered. Enrol them next.")
            if not invite(learner.user, centre=centre, absolute=request.build_absolute_uri):
                messages.warning(request, not_invited(learner))
            return redirect("learners:enrolment-add", pk=learner.pk)
    context = {"form": form, "centre": centre, "crumbs": _crumbs(centre)}
    return render(request, "learners/learner_add.html", context, status=_status(form))


@requires(Permission.ENROLMENT_ADD, Learner)
def enrolment_add(request, learner):
    form = EnrolmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            enrolment = registration.enrol(learner, by=request.user, **form.cleaned_data)
            messages.success(request, f"{learner} is enrolled. Choose the units next.")
            return redirect("learners:units-choose", pk=enrolment.pk)
    context = {"form": form, "learner": learner, "crumbs": _crumbs(learner.centre)}
    return render(request, "learners/enrolment_add.html", context, status=_status(form))


@requires(Permission.UNITS_CHOOSE, Enrolment)
def units_choose(request, enrolment):
    chosen = enrolment.chosen_units()
    form = UnitsForm(
        request.POST or None,
        specification=enrolment.specification,
        initial={"units": [unit.pk for unit in chosen]},
    )
    units = list(form.cleaned_data["units"]) if form.is_valid() else list(chosen)
    if form.is_valid() and not request.htmx and "check" not in request.POST:
        with shown_by(form):
            enrolling.choose_units(enrolment, units, by=request.user)
            what = "1 unit is" if len(units) == 1 else f"{len(units)} units are"
            messages.success(request, f"{what} chosen.")
            return redirect("learners:enrolment-view", pk=enrolment.pk)
    context = {
        "form": form,
        "enrolment": enrolment,
        "crumbs": _crumbs(enrolment.learner.centre, enrolment),
        **_combined(enrolment, units),
        "chosen": {unit.pk for unit in units},
        "groups": _grouped(form.fields["units"].queryset),
    }
    if request.htmx:
        return render(request, "learners/_combination.html", context)
    return render(request, "learners/units_choose.html", context, status=_status(form))


@requires(Permission.ENROLMENT_VIEW, Enrolment)
def enrolment_view(request, enrolment):
    return _enrolment_page(request, enrolment)


@requires(Permission.ALLOCATION_CHANGE, Enrolment)
@require_POST
def allocation_add(request, enrolment):
    form = AllocationForm(request.POST, centre=enrolment.learner.centre)
    if form.is_valid():
        with shown_by(form):
            added = allocating.allocate(enrolment, by=request.user, **form.cleaned_data)
            messages.success(request, f"{added.user} is allocated as {added.get_role_display()}.")
            return redirect("learners:enrolment-view", pk=enrolment.pk)
    return _enrolment_page(request, enrolment, form=form)


@requires(Permission.ALLOCATION_CHANGE, Allocation)
@require_POST
def allocation_end(request, allocation):
    ended = allocating.end_allocation(allocation, by=request.user)
    messages.success(request, f"{ended.user} no longer works with this learner.")
    return redirect("learners:enrolment-view", pk=ended.enrolment_id)


@requires(Permission.STAFF_CHANGE, Membership)
@require_POST
def membership_end(request, membership):
    ended = allocating.let_go(membership, by=request.user)
    messages.success(request, f"{ended.user} is no longer {ended.get_role_display()} here.")
    return redirect("accounts:staff-list", pk=ended.centre_id)


@requires(Permission.ENROLMENT_PAUSE, Enrolment)
@require_POST
def enrolment_pause(request, enrolment):
    return _with_reason(request, enrolment, enrolling.pause, "The break in learning has begun.")


@requires(Permission.ENROLMENT_PAUSE, Enrolment)
@require_POST
def enrolment_resume(request, enrolment):
    return _with_reason(request, enrolment, enrolling.resume, "The break in learning has ended.")


@requires(Permission.ENROLMENT_PAUSE, Enrolment)
@require_POST
def enrolment_withdraw(request, enrolment):
    return _with_reason(request, enrolment, enrolling.withdraw, "The enrolment is withdrawn.")


def _with_reason(request, enrolment, act, done):
    form = ReasonForm(request.POST)
    if form.is_valid():
        act(enrolment, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, done)
    else:
        messages.error(request, form.errors["because"][0])
    return redirect("learners:enrolment-view", pk=enrolment.pk)


def _enrolment_page(request, enrolment, *, form=None):
    units = list(enrolment.chosen_units().select_related("group"))
    permissions = permissions_of(request.user, enrolment)
    centre = enrolment.learner.centre
    acts = {act for state, act in ENROLMENT if state == enrolment.state}
    context = {
        "enrolment": enrolment,
        "crumbs": _crumbs(centre) if Permission.LEARNER_LIST in permissions else [],
        "facts": _facts(enrolment),
        "units": units,
        **_combined(enrolment, units),
        "allocations": enrolment.allocations.select_related("user"),
        "form": form or AllocationForm(centre=centre),
        "may_choose": Permission.UNITS_CHOOSE in permissions and "choose_units" in acts,
        "may_allocate": Permission.ALLOCATION_CHANGE in permissions and "allocate" in acts,
        "may_see_bundles": Permission.BUNDLE_VIEW in permissions,
        "steps": _steps_of(enrolment, acts) if Permission.ENROLMENT_PAUSE in permissions else [],
    }
    return render(request, "learners/enrolment_view.html", context, status=422 if form else 200)


def _combined(enrolment, units):
    """Return what the rules say about `units`, and what they add up to."""
    checked = combination.check(enrolment.specification, units)
    credits = checked.credits_known if checked.credits_known or not units else None
    sums = [("Units chosen", len(units)), ("Credits, as far as known", credits)]
    sums += [(f"of these in group {g}", n) for g, n in checked.credits_by_group.items()]
    return {
        "checked": checked,
        "sums": [{"label": label, "value": value} for label, value in sums],
    }


def _facts(enrolment):
    qualification = enrolment.specification.qualification
    return [
        {"label": "Qualification", "value": qualification.title},
        {"label": "Awarding body", "value": qualification.awarding_body},
        {"label": "Starts", "value": date_format(enrolment.starts_on, "j F Y")},
        {"label": "Due", "value": date_format(enrolment.due_on, "j F Y")},
        {"label": "Registration number", "value": enrolment.registration_number},
        {"label": "ULN", "value": enrolment.learner.uln},
    ]


def _steps_of(enrolment, acts):
    """Return what can be done to the enrolment now, as the component dialog asks about it."""
    return [
        {"id": act, "url": reverse(f"learners:enrolment-{act}", args=[enrolment.pk])} | words
        for act, words in STEPS.items()
        if act in acts
    ]


def _crumbs(centre, enrolment=None):
    crumbs = [{"label": "Learners", "url": centre.get_absolute_url()}]
    if enrolment:
        here = reverse("learners:enrolment-view", args=[enrolment.pk])
        crumbs.append({"label": enrolment.learner, "url": here})
    return crumbs


def _status(form):
    return 422 if form.errors else 200


def _grouped(units):
    """Return [(group or None, its units)], mandatory groups first, unknown groups last."""
    groups = {}
    for unit in units:
        groups.setdefault(unit.group, []).append(unit)
    return sorted(
        groups.items(), key=lambda item: (item[0] is None, item[0].code if item[0] else "")
    )
