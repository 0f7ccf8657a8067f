"""The whole way: twelve files, two judgements, a signed unit, a bundle; nothing but a browser.

Harriet has nothing yet; Tess assesses her; Owen runs the centre.
"""

import hashlib
import re
import subprocess
import zipfile

import pytest
from playwright.sync_api import expect

from portfolio.demo.files import JOE_FILES

TWELVE = [file for file in JOE_FILES if not file.replaces][:12]
MAPPING = {
    "1.1": "joe-justification",
    "1.2": "joe-justification",
    "2.1": "joe-plan-1",
    "2.2": "joe-risks",
    "3.1": "joe-kick-off",
    "3.2": "joe-force-field",
    "4.1": "joe-communication",
    "4.2": "joe-communication",
}
FEEDBACK = "I can see the plan, but no week in which you changed it. Show me one."
ANSWER = "Week ten is in E13."
ACCOUNT = "In week ten the late refunds rose, so I moved the limit and told both hotels why."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of twelve real files of all seven kinds."""
    folder = tmp_path_factory.mktemp("twelve")
    for file in TWELVE:
        (folder / file.name).write_bytes(file.maker())
    return folder


def open_portfolio(page):
    page.goto("/")
    page.get_by_role("link", name="Portfolio", exact=True).first.click()
    page.wait_for_url("**/portfolio/**")


def criteria_in_state(page, state):
    """Return the numbers of the criteria that the map shows in a state."""
    cells = page.locator("a.cell").filter(has=page.locator(".cell-word", has_text=state))
    return cells.locator(".cell-top b").all_inner_texts()


def map_artefact(page, reference, numbers, *, claim):
    """Cross-reference one artefact to criteria, with page 1 and a claim."""
    for number in numbers:
        row = page.locator("[data-row]").filter(has=page.locator("b", has_text=number))
        row.get_by_role("checkbox").check()
        row.get_by_label("Page").fill("1")
        row.get_by_label("What it shows, in one line").fill(claim)
        expect(row.get_by_text("What your assessor looks for")).to_be_visible()


def test_the_whole_way(sign_in, folder, site, tmp_path):
    harriet = sign_in("harriet")
    add_twelve_files(harriet, folder)
    write_an_account(harriet)
    map_everything(harriet)
    send(harriet, answer="")

    tess = sign_in("tess")
    judge_first(tess)
    sign_off_is_refused(tess)

    answer_the_feedback(harriet)
    judge_again(tess)
    sign_off(tess)
    confirm(harriet)

    owen = sign_in("owen")
    register_a_learner(owen)
    make_a_bundle(owen, tmp_path)


def add_twelve_files(page, folder):
    page.goto("/")
    page.get_by_role("link", name="Add evidence").first.click()
    page.locator("input[type=file][multiple]").set_input_files(sorted(folder.iterdir()))

    rows = page.locator("#files .file-row")
    expect(rows).to_have_count(12)
    expect(rows.filter(has_text="Ready")).to_have_count(12, timeout=120_000)


def write_an_account(page):
    page.get_by_role("link", name="Write it here").click()
    page.get_by_role("link", name="Reflective account").click()
    expect(page.get_by_role("toolbar", name="Format of the words")).to_be_visible()
    page.get_by_label("Title").fill("What I changed in week ten")
    page.get_by_label("What you did").fill(ACCOUNT)
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved")

    page.reload()
    expect(page.get_by_label("What you did")).to_have_text(ACCOUNT)
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url("**/map/")
    expect(page.get_by_role("heading", name="Which criteria does E13 show?")).to_be_visible()


def map_everything(page):
    names = {file.key: file.name for file in TWELVE}
    for key in dict.fromkeys(MAPPING.values()):
        page.goto("/")
        page.get_by_role("link", name="Add evidence").first.click()
        row = page.locator(".file-row").filter(has_text=names[key])
        row.get_by_role("link", name="Map").click()
        numbers = [number for number, shown_by in MAPPING.items() if shown_by == key]
        map_artefact(page, key, numbers, claim=f"Shows {' and '.join(numbers)}")
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_url("**/portfolio/**")
    assert criteria_in_state(page, "Mapped") == list(MAPPING)


def send(page, *, answer):
    open_portfolio(page)
    page.get_by_role("link", name="Check and send").first.click()
    if answer:
        page.get_by_label("A word to your assessor").fill(answer)
    page.locator("input[name=declared]").check()
    page.get_by_role("button", name="Send to your assessor").click()
    page.wait_for_url("**/portfolio/**")


def judge_first(page):
    page.goto("/marking/")
    page.get_by_role("link", name="Judge: Harriet Cole").click()
    expect(page.get_by_role("heading", name="8 criteria to judge")).to_be_visible()
    expect(page.locator(".sheet img, .viewer img").first).to_be_visible()
    for number in MAPPING:
        if number == "3.1":
            choose(page, number, "no")
            decision_of(page, number).get_by_label("Feedback").fill(FEEDBACK)
        else:
            choose(page, number, "yes")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("7 met, 1 not yet met")).to_be_visible()


def decision_of(page, number):
    return page.locator("article.decision").filter(has=page.locator("h3 span", has_text=number))


def choose(page, number, answer):
    """Choose met ("yes") or not yet met ("no") for a criterion."""
    decision = decision_of(page, number)
    decision.locator(".decision-head").click()
    decision.locator(f"label[for^=met-{answer}-]").click()
    expect(decision.locator(f"input[id^=met-{answer}-]")).to_be_checked()


def sign_off_is_refused(page):
    page.goto(portfolio_of(page, "Harriet Cole"))
    page.get_by_role("link", name="Sign-off").click()
    expect(
        page.get_by_text("Sign-off needs every criterion met; 1 is open: 3.1.").first
    ).to_be_visible()
    expect(page.get_by_role("button", name="Sign off")).to_have_attribute("aria-disabled", "true")


def portfolio_of(page, name):
    page.goto("/")
    return page.get_by_role("link", name=name).first.get_attribute("href")


def answer_the_feedback(page):
    open_portfolio(page)
    expect(page.get_by_text("Act on the feedback for 3.1")).to_be_visible()
    page.goto("/")
    page.get_by_role("link", name="Add evidence").first.click()
    row = page.locator(".file-row").filter(has_text="what-i-changed-in-week-ten")
    row.get_by_role("link", name="Map").click()
    map_artefact(page, "E13", ["3.1"], claim="The week in which I changed the plan")
    page.get_by_role("button", name="Save", exact=True).click()
    send(page, answer=ANSWER)


def judge_again(page):
    page.goto("/marking/")
    page.get_by_role("link", name="Judge: Harriet Cole").click()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.get_by_text(FEEDBACK).first).to_be_attached()
    choose(page, "3.1", "yes")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("1 met, 0 not yet met")).to_be_visible()


def sign_off(page):
    page.goto("/marking/")
    page.get_by_role("link", name="Read and sign: Harriet Cole").click()
    page.locator("input[name=agreed]").check()
    page.get_by_role("button", name="Sign off").click()
    expect(page.get_by_text("You have signed off")).to_be_visible()


def confirm(page):
    open_portfolio(page)
    page.get_by_role("link", name="Read and confirm").first.click()
    page.locator("input[name=agreed]").check()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("You have confirmed")).to_be_visible()


def register_a_learner(page):
    page.goto("/")
    page.get_by_role("link", name="Add a learner").first.click()
    page.get_by_label("Name").fill("Nia Bowen")
    page.get_by_role("textbox", name="E-mail").fill("nia@harbour.example")
    page.get_by_role("button", name="Register").click()
    page.get_by_label("Qualification").select_option(
        label="ProQual Awarding Body: ProQual Level 4 NVQ Diploma in Customer Service"
    )
    page.get_by_role("button", name="Enrol").click()
    page.wait_for_url("**/units/")
    page.get_by_label("Champion customer service").check()
    expect(page.locator("#combination")).to_contain_text("you have chosen 4. Choose 46 more.")
    page.get_by_label("Initiate and implement operational change").check()
    page.get_by_role("button", name="Save the units").click()
    page.wait_for_url(re.compile(r"/enrolments/\d+/$"))
    page.get_by_label("As", exact=True).select_option("assessor")
    page.get_by_label("Person").select_option(label="Ben Whitfield (ben@harbour.example)")
    page.get_by_role("button", name="Allocate").click()
    expect(page.get_by_text("Ben Whitfield is allocated as Assessor.")).to_be_visible()
    expect(row_of(page, "Nia Bowen")).to_contain_text("Ben Whitfield")


def row_of(page, learner):
    """Return the row of a learner in the centre's list, found by name."""
    page.get_by_role("link", name="Learners").first.click()
    page.get_by_label("Find a learner by name or e-mail").fill(learner)
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_text("1 learner is in the list.")).to_be_visible()
    return page.get_by_role("row").filter(has_text=learner)


def make_a_bundle(page, tmp_path):
    row_of(page, "Harriet Cole").get_by_role("link", name="Bundles").click()
    page.get_by_role("button", name="Make the centre’s edition").click()
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible(timeout=120_000)
    pdf, packed = tmp_path / "portfolio.pdf", tmp_path / "portfolio.zip"
    for name, path in (("Download PDF", pdf), ("Download ZIP", packed)):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        download.value.save_as(path)

    checked = subprocess.run(["qpdf", "--check", pdf], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True).stdout
    text = " ".join(text.split())
    for words in ("Harriet Cole", "Tess Nguyen", FEEDBACK, ANSWER, ACCOUNT[:40]):
        assert words in text
    with zipfile.ZipFile(packed) as archive:
        sums = dict(
            reversed(line.split("  ", 1))
            for line in archive.read("sha256sum.txt").decode().splitlines()
        )
        for name, digest in sums.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    given = {hashlib.sha256(file.maker()).hexdigest() for file in TWELVE}
    assert given <= set(sums.values())
