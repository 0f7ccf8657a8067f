"""What do all tests share, and when does a round of tests not count?"""

import os

import pytest
from django.conf import settings
from django.db import connections

pytest_plugins = ["tests.people"]


def on_servers():
    """Do these tests run on PostgreSQL and Redis?"""
    return bool(settings.REDIS_URL) and "postgresql" in settings.DATABASES["default"]["ENGINE"]


def pytest_configure(config):
    """Name the markers."""
    for marker in (
        "servers: needs PostgreSQL and Redis; left to that round",
        "own_servers: brings its database and broker along; left to the round on SQLite",
    ):
        config.addinivalue_line("markers", marker)


def pytest_collection_modifyitems(config, items):
    """Leave the tests that belong to one round alone to that round."""
    marker = "own_servers" if on_servers() else "servers"
    left_out = [item for item in items if item.get_closest_marker(marker)]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


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
