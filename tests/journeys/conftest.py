"""A running system of the journeys' own, with the demo in it, and a browser."""

import os

import psycopg
import pytest

from portfolio.demo.story import PASSWORD, person
from tests.journeys.walking import Walk
from tests.journeys.watching import Watch
from tests.running import demo_site


@pytest.fixture(scope="package")
def database_url():
    """The URL of a fresh PostgreSQL database in that round of the tests, else empty."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    server, _, name = url.rpartition("/")
    name = f"{name}_journeys"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield f"{server}/{name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="package")
def site(tmp_path_factory, database_url):
    with demo_site.Site(tmp_path_factory.mktemp("site"), database_url).running() as site:
        yield site


@pytest.fixture(scope="package")
def chromium():
    with demo_site.chromium() as browser:
        yield browser


@pytest.fixture
def open_context(site, chromium):
    """Return a function that gives a browser context that is watched until the test ends."""
    contexts, watches = [], []

    def opened(*, expected=(), **options):
        context = chromium.new_context(base_url=site.address, **options)
        context.set_default_timeout(demo_site.ANSWER_MILLISECONDS)
        contexts.append(context)
        watches.append(Watch(context, site.address, expected=expected))
        return context

    yield opened
    for context in contexts:
        context.close()
    assert [complaint for watch in watches for complaint in watch.complaints] == []


@pytest.fixture
def sign_in(open_context):
    """Return a function that gives a page signed in as one of the demo's people."""

    def open_page(login, *, centre="harbour", **options):
        page = open_context(accept_downloads=True, **options).new_page()
        demo_site.sign_in(page, f"{login}@{centre}.example", PASSWORD)
        return page

    return open_page


@pytest.fixture(scope="package")
def session_of(site, chromium):
    """Return a function that gives the cookies of one of the demo's people, signed in once."""
    kept = {None: None}

    def session(login):
        if login not in kept:
            context = chromium.new_context(base_url=site.address)
            demo_site.sign_in(context.new_page(), person(login).email, PASSWORD)
            kept[login] = context.storage_state()
            context.close()
        return kept[login]

    return session


@pytest.fixture(scope="package")
def walk_of(site, chromium, session_of):
    """Return a function that gives the Walk of one of the demo's people, walked once."""
    walks = {}

    def walk(login):
        if login not in walks:
            state = session_of(login)
            context = chromium.new_context(base_url=site.address, storage_state=state)
            walks[login] = Walk(context.request)
            context.close()
        return walks[login]

    return walk
