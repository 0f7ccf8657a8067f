"""Real worker processes do what a page asked for, also when one is killed in the middle."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from audit import trail
from config.broker import celery_url
from evidence import storage
from evidence.models import StoredFile
from portfolio.bundles import building, requesting
from portfolio.models import Bundle
from tests.people import add_artefact
from tests.running.waiting import alive, descendants, until

ROOT = Path(__file__).resolve().parent.parent.parent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workers(transactional_db, broker_url, own_storage, tmp_path):
    """`run_worker` on the tests' database and storage."""
    name = connection.settings_dict["NAME"]
    server = os.environ.get("DATABASE_URL", "").rpartition("/")[0] or "sqlite://"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"{server}/{name}",
        "REDIS_URL": broker_url,
        "VAR_DIR": str(tmp_path / "var"),
        "STORAGE_DIR": str(own_storage),
    }
    command = [sys.executable, "manage.py", "run_worker"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    yield process
    process.terminate()
    assert process.wait(40) == 0


@pytest.fixture
def send(broker_url):
    """Return a function that sends a task by its name to the workers."""
    app = Celery("sender", broker=celery_url(broker_url), set_as_current=False)
    app.conf.task_queues = settings.CELERY_TASK_QUEUES
    app.conf.task_routes = settings.CELERY_TASK_ROUTES
    app.conf.task_default_queue = settings.CELERY_TASK_DEFAULT_QUEUE
    yield app.send_task
    app.close()


def state_of(bundle):
    """Return the bundle's state as it is now."""
    return Bundle.objects.get(pk=bundle.pk).state


def test_a_file_is_checked_by_a_worker(workers, send, enrolment, amy):
    artefact = add_artefact(enrolment, by=amy, checked=False)

    send("evidence.tasks.process_file", [artefact.file_id])

    until(lambda: StoredFile.objects.get(pk=artefact.file_id).state == "clean", seconds=60)
    assert StoredFile.objects.get(pk=artefact.file_id).pages == 1


def test_a_bundle_whose_worker_is_killed_ends_complete_and_once(workers, send, signed, owen):
    bundle = requesting.request(signed.enrolment, edition="centre", by=owen)
    send("portfolio.tasks.build_next_bundle")
    until(lambda: state_of(bundle) == "building", seconds=60)
    below = descendants(workers.pid)
    killed = [pid for pid, line in below.items() if "--hostname bundles@" in line]

    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    until(lambda: not any(map(alive, killed)))
    assert state_of(bundle) == "building"
    # The time that must pass before a silent attempt counts as abandoned is not waited for here.
    Bundle.objects.filter(pk=bundle.pk).update(lease_until=timezone.now())

    until(lambda: state_of(bundle) == "ready", seconds=90)
    bundle.refresh_from_db()
    assert bundle.attempts == 2
    files = sorted(entry.name for entry in storage.store().entries(f"bundles/{bundle.pk}"))
    assert files == [
        building.stored_name(bundle, name) for name in (building.PDF_NAME, building.ZIP_NAME)
    ]
    assert list(trail.verify()) == []
