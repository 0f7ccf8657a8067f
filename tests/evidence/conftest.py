"""What do several tests of evidence share?"""

import pytest
from django.db import connection

from config.celery import app
from evidence import storage
from evidence.cage import cage

READY = "import os, signal, time; os.write(1, b'ready\\n'); "


@pytest.fixture
def eager_tasks():
    """Let a task run at once, in the place where it is sent."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture
def checks(monkeypatch):
    """Return a function that lets every check run a line of Python in its place, in the cage.

    It gives the list of the checks that were begun; `first` lets the first ones alone do so.
    """
    real = cage.run

    def run_instead(line, *, first=9, **limits):
        begun = []

        def run(command, **more):
            begun.append(command[-1])
            if len(begun) > first:
                return real(command, **more)
            return real([command[0], "-c", READY + line], **more | limits)

        monkeypatch.setattr(cage, "run", run)
        return begun

    return run_instead


@pytest.fixture
def store_kept_out(monkeypatch, db):
    """Fail whatever asks the store inside of an act's transaction; a list of what was asked."""
    outside, store, asked = len(connection.savepoint_ids), storage.store, []

    def asked_outside():
        assert len(connection.savepoint_ids) == outside, "The store was asked under a lock."
        asked.append(store())
        return asked[-1]

    monkeypatch.setattr(storage, "store", asked_outside)
    return asked
