"""What do all tests share, and when does a round of tests not count?"""

import os

import pytest
from django.conf import settings
from django.db import connections
from xdist.scheduler import LoadFileScheduling

pytest_plugins = ["tests.people", "tests.bucket", "tests.imports"]
LONG = ("journeys", "running")


def on_servers():
    """Do these tests run on PostgreSQL and Redis?"""
    return bool(settings.REDIS_URL) and "postgresql" in settings.DATABASES["default"]["ENGINE"]


def pytest_configure(config):
    """Name the markers."""
    config.addinivalue_line("markers", "servers: needs PostgreSQL and Redis; left to that round")
    config.addinivalue_line("markers", "face: says nothing about the database; left to round one")


def pytest_collection_modifyitems(config, items):
    """Leave out what needs servers that aren't there, or would be the same a second time."""
    kept, left_out = [], []
    for item in items:
        needs_servers = bool(item.get_closest_marker("servers"))
        if on_servers():
            fits = needs_servers or (uses_database(item) and not item.get_closest_marker("face"))
        else:
            fits = not needs_servers
        (kept if fits else left_out).append(item)
    if hasattr(config, "workerinput"):
        # Of two processes neither should come last with the longest piece of work.
        kept.sort(key=lambda item: item.path.parent.name not in LONG)
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)


def pytest_xdist_make_scheduler(config, log):
    """Give a file's tests to one process, and all journeys too, since they share one demo."""
    return OneDemo(config, log)


class OneDemo(LoadFileScheduling):
    """Shares the tests out by file, and the journeys as if they were one file."""

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        return "journeys" if "/journeys/" in file else file


def uses_database(item):
    """Does a test ask for the database, directly or through its fixtures?"""
    fixtures = {"db", "transactional_db", "site"} & set(item.fixturenames)
    return bool(fixtures or item.get_closest_marker("django_db"))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """In CI a test that was skipped has failed: there, everything can be run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped") if reporter else None
    if skipped and os.environ.get("CI") == "true" and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped, which in CI is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Keep SQLite in a file, as in use: in memory, all threads would share one transaction."""
    database = connections["default"].settings_dict
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
