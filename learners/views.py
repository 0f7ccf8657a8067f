"""What does the centre do with learners: register, enrol, choose units, allocate?"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import permissions_of, requires
from accounts.models import Centre
from accounts.permissions import Permission
from core.errors import shown_by
from learners import allocation as allocating
from learners import enrolment as enrolling
from learners import registration
from learners.forms import AllocationForm, EnrolmentForm, LearnerForm, ReasonForm, UnitsForm
from learners.models import Allocation, Enrolment, Learner
from qualifications import combination


@requires(Permission.LEARNER_ADD, Centre)
def learner_add(request, centre):
    form = LearnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            learner = registration.add_learner(centre, by=request.user, **form.cleaned_data)
            messages.success(request, f"{learner} is registered. Enrol them next.")
            return redirect("learners:enrolment-add", pk=learner.pk)
    return render(request, "learners/learner_add.html", {"form": form, "centre": centre})


@requires(Permission.ENROLMENT_ADD, Learner)
def enrolment_add(request, learner):
    form = EnrolmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            enrolment = registration.enrol(learner, by=request.user, **form.cleaned_data)
            messages.success(request, f"{learner} is enrolled. Choose the units next.")
            return redirect("learners:units-choose", pk=enrolment.pk)
    return render(request, "learners/enrolment_add.html", {"form": form, "learner": learner})


@requires(Permission.UNITS_CHOOSE, Enrolment)
def units_choose(request, enrolment):
    chosen = enrolment.chosen_units()
    form = UnitsForm(
        request.POST or None,
        specification=enrolment.specification,
        initial={"units": [unit.pk for unit in chosen]},
    )
    units = list(form.cleaned_data["units"]) if form.is_valid() else list(chosen)
    checked = combination.check(enrolment.specification, units)
    context = {
        "form": form,
        "enrolment": enrolment,
        "checked": checked,
        "chosen": {unit.pk for unit in units},
        "groups": _grouped(form.fields["units"].queryset),
    }
    if request.htmx:
        return render(request, "learners/_combination.html", context)
    if form.is_valid():
        with shown_by(form):
            enrolling.choose_units(enrolment, units, by=request.user)
            messages.success(request, f"{len(units)} units are chosen.")
            return redirect("learners:enrolment-view", pk=enrolment.pk)
    return render(request, "learners/units_choose.html", context)


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
        messages.error(request, "Say why, in a few words. Nothing was changed.")
    return redirect("learners:enrolment-view", pk=enrolment.pk)


def _enrolment_page(request, enrolment, *, form=None):
    units = list(enrolment.chosen_units().select_related("group"))
    return render(
        request,
        "learners/enrolment_view.html",
        {
            "enrolment": enrolment,
            "units": units,
            "checked": combination.check(enrolment.specification, units),
            "allocations": enrolment.allocations.select_related("user"),
            "form": form or AllocationForm(centre=enrolment.learner.centre),
            "permissions": permissions_of(request.user, enrolment),
        },
        status=422 if form else 200,
    )


def _grouped(units):
    """Return [(group or None, its units)], mandatory groups first, unknown groups last."""
    groups = {}
    for unit in units:
        groups.setdefault(unit.group, []).append(unit)
    return sorted(
        groups.items(), key=lambda item: (item[0] is None, item[0].code if item[0] else "")
    )
