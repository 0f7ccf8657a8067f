"""The bundled broker is for its owner alone."""

import os
from pathlib import Path

import pytest
import redis

from config.broker import (
    SOCKET_NAME,
    BrokerError,
    broker_command,
    celery_url,
    find_redis_server,
    runtime_folder,
)


def test_the_socket_has_a_short_path_however_deep_the_data_lies():
    deep = Path("/" + "a-folder-with-a-long-name/" * 12)

    assert len(str(runtime_folder(deep) / SOCKET_NAME)) < 100
    assert runtime_folder(deep) == runtime_folder(deep)
    assert runtime_folder(deep) != runtime_folder(deep / "other")


def test_a_folder_that_others_can_enter_is_refused(tmp_path):
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)

    with pytest.raises(BrokerError) as refusal:
        broker_command(folder / "b.sock", tmp_path / "queue")

    assert str(refusal.value) == (
        f"{folder} is open to other people of this machine. Remove it and start again."
    )


def test_a_link_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "theirs").mkdir(mode=0o700)
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")

    with pytest.raises(BrokerError):
        broker_command(tmp_path / "ours" / "b.sock", tmp_path / "queue")


def test_the_bundled_server_is_found_without_one_on_the_machine(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    assert os.access(find_redis_server(), os.X_OK)


def test_the_broker_listens_on_its_socket_alone(broker_url):
    with redis.Redis.from_url(broker_url) as broker:
        found = broker.config_get("port", "appendonly", "appendfsync", "unixsocketperm")

    assert found == {
        "port": "0",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "unixsocketperm": "700",
    }


def test_celery_writes_a_sockets_url_in_its_own_way():
    assert celery_url("unix:///tmp/b.sock") == "redis+socket:///tmp/b.sock"
    assert celery_url("unix:///tmp/b.sock?db=1") == "redis+socket:///tmp/b.sock?virtual_host=1"
    assert celery_url("redis://host:6379/0") == "redis://host:6379/0"
    assert celery_url("") == "memory://"
