"""Which pages belong to no subject: a form that came too late, and the design system?"""

import json
from pathlib import Path

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme

from core.errors import RuleViolation, shown_by
from core.forms import PlainForm

EXAMPLES = Path(__file__).with_name("component_examples.json")


class ExampleForm(PlainForm):
    """The fields that the design system's page shows, one of each sort."""

    witness = forms.CharField(label="Name of the witness")
    email = forms.EmailField(
        label="Work email of the witness",
        error_messages={
            "invalid": "An email address has a full stop after the @, like name@firm.example."
        },
    )
    seen_on = forms.DateField(
        label="When was it seen?",
        help_text="The day of the work, not of the statement",
        error_messages={"invalid": "June has 30 days. Check the date."},
    )
    kind = forms.ChoiceField(choices=[("obs", "Observation"), ("wit", "Witness testimony")])
    relation = forms.ChoiceField(
        label="How does the witness know Amy?",
        choices=[("line", "As line manager"), ("peer", "As a colleague")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Anything else", required=False, widget=forms.Textarea)
    knows = forms.BooleanField(label="The witness knows the job well enough to judge it")


@login_not_required
def csrf_failure(request, reason=""):
    """Say what to do when a form was too old to be accepted."""
    back = request.META.get("HTTP_REFERER", "")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return render(request, "403_csrf.html", {"back": back if safe else "/"}, status=403)


def components(request):
    """Show every part in every state, with made-up data."""
    context = json.loads(EXAMPLES.read_text(encoding="utf-8"), object_hook=_with_moments)
    form = ExampleForm(
        {
            "witness": "Dev",
            "email": "dev@depot",
            "seen_on": "31 June 2026",
            "kind": "wit",
            "relation": "line",
            "knows": "on",
        }
    )
    with shown_by(form):
        raise RuleViolation("Dev has not agreed to be named yet. Ask first, then save this.")
    page = Paginator(range(104), 10).page(2)
    return render(request, "components_page.html", context | {"form": form, "page": page})


def _with_moments(entry):
    """Turn the moments of an example into datetimes."""
    return {
        name: parse_datetime(value) if name.endswith("at") and isinstance(value, str) else value
        for name, value in entry.items()
    }
