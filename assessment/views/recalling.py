"""How does a learner take back what was sent and is not judged yet?"""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import requires
from accounts.permissions import Permission
from assessment import recalling
from core.typed import whole_number
from learners.models import Enrolment


@requires(Permission.EVIDENCE_SUBMIT, Enrolment)
@require_POST
def evidence_recall(request, enrolment):
    """Take back the artefacts that are posted; without any, all that was sent last."""
    pks = [whole_number(pk) for pk in request.POST.getlist("artefacts")]
    asked = list(enrolment.artefacts.filter(pk__in=pks)) if pks else recalling.sent_last(enrolment)
    back = recalling.recall(enrolment, asked, by=request.user)
    references = " and ".join(artefact.reference for artefact in back)
    messages.success(request, f"{references} came back to you. What was sent stays readable.")
    return redirect(back[0] if pks else enrolment)
