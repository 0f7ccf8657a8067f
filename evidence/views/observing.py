"""How does an assessor record an observation, or questioning, in a learner's portfolio?"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from accounts import drafts
from accounts.access import requires
from accounts.permissions import Permission
from core.errors import shown_by
from evidence import observing
from evidence.forms.observations import ObservationForm
from evidence.records import kinds
from evidence.views.ticking import units_to_tick
from learners.models import Enrolment
from learners.states import ENROLMENT


@requires(Permission.OBSERVATION_RECORD, Enrolment)
def observation_record(request, enrolment, kind):
    if kind not in kinds.BY_ASSESSORS:
        raise Http404
    key = f"{kind}-{enrolment.pk}"
    units = list(enrolment.chosen_units().with_content())
    form = _form(request, kinds.WRITTEN[kind], units, key)
    is_to_keep = request.method == "POST" and "more" not in request.POST
    if is_to_keep and form.is_valid():
        with shown_by(form):
            said = form.cleaned_data
            artefact = observing.record(
                enrolment, kind, form.answers(), said["criteria"], title=said["title"],
                by=request.user,
            )  # fmt: skip
            drafts.discard(request.user, key)
            name = enrolment.learner.user.get_short_name()
            messages.success(
                request,
                f"{artefact.reference} is in {name}’s portfolio. {name} checks and sends it.",
            )
            return redirect(artefact)
    context = {
        "enrolment": enrolment,
        "learner": enrolment.learner.user,
        "form": form,
        "module": form.module,
        "units": units_to_tick(units, form.ticked()),
        "draft_key": key,
        "may_record": (enrolment.state, "work") in ENROLMENT,
        "crumbs": [{"label": str(enrolment.learner), "url": enrolment.get_absolute_url()}],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evidence/observation_record.html", context, status=status)


def _form(request, module, units, key):
    """Return the form as it was posted, with more rows, or as it was left last."""
    if request.method != "POST":
        kept = drafts.recall(request.user, key)
        return ObservationForm(module, units, typed={"asked_by": request.user.name} | kept)
    form = ObservationForm(module, units, request.POST)
    if "more" in request.POST:
        more = request.POST["more"]
        return ObservationForm(module, units, typed=form.as_draft(), more=more)
    return form
