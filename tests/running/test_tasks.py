"""Tasks go to the right queue, and a broker that is away breaks nothing."""

import os
import signal
import socket
import time

import pytest
from celery import Celery
from django.conf import settings
from django.db import transaction

from config.celery import NudgeTask, app, let_go_of_connections


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("evidence.tasks.process_file", "files"),
        ("portfolio.tasks.build_next_bundle", "bundles"),
        ("evidence.tasks.sweep_files", "sweeps"),
        ("portfolio.tasks.sweep_bundles", "sweeps"),
        ("portfolio.exports.tasks.move_exports", "sweeps"),
        ("portfolio.exports.tasks.sweep_exports", "sweeps"),
    ],
)
def test_each_task_has_its_queue(task, queue):
    app.loader.import_default_modules()
    found = app.amqp.router.route({}, task)["queue"]

    assert task in app.tasks
    assert (found.name, found.routing_key, found.exchange.name) == (queue, queue, queue)


def test_the_clock_knows_only_tasks_that_exist():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_no_task_runs_longer_than_the_broker_waits_for_it():
    waits = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    own_limits = [task.time_limit for task in app.tasks.values() if task.time_limit]

    assert max([settings.CELERY_TASK_TIME_LIMIT, *own_limits]) < waits


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_does_not_break_the_page_that_asked(caplog):
    elsewhere = Celery("elsewhere", task_cls=NudgeTask, set_as_current=False)
    elsewhere.config_from_object("django.conf:settings", namespace="CELERY")
    elsewhere.conf.broker_url = "redis://127.0.0.1:1/0"

    @elsewhere.task
    def nudge():
        """Nothing is done: it is never received."""

    began = time.monotonic()
    with transaction.atomic():
        nudge.delay_on_commit()

    assert time.monotonic() - began < 2
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_pool_process_keeps_no_connection_of_its_worker_open(tmp_path):
    broker = socket.socket(socket.AF_UNIX)
    broker.bind(str(tmp_path / "broker"))
    broker.listen()
    worker = socket.socket(socket.AF_UNIX)
    worker.connect(str(tmp_path / "broker"))
    seen_by_broker, _ = broker.accept()
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            before = os.listdir("/dev/fd")
            let_go_of_connections()
            kept = os.listdir("/dev/fd") == before
            os.write(tell, b"let go" if kept else b"opened others")
            signal.pause()
        finally:
            os._exit(1)
    os.close(tell)
    try:
        assert os.read(told, 20) == b"let go"

        worker.close()

        seen_by_broker.settimeout(5)
        assert seen_by_broker.recv(1) == b""
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for one in (broker, seen_by_broker):
            one.close()
        os.close(told)
