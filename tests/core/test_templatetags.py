"""Do states, icons, times and sizes come out as the design says?"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.db.models import TextChoices
from django.template import Context, Template
from django.utils import timezone

from core.errors import RuleViolation, shown_by
from core.forms import PlainForm
from core.templatetags import portfolio_ui

SPRITE = Path(settings.STATICFILES_DIRS[0]) / "icons.svg"
TEMPLATES = Path(settings.TEMPLATES[0]["DIRS"][0])
# What is handed out to be kept; a site that is gone can give it no styles.
DOCUMENTS = {"pdf", "archive", "exported"}


class Colour(TextChoices):
    MET = "met", "Met for sure"


def render(source, **context):
    return Template("{% load portfolio_ui %}" + source).render(Context(context))


def test_state_shows_word_drawing_and_colour_together():
    html = render("{% state value %}", value="not_yet_met")

    assert html.count("Not yet met") == 1
    assert "#notyet" in html
    assert 'class="state tone-notyet state-pill"' in html


def test_state_takes_the_word_of_a_choice_and_a_given_label_goes_before_it():
    assert "Met for sure" in render("{% state value %}", value=Colour.MET)
    assert "With Ben" in render('{% state value label="With Ben" %}', value=Colour.MET)


def test_state_refuses_what_was_never_drawn():
    with pytest.raises(KeyError):
        portfolio_ui.state("unheard_of")


def test_every_state_has_a_drawing_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', SPRITE.read_text()))

    assert {drawing for _, drawing, _ in portfolio_ui.STATES.values()} - drawn == set()


def test_every_icon_named_in_a_template_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', SPRITE.read_text()))
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([a-z]+)"', path.read_text())
    }

    assert named - drawn == set()


def test_icon_is_decoration_unless_it_has_a_label():
    assert 'aria-hidden="true"' in render('{% icon "met" %}')
    said = 'role="img" aria-label="a &quot;b&quot;"'
    assert said in render("{% icon 'met' label=words %}", words='a "b"')


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=5), "now"),
        (timedelta(days=3), "3 days ago"),
    ],
)
def test_ago_says_how_long_and_holds_the_exact_moment(age, words):
    moment = timezone.now() - age
    html = render("{% ago moment %}", moment=moment)

    assert f">{words}<span" in html
    assert timezone.localtime(moment).strftime("%H:%M") in html


def test_ago_of_nothing_is_nothing():
    assert render("{% ago moment %}", moment=None) == ""


@pytest.mark.parametrize(
    ("days", "far"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (12, "in 12 days"),
        (-59, "59 days ago"),
        (134, "in 4 months"),
        (-740, "2 years ago"),
    ],
)
def test_a_day_shows_its_date_and_says_how_far_off_it_is(days, far):
    value = timezone.localdate() + timedelta(days=days)
    html = render("{% day value %}", value=value)

    assert f'datetime="{value.isoformat()}" title="{far}"' in html
    assert f">{value.day} {value:%B}" in html
    assert (str(value.year) in html.split("title=")[1]) == (value.year != timezone.localdate().year)


def test_the_day_of_a_moment_is_the_local_one():
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

    assert 'datetime="2026-07-01"' in render("{% day moment %}", moment=late)
    assert render("{% day moment %}", moment=None) == ""


def test_dates_on_pages_are_written_by_the_tags():
    pages = [path for path in TEMPLATES.rglob("*.html") if not DOCUMENTS & set(path.parts)]
    by_hand = [
        path.name
        for path in pages
        if re.search(
            r"\|(date|time|timesince|timeuntil|naturaltime|naturalday)\b",
            re.sub(r"<time\b.*?</time>", "", path.read_text(), flags=re.DOTALL),
        )
    ]

    assert by_hand == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (412_300, "412 KB"),
        (3_140_000, "3.1 MB"),
        (2_000_000_000, "2 GB"),
        (None, ""),
    ],
)
def test_bytes_are_written_as_people_write_them(number, words):
    assert render("{% bytes number %}", number=number) == words


@pytest.mark.parametrize(
    ("name", "ending"),
    [("plan.pdf", "PDF"), ("macro.book.xlsm", "XLSM"), ("README", "FILE"), (".env", "FILE")],
)
def test_extension_is_the_last_ending_in_capitals(name, ending):
    assert portfolio_ui.extension(name) == ending


def test_percent_of_nothing_is_nothing_and_never_leaves_the_scale():
    assert [portfolio_ui.percent_of(1, 3), portfolio_ui.percent_of(5, 0)] == [33, 0]
    assert portfolio_ui.percent_of(12, 10) == 100


def test_initials_are_of_the_first_and_last_name():
    assert [portfolio_ui.initials(name) for name in ("Amy", "Amy Jo Carter", "")] == [
        "AM",
        "AC",
        "?",
    ]


def test_plural_follows_the_number():
    words = "criterion,criteria"
    assert [portfolio_ui.plural(n, words) for n in (0, 1, 2)] == [
        "0 criteria",
        "1 criterion",
        "2 criteria",
    ]


def test_both_dark_lists_of_tokens_are_the_same():
    css = (Path(settings.STATICFILES_DIRS[0]) / "css" / "tokens.css").read_text()
    by_preference, by_choice = re.findall(r"{\s*color-scheme: dark;([^}]*)}", css)

    assert by_preference.split() == by_choice.split()


def test_no_template_of_ours_has_inline_style_or_script():
    pages = [path for path in TEMPLATES.rglob("*.html") if not DOCUMENTS & set(path.parts)]
    wrong = [
        path.relative_to(TEMPLATES).as_posix()
        for path in pages
        if re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=\"", path.read_text())
    ]

    assert wrong == []


class TwoFields(PlainForm):
    first = forms.CharField()
    second = forms.CharField()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Two answers need another look."),
        ({"first": "x"}, "One answer needs another look."),
    ],
)
def test_a_form_that_came_back_counts_its_answers(typed, sentence):
    assert portfolio_ui.answers_to_look_at(TwoFields(typed)) == sentence


class OneFile(PlainForm):
    file = forms.FileField()


@pytest.mark.parametrize(
    ("form", "said", "unsaid"),
    [
        (OneFile, "Nothing was taken in.", "typed"),
        (TwoFields, "Everything you typed is still here.", "Nothing was taken in."),
    ],
)
def test_a_form_that_takes_a_file_alone_promises_no_words(form, said, unsaid):
    html = render('{% include "components/form_errors.html" %}', form=form({}))

    assert said in html
    assert unsaid not in html


def test_a_refusal_stands_at_its_field_or_above_the_form():
    form = TwoFields({"first": "x", "second": "y"})
    for refusal in (RuleViolation("Not this one.", field="second"), RuleViolation("Not at all.")):
        with shown_by(form):
            raise refusal

    assert form.errors == {"second": ["Not this one."], "__all__": ["Not at all."]}


def test_a_field_points_at_its_help_and_its_error():
    html = render("{% load crispy_forms_filters %}{{ form|crispy }}", form=TwoFields({}))

    assert 'aria-describedby="id_first_error"' in html
    assert 'id="id_first_error"' in html
    assert "Everything you typed is still here." in html


def test_every_component_says_what_it_takes():
    silent = [
        path.name
        for path in (TEMPLATES / "components").glob("*.html")
        if "{% comment %}" not in path.read_text()
    ]

    assert silent == []
