"""Which programs make up the running system, and what has to be there before they start?"""

import fcntl
import http.client
import io
import os
import signal
import socket
import sys

import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from config.broker import SOCKET_NAME, broker_command, make_private, runtime_folder
from config.supervising import Part, Supervisor

HOST = "127.0.0.1"
CELERY = [sys.executable, "-m", "celery", "--app", "config", "--quiet"]
# Celery finishes its running task on the first signal and drops it on the second; a dropped task's
# row is found by a sweep.
WORKER_FAREWELL = ((signal.SIGTERM, 10), (signal.SIGQUIT, 3))
READY_SECONDS = 120


class CannotStart(Exception):
    """Something outside is in the way; the message says how to go on."""


def supervisor():
    """Return a Supervisor whose parts run on the settings of this process."""
    environment = os.environ | {
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",
        # Celery warns root of pickled messages; only JSON is accepted here.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }
    return Supervisor(environment=environment, folder=settings.ROOT)


def lock(var):
    """Make folder `var` and hold its lock for as long as the returned file is open.

    Raises CannotStart when another process holds it.
    """
    var.mkdir(mode=0o750, parents=True, exist_ok=True)
    file = (var / "run.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise CannotStart(f"It is running already, with its data in {var}.") from None
    return file


def refuse_taken_port(port):
    """Raise CannotStart when another program listens on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise CannotStart(
                f"Port {port} is taken by another program. "
                f"Choose another one, such as: make run PORT={port + 1}"
            ) from None


def own_broker():
    """Return the broker to start, or None when REDIS_URL names one that somebody else runs.

    Raises BrokerError when it can't be started.
    """
    path = runtime_folder(settings.VAR) / SOCKET_NAME
    if f"unix://{path}" != settings.REDIS_URL:
        return None
    return Part("broker", broker_command(path, settings.VAR / "broker"), ends_last=True)


def workers():
    """Return the worker that checks files, the one that builds bundles, and the sweeps' clock.

    There are two workers, so that bundles never hold up an upload; either can do a sweep. Raises
    BrokerError when the folder for the clock is somebody else's.
    """
    folder = runtime_folder(settings.VAR)
    make_private(folder)
    clock = [*CELERY, "beat", "--schedule", str(folder / "sweeps")]
    clock += ["--pidfile", "", "--loglevel", settings.LOG_LEVEL]
    bundles = _worker("bundles", processes=settings.BUNDLE_PROCESSES)
    return [_worker("files", processes=2), bundles, _celery("clock", clock)]


def web(port):
    """Return the web server on `port` of this machine only."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:config.web", "config.wsgi"]
    command += ["--bind", f"{HOST}:{port}", "--graceful-timeout", "3", "--log-level", "warning"]
    return Part("web", command, deaths_allowed=3)


def prepare(*, demo):
    """Bring the database up to date, with the shipped specifications and, if wanted, the demo."""
    call_command("migrate", verbosity=0)
    shipped = (settings.ROOT / "qualifications" / "specifications").glob("*.yaml")
    # What was loaded before is nothing new to tell at each start; errors go to stderr.
    call_command("load_specification", *map(str, sorted(shipped)), stdout=io.StringIO())
    if demo:
        call_command("load_demo")
    connections.close_all()


def broker_answers():
    """Is there a broker at REDIS_URL?"""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1) as broker:
            return broker.ping()
    except redis.RedisError:
        return False


def page_answers(port):
    """Does the web server on `port` answer that all is well?"""
    host = next((name for name in settings.ALLOWED_HOSTS if name[0] not in ".*"), HOST)
    server = http.client.HTTPConnection(HOST, port, timeout=3)
    try:
        server.request("GET", "/healthz/", headers={"Host": host})
        return server.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        server.close()


def _worker(name, *, processes):
    command = [*CELERY, "worker", "--hostname", f"{name}@%h", "--queues", f"{name},sweeps"]
    command += ["--concurrency", str(processes), "--loglevel", settings.LOG_LEVEL]
    return _celery(name, [*command, "--without-gossip", "--without-mingle"])


def _celery(name, command):
    # An orphaned worker whose broker went at the same moment never ends by itself.
    return Part(name, command, WORKER_FAREWELL, if_orphaned=signal.SIGKILL)
