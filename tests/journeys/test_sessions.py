"""Before a session ends the page says so; words outlive everything, and are never another's."""

import re
import time

import pytest
from playwright.sync_api import expect

from portfolio.demo.story import PASSWORD
from tests.journeys.arriving import NOTE, arrive
from tests.running.demo_site import sign_in as sign_in_on

WORDS = "Last week I asked the team who had spare hours on Friday."
FEEDBACK = "Say in which week you moved the start, and why."
BEFORE_IT_WARNS, IT_WARNS, IT_HAS_ENDED = "11:54:00", "11:56:00", "00:05:00"
SECONDS_LEFT = 240
_SENDS = """
from django.core.files.uploadedfile import SimpleUploadedFile
from accounts.models import User
from evidence import intake, mapping, submission
from evidence.mapping import Claim
from evidence.models import StoredFile
from learners import allocation
from learners.models import Enrolment
from tests.running.waiting import until
enrolled = Enrolment.objects.get(learner__user__email="{login}@harbour.example")
owen, tess = (User.objects.get(email=f"{{who}}@harbour.example") for who in ("owen", "tess"))
allocation.allocate(enrolled, tess, role="assessor", by=owen)
learner = enrolled.learner.user
added = intake.receive(enrolled, SimpleUploadedFile("account.txt", {note!r}), by=learner)
until(lambda: StoredFile.objects.filter(pk=added.file_id, state="clean").exists(), seconds=90)
unit = enrolled.chosen_units().with_content()[0]
claims = [Claim(unit.outcomes.all()[0].criteria.all()[0])]
added = mapping.cross_reference(added, claims, title=added.title, kind=added.kind, by=learner)
submission.submit(enrolled, [added], declared=True, by=learner)
print(enrolled.pk, added.pk)
"""


@pytest.fixture
def sent_by(site):
    """Return a function that lets a new learner of Ben's and Tess's send something; gives ids."""

    def sent(login, name):
        arrive(site, login, name)
        return site.tell(_SENDS.format(login=login, note=NOTE)).split()

    return sent


def warning(page):
    return page.get_by_role("status").filter(has_text="signed")


def look(page):
    """Let a page look at the clock, as it does every ten seconds."""
    page.clock.run_for(10_000)


def test_a_page_warns_in_time_and_its_person_stays(sign_in):
    page = sign_in("owen")
    page.clock.install()
    page.goto("/who-may-do-what/")
    page.clock.fast_forward(BEFORE_IT_WARNS)
    look(page)
    expect(warning(page)).to_be_hidden()

    page.clock.fast_forward("00:02:00")
    look(page)

    said = re.compile(r"You will be signed out at \d\d:\d\d\. What you typed is safe\.")
    expect(warning(page)).to_contain_text(said)
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning(page)).to_contain_text(re.compile(r"You stay signed in until \d\d:\d\d\."))
    expect(page.get_by_role("button", name="Stay signed in")).to_be_hidden()


def test_all_tabs_agree_and_typing_goes_on(sign_in, walk_of):
    page = sign_in("owen", expected=("net::ERR",))
    page.clock.install()
    page.goto(walk_of("owen").pages["learners:learner-add"])
    other = page.context.new_page()
    other.goto("/who-may-do-what/")
    page.get_by_label("Name").press_sequentially("Xav")
    (known,) = (c for c in page.context.cookies() if c["name"] == "session_ends")
    user = known["value"].split(".")[0]
    soon = known | {"value": f"{user}.{int(time.time()) + SECONDS_LEFT}"}
    page.route("**/drafts/**", lambda route: route.abort())
    page.context.add_cookies([soon])

    look(page)
    look(other)

    expect(warning(page)).to_be_visible()
    expect(warning(other)).to_be_visible()
    expect(page.get_by_label("Name")).to_be_focused()
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning(page)).to_contain_text("You stay signed in")
    look(other)
    expect(warning(other)).to_contain_text("You stay signed in")


def test_when_it_has_ended_one_signs_in_on_the_same_page(sign_in):
    page = sign_in("owen", expected=("401 (Unauthorized)",))
    page.clock.install()
    page.goto("/who-may-do-what/")
    page.context.clear_cookies(name="sessionid")
    page.clock.fast_forward(IT_WARNS)
    look(page)

    page.clock.fast_forward(IT_HAS_ENDED)
    look(page)

    expect(page.get_by_role("dialog", name="You were signed out")).to_be_visible()


def test_nothing_of_one_person_shows_to_the_next_on_the_same_device(sign_in, sent_by):
    enrolment, _ = sent_by("sana", "Sana Iqbal")
    workbench = f"/enrolments/{enrolment}/judge/"
    page = sign_in("ben", expected=("Failed to load resource", "net::ERR"))
    page.route("**/drafts/**", lambda route: route.abort())
    page.goto(workbench)
    feedback = page.get_by_label("Feedback to Sana")
    feedback.fill(FEEDBACK)
    kept = page.locator("form[data-workbench] [data-draft-status]")
    expect(kept).to_contain_text("Saved on this device")
    page.goto("/")
    sign_out(page)
    page.unroute("**/drafts/**")

    sign_in_on(page, "tess@harbour.example", PASSWORD)
    page.goto(workbench)
    expect(page.get_by_role("heading", name="1 criterion to judge")).to_be_visible()
    expect(feedback).to_have_value("")
    assert FEEDBACK not in page.content()
    sign_out(page)

    sign_in_on(page, "ben@harbour.example", PASSWORD)
    page.goto(workbench)
    expect(feedback).to_have_value(FEEDBACK)
    expect(kept).to_contain_text("as you type")


def test_a_page_of_somebody_who_left_is_not_shown_to_who_came(sign_in):
    """Another tab: there somebody else signs in."""
    page = sign_in("amy", expected=("404 (Not Found)",))
    page.clock.install()
    page.goto(page.get_by_role("link", name="Portfolio", exact=True).first.get_attribute("href"))
    other = page.context.new_page()
    other.goto("/")
    sign_out(other)
    sign_in_on(other, "joe@harbour.example", PASSWORD)

    look(page)

    expect(page.get_by_role("heading", name="This page does not exist")).to_be_visible()


def test_a_reason_outlives_a_reload_and_a_server_that_fails(sign_in, sent_by, site):
    _, artefact = sent_by("tomas", "Tomas Reyes")
    site.tell(
        "from evidence.models import Artefact; from evidence import submission; "
        f"a = Artefact.objects.get(pk={artefact}); "
        "submission.recall(a.enrolment, [a], by=a.enrolment.learner.user); print(1)"
    )
    page = sign_in("tomas", expected=("502 (Bad Gateway)", "has no strict policy"))
    page.goto(f"/artefacts/{artefact}/")
    page.get_by_role("link", name="Withdraw").click()
    reason = page.get_by_label("Why?")
    reason.fill(WORDS)
    expect(page.get_by_role("dialog").locator("[data-draft-status]")).to_contain_text("Saved")

    page.reload()
    page.get_by_role("link", name="Withdraw").click()
    expect(reason).to_have_value(WORDS)

    withdraw = "**/withdraw/"
    page.route(withdraw, lambda route: route.fulfill(status=502, body="Bad gateway"))
    reason.fill(f"{WORDS} Really.")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Bad gateway")).to_be_visible()
    page.unroute(withdraw)
    page.goto(f"/artefacts/{artefact}/")
    page.get_by_role("link", name="Withdraw").click()
    expect(reason).to_have_value(f"{WORDS} Really.")

    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("status").filter(has_text="is withdrawn")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Withdraw").click()
    expect(reason).to_have_value("")
    assert (
        page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []
    )


OLDER, NEWER = "Typed on the train, where no line was.", "Typed at home, an hour later."
KEPT_HERE = "This device has other words of this form"
CAME_LATE = ("409 (Conflict)", "net::ERR", "Failed to load resource")


def test_older_words_of_a_device_stand_back_and_stay_to_be_had(sign_in, sent_by):
    enrolment, _ = sent_by("wanda", "Wanda Frost")
    train, home = sign_in("ben", expected=CAME_LATE), sign_in("ben")
    typed, kept = feedback_of(train, enrolment), drafts_of(train)
    train.route("**/drafts/**", lambda route: route.abort())
    typed.fill(OLDER)
    expect(kept).to_contain_text("Saved on this device")
    feedback_of(home, enrolment).fill(NEWER)
    expect(drafts_of(home)).to_contain_text("as you type")
    train.unroute("**/drafts/**")

    train.reload()
    others = train.locator("[data-draft-aside]")
    expect(others).to_contain_text(KEPT_HERE)
    expect(typed).to_have_value(NEWER)

    others.get_by_role("button", name="Show those instead").click()
    expect(typed).to_have_value(OLDER)
    expect(kept).to_contain_text("as you type")
    others.get_by_role("button", name="Show those instead").click()
    expect(typed).to_have_value(NEWER)
    expect(kept).to_contain_text("as you type")
    others.get_by_role("button", name="Forget those").click()
    expect(others).to_be_hidden()
    train.reload()
    expect(typed).to_have_value(NEWER)
    expect(others).to_be_hidden()


def test_what_was_typed_on_goes_on_after_a_line_that_broke(sign_in, sent_by):
    """Nobody else was at it meanwhile, so the words of the device are the newest."""
    enrolment, _ = sent_by("ursula", "Ursula Kent")
    page = sign_in("ben", expected=CAME_LATE)
    typed, kept = feedback_of(page, enrolment), drafts_of(page)
    typed.fill(OLDER)
    expect(kept).to_contain_text("as you type")
    page.route("**/drafts/**", lambda route: route.abort())
    typed.fill(NEWER)
    expect(kept).to_contain_text("Saved on this device")
    page.unroute("**/drafts/**")

    page.reload()

    expect(typed).to_have_value(NEWER)
    expect(page.locator("[data-draft-aside]")).to_be_hidden()


def test_what_comes_after_the_form_was_sent_elsewhere_brings_nothing_back(sign_in, sent_by, site):
    enrolment, _ = sent_by("vera", "Vera Lund")
    phone, desk = sign_in("ben", expected=CAME_LATE), sign_in("ben")
    typed = feedback_of(phone, enrolment)
    typed.fill(OLDER)
    expect(drafts_of(phone)).to_contain_text("as you type")
    feedback_of(desk, enrolment)
    desk.keyboard.press("m")
    desk.get_by_role("button", name="Send 1 decision").click()
    expect(desk.get_by_text("Sent to Vera: 1 met")).to_be_visible()

    typed.fill(NEWER)

    expect(drafts_of(phone)).to_contain_text("Newer words of this form were kept or sent elsewhere")
    told = site.tell(
        "from accounts import drafts; from accounts.models import User; "
        "ben = User.objects.get(email='ben@harbour.example'); "
        f"print(drafts.recall(ben, 'judging-{enrolment}'))"
    )
    assert told.strip() == "{}"


def feedback_of(page, enrolment):
    """Open the workbench and return the box of the feedback, once the page knows its drafts."""
    with page.expect_response("**/drafts/**"):
        page.goto(f"/enrolments/{enrolment}/judge/")
    return page.get_by_label("Feedback to")


def drafts_of(page):
    return page.locator("form[data-workbench] [data-draft-status]")


def sign_out(page):
    page.locator("[data-menu] > summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
