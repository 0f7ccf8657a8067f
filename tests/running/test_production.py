"""The production settings run on PostgreSQL and Redis, with gunicorn and workers of their own."""

import http.client
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from tests.running.waiting import free_port, until

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "portfolio.example"

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def database_url():
    """The URL of an empty database that nobody else uses."""
    server, _, name = os.environ["DATABASE_URL"].rpartition("/")
    name = f"{name}_production"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield f"{server}/{name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def next_redis_database(url):
    """Return the URL of the database after `url`'s: the journeys' workers listen on that one."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"{url}?db=1"
    return parts._replace(path=f"/{int(parts.path.strip('/') or 0) + 1}").geturl()


@pytest.fixture(scope="module")
def port(database_url, tmp_path_factory):
    """The port of a web server that has been set up as in docker-compose.yml."""
    folder, port = tmp_path_factory.mktemp("production"), free_port()
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "Zb0cB5l3Vd2aJ8yQm6tHs4uKx9wEr7pLf1gNiOoTzAqWjRkYhD",
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": database_url,
        "REDIS_URL": next_redis_database(settings.REDIS_URL),
        "EMAIL_URL": "dummymail://",
        "BEHIND_TLS_PROXY": "yes",
        "VAR_DIR": str(folder),
        "STATIC_DIR": str(folder / "static"),
        "PORT": str(port),
    }
    manage = [sys.executable, "manage.py"]
    for words in (["collectstatic", "--noinput"], ["prepare"]):
        subprocess.run([*manage, *words], env=environment, cwd=ROOT, check=True, timeout=300)
    web = ["gunicorn", "--config", "python:config.web", "config.wsgi"]
    programs = [
        subprocess.Popen(words, env=environment, cwd=ROOT)
        for words in (web, [*manage, "run_worker"])
    ]
    try:
        until(lambda: check_health(environment) == 0, seconds=120)
        yield port
    finally:
        for program in programs:
            program.terminate()
        codes = [program.wait(40) for program in programs]
    assert codes == [0, 0]


def check_health(environment):
    """Return the exit status of the containers' own health check."""
    health = [sys.executable, "scripts/healthcheck.py"]
    return subprocess.run(health, env=environment, cwd=ROOT, capture_output=True).returncode


def get(port, path, **headers):
    """Return the answer to a GET as the proxy before the server would ask."""
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    server.request("GET", path, headers={"Host": HOST} | named)
    answer = server.getresponse()
    answer.body = answer.read()
    server.close()
    return answer


def test_database_broker_and_worker_are_well(port):
    answer = get(port, "/healthz/")

    assert answer.status == 200
    assert json.loads(answer.body) == {"database": "ok", "broker": "ok", "worker": "ok"}


def test_a_page_that_was_asked_for_in_the_open_is_sent_to_https(port):
    answer = get(port, "/sign-in/")

    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/sign-in/"


def test_the_first_page_comes_with_all_its_safeguards(port):
    answer = get(port, "/sign-in/", X_Forwarded_Proto="https")

    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert all("; Secure" in cookie for cookie in answer.headers.get_all("Set-Cookie"))


def test_an_unknown_host_name_is_refused(port):
    answer = get(port, "/sign-in/", Host="evil.example", X_Forwarded_Proto="https")

    assert answer.status == 400


def test_a_fault_shows_no_inside(port):
    answer = get(port, "/no/such/page/", X_Forwarded_Proto="https")

    assert b"Traceback" not in answer.body
    assert b"urlpatterns" not in answer.body
