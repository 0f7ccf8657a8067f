"""The design system: each part is shown, used, and drawn from one sprite and one list of tokens."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser

from config import design_system
from core.templatetags import portfolio_ui

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES, STYLES = ROOT / "templates", ROOT / "static" / "css"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
COMMENT = re.compile(r"{% comment %}(.*?){% endcomment %}", re.DOTALL)
NOT_PAGES = {
    "components",
    "components_page",
    "bootstrap5",
    "layouts",
    "email",
    "pdf",
    "archive",
    "exported",
}
PAGES = [
    path
    for path in sorted(TEMPLATES.rglob("*.html"))
    if path.relative_to(TEMPLATES).parts[0] not in NOT_PAGES
]
# What layouts and any card may use, though a component begins with it.
FREE = {"head", "tools", "refs", "err", "num", "any", "table-wrap", "visually-hidden"}
# What looks like a component but is not what that component gives.
OTHER_THINGS = {
    ("evidence/_to_send.html", "tick-row"),  # artefacts are ticked, not criteria
    ("evidence/_keys.html", "dialog"),  # tells keys, asks nothing
    ("evidence/_keys.html", "facts"),
    ("portfolio/bundle_verify.html", "drop"),  # one file is checked, none is kept
}
SOURCES = [
    path
    for package in ("templates", "core", "accounts", "qualifications", "learners", "evidence",
                    "assessment", "portfolio", "static/js")
    for path in (ROOT / package).rglob("*")
    if path.suffix in {".html", ".py", ".js"} and "components_page" not in path.parts
]  # fmt: skip


def classes_in(source):
    """Return the class names in a template, without its tags and variables."""
    named = re.sub(r"{[%{].*?[%}]}", " ", source, flags=re.DOTALL)
    return {name for found in re.findall(r'\bclass="([^"]*)"', named) for name in found.split()}


def root_class(component):
    """Return the first class of a component: what its markup can be told by."""
    markup = re.sub(r'<svg class="(icon|defs)[^>]*>', "", COMMENT.sub("", component.read_text()))
    found = re.search(r'\bclass="([a-z-]+)', markup)
    return found.group(1) if found else None


@pytest.fixture
def shown(rf):
    request = rf.get("/components/")
    request.user, request.htmx = AnonymousUser(), False
    return design_system.components(request).content.decode()


def test_every_component_is_on_the_page_of_components():
    groups = json.loads(design_system.EXAMPLES.read_text())["groups"]
    listed = [part["name"] for group in groups for part in group["parts"]]

    assert sorted(listed) == [path.stem for path in COMPONENTS]


def test_every_component_begins_with_what_it_takes():
    silent = [
        path.name
        for path in COMPONENTS
        if not re.match(
            r"({% load [^%]+%})?{% comment %}\S.*?\.\s*{% endcomment %}", path.read_text()
        )
    ]

    assert silent == []


def test_every_part_is_drawn_light_and_dark_and_no_id_comes_twice(shown):
    ids = re.findall(r'\sid="([^"]+)"', shown)

    assert (
        shown.count('data-bs-theme="light"')
        == shown.count('data-bs-theme="dark"')
        >= len(COMPONENTS)
    )
    assert sorted(ids) == sorted(set(ids))


def test_every_state_is_drawn_on_the_page_of_components(shown):
    assert [
        word for word, _, _ in portfolio_ui.STATES.values() if f"</svg>{word}</span>" not in shown
    ] == []


def test_no_page_has_markup_that_a_component_gives():
    given = {root_class(path): path.name for path in COMPONENTS}
    by_hand = {
        (path.relative_to(TEMPLATES).as_posix(), name)
        for path in PAGES
        for name in classes_in(path.read_text()) & (given.keys() - FREE)
    }

    assert by_hand - OTHER_THINGS == set()


def test_every_icon_that_is_named_is_drawn_and_every_drawing_is_used():
    drawn = re.findall(r'<symbol id="([a-z]+)"', (ROOT / "static" / "icons.svg").read_text())
    source = "\n".join(path.read_text() for path in SOURCES)
    named = set(
        re.findall(r"""(?:{% icon |\bicon=|\bicon\|default:|"icon": )["']([a-z]+)""", source)
    )
    quoted = set(re.findall(r"""["']([a-z]+)["']""", source))

    assert named - set(drawn) == set()
    assert set(drawn) - quoted == set()
    assert sorted(drawn) == sorted(set(drawn))


def test_colours_stand_in_the_tokens_only():
    wrong = [
        (path.name, colour)
        for path in sorted(STYLES.glob("*.css"))
        if path.name != "tokens.css"
        for colour in re.findall(
            r"(?<![\w&-])#[0-9a-fA-F]{3,8}\b|\brgba?\([^)]*\)|\bhsla?\([^)]*\)", path.read_text()
        )
    ]

    assert wrong == []


def test_no_template_speaks_in_pictograms_or_asks_with_please():
    shouting = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]|\\bplease\\b", re.IGNORECASE)

    assert [path.name for path in TEMPLATES.rglob("*.*") if shouting.search(path.read_text())] == []
