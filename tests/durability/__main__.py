"""`python -m tests.durability --points 50 --seed 7`: bundles are built while all around is killed.

Everything runs on servers, data and workers that are started here for the while.
"""

import argparse
import contextlib
import importlib
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

import django
import psycopg

from config.broker import runtime_folder
from tests.durability.servers import Broker, Postgres, Workers


def main(arguments):
    """Run the points that are asked for; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000))
    asked = parser.parse_args(arguments)
    with contextlib.ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="durability-")))
        folder.chmod(0o711)
        private, temporary = folder / "private", folder / "tmp"
        private.mkdir(mode=0o700)
        temporary.mkdir()
        postgres, broker = Postgres(folder / "postgres"), Broker(private)
        for server in (postgres, broker):
            server.start()
            running.callback(server.stop)
        running.callback(shutil.rmtree, runtime_folder(private / "var"), ignore_errors=True)
        set_up(postgres, broker, private, temporary)
        workers = Workers(dict(os.environ), folder / "workers.txt")
        ordeal = importlib.import_module("tests.durability.ordeal")
        trial = ordeal.Ordeal(postgres, broker, workers, temporary, asked.seed)
        trial.prepare()
        workers.start()
        running.callback(workers.stop)
        whole = False
        try:
            whole = ordeal.run(trial, asked.points, asked.seed)
        finally:
            if not whole:
                workers.tell_where()
                print((folder / "workers.txt").read_text())  # noqa: T201  nobody could look later
        return int(not whole)


def set_up(postgres, broker, private, temporary):
    """Let Django, here and in the workers, use these servers and folders."""
    with psycopg.connect(f"{postgres.url}/postgres", autocommit=True) as server:
        server.execute("CREATE DATABASE portfolio")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"{postgres.url}/portfolio",
        "REDIS_URL": broker.url,
        "VAR_DIR": str(private / "var"),
        "STORAGE_DIR": str(private / "storage"),
        "TMPDIR": str(temporary),
        "LOG_LEVEL": "INFO",
        # So it is known whom a blow strikes.
        "BUNDLE_PROCESSES": "1",
    }
    tempfile.tempdir = None
    django.setup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
