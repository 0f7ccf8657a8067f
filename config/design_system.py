"""How does each part look, in every state, light and dark? Shown in development only."""

import json
import re
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.safestring import mark_safe

from core.errors import RuleViolation, shown_by
from core.forms import PlainForm
from core.templatetags.portfolio_ui import STATES

EXAMPLES = Path(__file__).with_name("component_examples.json")
COMPONENTS = Path(settings.TEMPLATES[0]["DIRS"][0]) / "components"
SPRITE = Path(settings.STATICFILES_DIRS[0]) / "icons.svg"
THEMES = ("light", "dark")
TYPED = {
    "witness": "Dev",
    "email": "dev@depot",
    "seen_on": "31 June 2026",
    "kind": "wit",
    "relation": "line",
    "knows": "on",
}


class ExampleForm(PlainForm):
    """One field of each sort."""

    witness = forms.CharField(label="Name of the witness")
    email = forms.EmailField(
        label="Work e-mail of the witness",
        error_messages={
            "invalid": "An e-mail address has a full stop after the @, like name@firm.example."
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


def components(request):
    """Show every part in every state, with made-up data."""
    data = json.loads(EXAMPLES.read_text(encoding="utf-8"), object_hook=_with_moments)
    shared = data["shared"] | _made_here()
    groups = [
        {
            "title": group["title"],
            "parts": [_part(part, shared, request) for part in group["parts"]],
        }
        for group in data["groups"]
    ]
    drawings = re.findall(r'<symbol id="([a-z]+)"', SPRITE.read_text(encoding="utf-8"))
    context = {"groups": groups, "themes": THEMES, "drawings": drawings}
    return render(request, "components_page.html", context)


def _part(part, shared, request):
    """Return a component with what it takes, and all its examples drawn in each theme."""
    name = part["name"]
    examples = [
        {"as": example.get("as", ""), "class": example.get("class", "")}
        | {"with": {key: _found(value, shared) for key, value in example["with"].items()}}
        for example in part.get("examples") or _states()
    ]
    source = (COMPONENTS / f"{name}.html").read_text(encoding="utf-8")
    return part | {
        "takes": re.search(r"{% comment %}(.*?){% endcomment %}", source, re.DOTALL).group(1),
        "looks": [
            (theme, [example | {"html": _drawn(name, example, theme, number, request)}
                     for number, example in enumerate(examples)])
            for theme in THEMES
        ],
    }  # fmt: skip


def _drawn(name, example, theme, number, request):
    """Return one example's markup; its ids get an ending, for the page shows each one twice."""
    html = render_to_string(f"components/{name}.html", example["with"], request)
    ending = f"-{theme}-{number}"
    for old in set(re.findall(r'\bid="([^"]+)"', html)):
        html = re.sub(
            rf'(\b(?:id|for|aria-\w+|href)="(?:[^"]*[\s#])?){re.escape(old)}(?=["\s])',
            rf"\1{old}{ending}",
            html,
        )
    html = re.sub(r'(\bname="(?!csrf)[^"]+)', rf"\1{ending}", html)
    # What takes the focus when it comes would draw the whole page to itself.
    html = html.replace(" data-form-errors", "")
    return mark_safe(html)  # noqa: S308 what our own templates made


def _found(value, shared):
    """Return what "@cells.3" or "@form.witness" points at; anything else stays as it is."""
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    name, _, key = value[1:].partition(".")
    if not key:
        return shared[name]
    return shared[name][int(key) if key.isdecimal() else key]


def _states():
    """Return an example of each state that the system knows, in both looks."""
    return [
        {"with": {"word": word, "icon": icon, "tone": tone, "look": look}}
        for look in ("pill", "bare")
        for word, icon, tone in dict.fromkeys(STATES.values())
    ]


def _made_here():
    """Return the examples that no JSON can hold."""
    form = ExampleForm(TYPED)
    with shown_by(form):
        raise RuleViolation("Dev has not agreed to be named yet. Ask first, then save this.")
    return {
        "form": form,
        "blank": ExampleForm(),
        "page": Paginator(range(104), 10).page(2),
        "messages": [
            Message(messages.SUCCESS, "E14 is withdrawn.", extra_tags="#"),
            Message(messages.INFO, "E07 is being checked. You can go on mapping."),
            Message(messages.WARNING, "Jo is registered, but the invitation could not be sent."),
            Message(messages.ERROR, "Say why, in a few words. Nothing was changed."),
        ],
    }


def _with_moments(entry):
    """Turn the moments of an example into datetimes."""
    return {
        name: parse_datetime(value) if name.endswith("at") and isinstance(value, str) else value
        for name, value in entry.items()
    }
