"""What appears only after somebody did something is accessible too: errors, dialogs, refusals."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import expect

from config import design_system
from portfolio.demo.amy import STEPS
from portfolio.demo.steps import Observe, Write
from tests.journeys.arriving import arrive
from tests.journeys.auditing import SCHEMES, broken_rules, faults_of, none_of

pytestmark = pytest.mark.face

REFUSED = ("Failed to load resource",)
FORMS = [
    (None, "account_login"),
    (None, "account_reset_password"),
    ("amy", "account_change_password"),
    ("amy", "evidence:record-write"),
    ("amy", "evidence:artefact-map"),
    ("amy", "evidence:evidence-submit"),
    ("ben", "assessment:enrolment-judge"),
    ("owen", "accounts:staff-list"),
    ("owen", "learners:enrolment-add"),
    ("owen", "learners:learner-add"),
    ("owen", "portfolio:import-list"),
]
EMPTY_AND_SEND = """(form) => {
  form.noValidate = true;
  const typed = "input:not([type=hidden], [type=checkbox], [type=radio]), textarea";
  for (const field of form.querySelectorAll(typed)) field.value = "";
  form.requestSubmit();
}"""
A_LINK_BY_MAIL = """
from accounts.models import User
from allauth.account.forms import default_token_generator as tokens
from allauth.account.utils import user_pk_to_url_str
user = User.objects.get(email="luke@northgate.example")
print(f"/password/reset/{user_pk_to_url_str(user)}-{tokens.make_token(user)}/")
"""
WITNESSES = """
from datetime import timedelta
from core import clock
from evidence.testimony import witnesses
from evidence.models import TestimonyRequest
from learners.models import Enrolment
from portfolio.demo.witnessed import TOM_ANSWERS
enrolled = Enrolment.objects.get(learner__user__email="wynn@harbour.example")
wynn = enrolled.learner.user
criteria = list(enrolled.chosen_units()[0].outcomes.first().criteria.all())
def ask(name):
    words = {"email": f"{name}@depot.example", "about": "The switch in May", "criteria": criteria}
    return witnesses.ask(enrolled, name=name, by=wynn, **words)
open_, given, withdrawn = ask("Paula"), ask("Tom"), ask("Sam")
witnesses.give(given[0], TOM_ANSWERS, criteria, by=None)
witnesses.take_back(withdrawn[0], by=wynn)
with clock.standing_at(clock.now() - timedelta(days=witnesses.VALID_DAYS + 1)):
    expired = ask("Kim")
print(*(f"/testimonies/{secret}/" for _, secret in (open_, given, withdrawn, expired)))
"""


@pytest.fixture
def page_of(open_context, session_of):
    """Return a function that gives a page of somebody who is signed in; None is nobody."""

    def page(login):
        state = session_of(login)
        context = open_context(storage_state=state, expected=REFUSED, reduced_motion="reduce")
        return context.new_page()

    return page


@pytest.mark.parametrize(("login", "name"), FORMS)
def test_an_empty_form_that_came_back(login, name, page_of, walk_of):
    page = page_of(login)
    page.goto(walk_of(login).pages[name])
    page.locator("main form:has(.btn-primary)").first.evaluate(EMPTY_AND_SEND)
    expect(page.locator("main :is(.err, .is-invalid, [data-form-errors])").first).to_be_visible()

    none_of(faults_of(page))


def test_a_signature_without_agreeing(page_of):
    page = page_of("ben")
    page.goto("/marking/")
    page.get_by_role("link", name="Read and sign").first.click()
    page.get_by_role("button", name="Sign off").click()
    expect(page.locator(".err").first).to_be_visible()

    none_of(faults_of(page))


def test_a_portfolio_that_is_looked_at_before_it_is_imported(page_of, walk_of, tmp_path):
    joe = page_of("joe")
    joe.goto(walk_of("joe").pages["portfolio:bundle-view"])
    with joe.expect_download() as download:
        joe.get_by_role("link", name="Download ZIP").click()
    packed, changed = download.value.path(), tmp_path / "changed.zip"
    changed.write_bytes(packed.read_bytes()[:-1])
    page = page_of("owen")
    page.goto(walk_of("owen").pages["portfolio:import-list"])

    page.get_by_label("ZIP of the portfolio").set_input_files(changed)
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator("[data-form-errors]")).to_contain_text("Nothing was imported")
    none_of(faults_of(page))

    page.get_by_label("ZIP of the portfolio").set_input_files(packed)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import the portfolio of Joe Okafor")
    none_of(faults_of(page))


def test_a_wrong_password_and_a_locked_door(page_of):
    page = page_of(None)
    for attempt in range(6):
        page.goto("/sign-in/")
        page.get_by_label("E-mail").fill("locked.out@harbour.example")
        page.get_by_label("Password").fill("not this one")
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("main")).to_contain_text("password")
        if attempt == 0:
            none_of(faults_of(page))
    expect(page.get_by_label("Password")).to_have_count(0)

    none_of(faults_of(page))


@pytest.mark.parametrize(
    ("login", "address", "status"),
    [
        ("amy", "/no/such/page/", 404),
        (None, "/no/such/page/", 404),
        ("ben", "/centres/1/learners/add/", 403),
        ("amy", "/enrolments/1/bundles/request/", 405),
    ],
)
def test_a_refusal(login, address, status, page_of):
    page = page_of(login)
    answer = page.goto(address)

    assert answer.status == status
    none_of(faults_of(page))


def test_a_form_that_was_open_too_long(page_of):
    page = page_of(None)
    page.goto("/sign-in/")
    page.context.clear_cookies()
    page.get_by_label("E-mail").fill("amy@harbour.example")
    page.get_by_label("Password").fill("whatever it was")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("too long")

    none_of(faults_of(page))


def test_the_way_in_by_a_mailed_link(page_of, site):
    page = page_of(None)
    page.goto(site.tell(A_LINK_BY_MAIL))
    expect(page.get_by_label("New password")).to_be_visible()
    none_of(faults_of(page))

    page.goto("/password/reset/1-used-up/")
    none_of(faults_of(page))


def test_what_a_witness_gets_under_a_mailed_link(page_of, site):
    arrive(site, "wynn", "Wynn Hale")
    open_, *concluded = site.tell(WITNESSES).split()
    page = page_of(None)
    found = []
    for address in (open_, *concluded):
        found += [f"{page.title()}: {fault}" for fault in faults_of(page, address)]
    none_of(found)

    page.goto(open_)
    page.locator("main form:has(.btn-primary)").evaluate(EMPTY_AND_SEND)
    expect(page.locator("main .err").first).to_be_visible()
    none_of(faults_of(page))


WRITTEN_HERE = [step.title for step in STEPS if isinstance(step, Observe | Write)]


@pytest.mark.parametrize("title", [*WRITTEN_HERE, "Testimony of Tom Fielding"])
def test_what_was_written_here(title, page_of, walk_of):
    page = page_of("amy")
    page.goto(f"{walk_of('amy').pages['portfolio:portfolio-view'].split('?')[0]}?q={title}")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)

    none_of(faults_of(page))


@pytest.mark.parametrize("login", ["amy", "ben", "cara", "owen"])
def test_every_dialog(login, page_of, walk_of):
    page, found = page_of(login), []
    for name, address in walk_of(login).pages.items():
        if "data-dialog" not in walk_of(login).bodies[name]:
            continue
        page.goto(address)
        for opener in page.locator("[data-dialog]:visible").all()[:3]:
            opener.click()
            expect(page.get_by_role("dialog")).to_be_visible()
            found += [f"{address}: {fault}" for fault in faults_of(page)]
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_be_hidden()

    none_of(found)


def test_the_keys_of_the_workbench(page_of, walk_of):
    page = page_of("ben")
    page.goto(walk_of("ben").pages["assessment:enrolment-judge"])
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()

    none_of(faults_of(page))


def test_an_open_criterion_of_the_map(page_of, walk_of):
    page = page_of("amy")
    page.goto(walk_of("amy").pages["portfolio:portfolio-view"])
    page.get_by_role("link", name="1.1").first.click()
    expect(page.locator("[aria-expanded=true][aria-controls]").first).to_be_visible()

    none_of(faults_of(page))


def test_an_open_menu(page_of):
    page = page_of("owen")
    page.goto("/")
    page.locator("summary").filter(has_text="your menu").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    none_of(faults_of(page))


def test_dark_by_the_switch_is_dark_by_preference(page_of):
    page = page_of("amy")
    style = "getComputedStyle(document.body)"
    colours = f"() => [{style}.color, {style}.backgroundColor]"
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    preferred = page.evaluate(colours)
    page.emulate_media(color_scheme="light")
    assert page.evaluate(colours) != preferred

    page.locator("summary").filter(has_text="your menu").click()
    page.get_by_role("button", name="Dark").click()
    page.goto("/")
    assert page.evaluate(colours) == preferred


@pytest.fixture
def made_page(page_of):
    """Return a function that gives a page, which nobody can open here, as the server would."""

    def page(body):
        page = page_of(None)
        policy = {"content-security-policy": "default-src 'self'; img-src 'self' data:"}
        page.route(
            "**/made-here/",
            lambda route: route.fulfill(body=body, content_type="text/html", headers=policy),
        )
        page.goto("/made-here/")
        return page

    return page


def test_a_fault_of_ours(made_page):
    none_of(faults_of(made_page(render_to_string("500.html"))))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_components_in_all_their_states(scheme, made_page):
    """The page shows many pages' parts at once, so it has many first headings and buttons."""
    request = RequestFactory().get("/components/")
    request.user = AnonymousUser()
    page = made_page(design_system.components(request).content)
    page.emulate_media(color_scheme=scheme)

    none_of(broken_rules(page))
