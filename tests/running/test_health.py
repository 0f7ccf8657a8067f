"""`/healthz/` tells a monitor, and nobody else anything, whether all is well."""

import time

import pytest
import redis
from django.db import OperationalError, connection

from portfolio.health import record_pulse

QUEUES = ["files", "bundles", "sweeps"]
NOWHERE = "redis://127.0.0.1:1/0"

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_well(settings, broker_url):
    settings.REDIS_URL = broker_url
    with redis.Redis.from_url(broker_url) as broker:
        broker.flushdb()
    record_pulse(QUEUES)


def test_health_is_ok_when_database_broker_and_worker_are_there(client, all_well):
    answer = client.get("/healthz/")

    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok", "worker": "ok"}


def test_health_is_not_kept_by_caches(client, all_well):
    assert "no-store" in client.get("/healthz/")["Cache-Control"]


def test_health_asks_nothing_of_the_tables(client, all_well, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/healthz/")


@pytest.mark.parametrize("silent", QUEUES)
def test_health_says_that_a_worker_is_down_when_one_queue_has_none(
    client, settings, broker_url, silent
):
    settings.REDIS_URL = broker_url
    with redis.Redis.from_url(broker_url) as broker:
        broker.flushdb()
    record_pulse([queue for queue in QUEUES if queue != silent])

    answer = client.get("/healthz/")

    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "broker": "ok", "worker": "down"}


@pytest.mark.parametrize("url", ["", NOWHERE, "unix:///nowhere/at/all.sock"])
def test_health_says_within_two_seconds_that_the_broker_is_down(client, settings, url):
    settings.REDIS_URL = url
    began = time.monotonic()

    answer = client.get("/healthz/")

    assert time.monotonic() - began < 2
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "broker": "down", "worker": "down"}


def test_health_says_that_the_database_is_down_and_not_why(client, all_well):
    def refuse(*_query):
        raise OperationalError("password of user portfolio is wrong")

    with connection.execute_wrapper(refuse):
        answer = client.get("/healthz/")

    assert answer.status_code == 503
    assert answer.json() == {"database": "down", "broker": "ok", "worker": "ok"}


def test_health_takes_no_post(client, all_well):
    assert client.post("/healthz/").status_code == 405


def test_a_worker_whose_broker_is_away_goes_on(settings):
    settings.REDIS_URL = NOWHERE

    assert record_pulse(QUEUES) is None
