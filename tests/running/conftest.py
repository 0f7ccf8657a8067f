"""What do the tests of running share?"""

import subprocess

import pytest
import redis

from config.broker import broker_command
from tests.running.waiting import until


@pytest.fixture(scope="session")
def broker_url(tmp_path_factory):
    """The URL of a broker that runs for these tests alone."""
    folder = tmp_path_factory.mktemp("broker")
    folder.chmod(0o700)
    url = f"unix://{folder / 'b.sock'}"
    process = subprocess.Popen(broker_command(folder / "b.sock", folder / "queue"))
    try:
        until(lambda: _answers(url))
        yield url
    finally:
        process.terminate()
        process.wait()


def _answers(url):
    try:
        with redis.Redis.from_url(url) as broker:
            return broker.ping()
    except redis.ConnectionError:
        return False
