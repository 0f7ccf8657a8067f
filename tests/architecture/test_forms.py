"""Nobody types without end: every field for text says how much it takes."""

import pytest
from allauth.account.forms import PasswordField
from django import forms
from django.urls import get_resolver

PACKAGES = ("core", "accounts", "learners", "evidence", "assessment", "portfolio")


def forms_of_ours(parent=forms.BaseForm):
    """Yield every form class of ours; the URLs import all pages, and these all forms."""
    assert get_resolver().url_patterns
    for child in parent.__subclasses__():
        if child.__module__.partition(".")[0] in PACKAGES:
            yield child
        yield from forms_of_ours(child)


def longest(field):
    """Return how many letters a field takes; what is written as evidence says it in its ask."""
    ask = getattr(field, "ask", None)
    return ask.longest if ask else field.max_length


@pytest.mark.parametrize("form", sorted(set(forms_of_ours()), key=str), ids=lambda f: f.__name__)
def test_every_field_for_text_has_a_limit(form):
    """But for passwords: no letter of them is kept."""
    endless = [
        name
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, PasswordField)
        and not longest(field)
    ]

    assert endless == []
