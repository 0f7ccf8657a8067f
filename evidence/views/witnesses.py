"""How does a learner ask witnesses, and how does a witness without an account answer?"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts import drafts
from accounts.access import requires
from accounts.permissions import Permission
from accounts.saved_forms import PAGE, tell
from core.errors import shown_by
from evidence.forms.testimonies import AskForm, TestimonyForm
from evidence.models import TestimonyRequest
from evidence.testimony import letters, links, witnesses
from evidence.views.ticking import units_to_tick
from learners.models import Enrolment
from learners.states import ENROLMENT

LONGEST_DRAFT = 100_000
GONE = (links.WITHDRAWN, links.EXPIRED)


@requires(Permission.TESTIMONY_ASK, Enrolment)
def testimony_list(request, enrolment):
    asked = enrolment.testimony_requests.select_related(
        "artefact__witness", "artefact__uploaded_by", "enrolment"
    ).prefetch_related("criteria")
    context = {
        "enrolment": enrolment,
        "rows": [_row(one) for one in asked.order_by("-asked_at")],
        "may_ask": (enrolment.state, "work") in ENROLMENT,
        "crumbs": _crumbs(enrolment),
    }
    return render(request, "evidence/testimony_list.html", context)


@requires(Permission.TESTIMONY_ASK, Enrolment)
def testimony_ask(request, enrolment):
    key = f"testimony-{enrolment.pk}"
    units = list(enrolment.chosen_units().with_content())
    kept = drafts.recall(request.user, key) if request.method == "GET" else {}
    form = AskForm(request.POST or None, units=units, kept=kept)
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            asked, secret = witnesses.ask(enrolment, by=request.user, **form.cleaned_data)
            drafts.discard(request.user, key)
            _send(request, asked, secret)
            return redirect("evidence:testimony-list", pk=enrolment.pk)
    back = reverse("evidence:testimony-list", args=[enrolment.pk])
    context = {
        "enrolment": enrolment,
        "form": form,
        "units": units_to_tick(units, form.ticked()),
        "draft_key": key,
        "may_ask": (enrolment.state, "work") in ENROLMENT,
        "days": witnesses.VALID_DAYS,
        "back": back,
        "crumbs": [*_crumbs(enrolment), {"label": "Witnesses", "url": back}],
    }
    status = 422 if form.errors else 200
    return render(request, "evidence/testimony_ask.html", context, status=status)


@requires(Permission.TESTIMONY_ASK, TestimonyRequest)
@require_POST
def testimony_again(request, asked):
    asked, secret = witnesses.ask_again(asked, by=request.user)
    _send(request, asked, secret)
    return redirect("evidence:testimony-list", pk=asked.enrolment_id)


@requires(Permission.TESTIMONY_ASK, TestimonyRequest)
@require_POST
def testimony_take_back(request, asked):
    asked = witnesses.take_back(asked, by=request.user)
    messages.success(request, f"{asked.witness_name}’s link no longer works.")
    return redirect("evidence:testimony-list", pk=asked.enrolment_id)


# Who holds the secret in the address may write, whatever browser they come with: no cookie is
# trusted, so there is none to be misused. Browsers send no origin under "no-referrer".
@login_not_required
@csrf_exempt
def testimony_give(request, secret):
    """The page of a witness; it shows nothing but what the witness was asked."""
    asked = links.found(secret)
    if asked is None:
        raise Http404
    standing = links.standing(asked)
    if standing != links.OPEN:
        status = 410 if standing in GONE else 200
        return _private(_page(request, asked, f"evidence/testimony_{standing}.html", status))
    form = TestimonyForm(asked, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with shown_by(form):
            answers, criteria = form.answers(), form.cleaned_data["criteria"]
            witnesses.give(asked, answers, criteria, by=None)
            return _private(_given(request))
    status = 422 if form.errors else 200
    return _private(_page(request, asked, "evidence/testimony_give.html", status, form, secret))


@login_not_required
@csrf_exempt
@require_POST
def testimony_draft(request, secret):
    """Keep what a witness has typed so far."""
    asked = links.found(secret)
    if asked is None:
        raise Http404
    words = TestimonyForm(asked, request.POST).as_draft()
    if sum(map(len, words.values())) > LONGEST_DRAFT:
        return _private(HttpResponse("This is too long to keep as a draft.", status=413))
    kept = witnesses.keep_draft(asked, words)
    return _private(HttpResponse(status=204 if kept else 410))


def _page(request, asked, template, status, form=None, secret=""):
    learner = asked.enrolment.learner
    context = {
        "asked": asked,
        "form": form,
        "secret": secret,
        "learner": learner.user,
        "centre": learner.centre,
    }
    return render(request, template, context, status=status)


def _given(request):
    """Answer with the page that says thank you; this device forgets what was typed."""
    response = redirect(request.path)
    page = request.POST.get("draft_page", "")
    if PAGE.fullmatch(page):
        tell(response, page)
    return response


def _private(response):
    """Return an answer that no cache, search engine or other site learns anything from."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _send(request, asked, secret):
    """Send the link where there is a new one, and say what became of it."""
    if secret and not letters.send_link(asked, secret, absolute=request.build_absolute_uri):
        messages.warning(request, letters.not_sent(asked))
        return
    messages.success(
        request,
        f"{asked.witness_name} is asked. You will see it here when the testimony is written.",
    )


def _row(asked):
    """Return what the list says of a request."""
    standing = links.standing(asked)
    return {
        "asked": asked,
        "standing": standing,
        "criteria": len(asked.criteria.all()),
        "may_send": standing in (links.OPEN, links.EXPIRED),
        "dialog": f"take-back-{asked.pk}",
        "title": f"Take back the request to {asked.witness_name}?",
    }


def _crumbs(enrolment):
    return [
        {"label": "Portfolio", "url": enrolment.get_absolute_url()},
        {"label": "Add evidence", "url": reverse("evidence:evidence-add", args=[enrolment.pk])},
    ]
