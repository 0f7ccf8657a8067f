"""What the watch of all journeys must notice, it notices."""

import pytest

from tests.journeys.watching import Watch

pytestmark = pytest.mark.face

STRICT = "default-src 'self'"
ELSEWHERE = "http://elsewhere.example/picture.png"


@pytest.fixture
def complaints_about(site, chromium):
    """Return a function that opens a page of this body and gives what the watch said of it."""
    contexts = []

    def complaints(body, policy=STRICT):
        context = chromium.new_context(base_url=site.address)
        contexts.append(context)
        watch, page = Watch(context, site.address), context.new_page()
        headers = {"content-security-policy": policy} if policy else {}
        page.route("**/*", lambda route: route.abort())
        page.route(
            "**/made-here/",
            lambda route: route.fulfill(body=body, content_type="text/html", headers=headers),
        )
        page.goto("/made-here/")
        return " | ".join(watch.complaints)

    yield complaints
    for context in contexts:
        context.close()


def test_a_plain_page_is_no_reason_to_complain(complaints_about):
    assert complaints_about("<p>Plain</p>") == ""


def test_an_inline_script_is_noticed(complaints_about):
    assert "Refused by the policy: script-src" in complaints_about("<script>let a = 1</script>")


def test_an_inline_style_is_noticed(complaints_about):
    assert "Refused by the policy: style-src" in complaints_about('<p style="color: red">Red</p>')


def test_a_request_to_elsewhere_is_noticed(complaints_about):
    said = complaints_about(f'<img src="{ELSEWHERE}" alt="">', "default-src 'self'; img-src *")

    assert f"Asked elsewhere: {ELSEWHERE}" in said


@pytest.mark.parametrize("policy", ["", "default-src 'self' 'unsafe-inline'"])
def test_a_page_without_a_strict_policy_is_noticed(policy, complaints_about):
    assert "has no strict policy" in complaints_about("<p>Plain</p>", policy)
