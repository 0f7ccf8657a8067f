"""Every page, in every role that may see it, is accessible, light and dark, wide and narrow.

Pages are found by walking, not listed: a new URL is covered as soon as it is there.
"""

import pytest

from tests.journeys.auditing import faults_of, none_of
from tests.journeys.walking import LOGINS, URLS, permitted

pytestmark = pytest.mark.face

ONLY_BY_MAIL = {"account_reset_password_from_key", "evidence:testimony-give"}
"""Pages that a person comes to by a link in a mail; test_after_acts looks at them."""
NO_PAGES = {"evidence:upload-continue", "evidence:upload-finish", "evidence:upload-forget"}
"""They take pieces and orders, never GET, and only while a file is on its way: none is in the demo.

How an unfinished one looks on a page is among the components, which test_after_acts looks at.
"""
GIVES_A_FILE = {"site-icon", "portfolio:imported-recording"}
"""They are no pages; no import of the demo has a recording, which tests/web/test_imports plays."""
AFTER_A_FILE = {"portfolio:import-check"}
"""What is seen once a portfolio's ZIP was chosen; test_after_acts looks at it."""
NOT_FOR_NOBODY = {"account_logout"}
"""Public by its view, but who is not signed in is sent away."""


EVERYBODY = [login for logins in LOGINS.values() for login in logins]


@pytest.fixture(scope="module")
def no_pages(walk_of):
    """The names of the URLs that answered somebody with a file, a part, or that they take none."""
    return NO_PAGES.union(GIVES_A_FILE, *(walk_of(login).no_pages for login in EVERYBODY))


@pytest.mark.parametrize("role", LOGINS)
def test_what_a_role_may_see_was_seen(role, walk_of, no_pages):
    walks = [walk_of(login) for login in LOGINS[role]]
    seen = {name for walk in walks for name in walk.pages}

    unseen = permitted(role) - seen - no_pages - ONLY_BY_MAIL - AFTER_A_FILE
    unseen -= NOT_FOR_NOBODY if role == "nobody" else set()
    assert {name: [walk.answers.get(name) for walk in walks] for name in unseen} == {}


def test_every_url_was_seen_by_somebody(walk_of, no_pages):
    seen = {name for login in EVERYBODY for name in walk_of(login).pages}

    assert URLS.keys() - seen - no_pages - ONLY_BY_MAIL - AFTER_A_FILE == set()


@pytest.mark.parametrize("role", LOGINS)
def test_every_page_of_a_role_is_accessible(role, walk_of, session_of, open_context):
    found = []
    done = set()
    for login in LOGINS[role]:
        page = open_context(storage_state=session_of(login)).new_page()
        for name, address in walk_of(login).pages.items():
            if name not in done:
                done.add(name)
                found += [f"{address} ({name}): {fault}" for fault in faults_of(page, address)]

    none_of(found)
