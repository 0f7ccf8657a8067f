"""How do tests get a real clamd, with signatures of our own and nothing from the internet?"""

import hashlib
import shutil
import subprocess
import time

from clamav_client.clamd import ClamdError, ClamdUnixSocket

PROGRAM = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
SIGNATURE = "Eicar-Signature"
FILE_BYTES, STREAM_BYTES = 32 * 1024, 128 * 1024
CONFIGURATION = f"""\
Foreground yes
DatabaseDirectory {{folder}}/signatures
LocalSocket {{folder}}/clamd.ctl
TemporaryDirectory {{folder}}
StreamMaxLength {STREAM_BYTES}
MaxFileSize {FILE_BYTES}
AlertExceedsMax yes
MaxThreads 2
"""


def harmless():
    """Return the test string that every scanner takes for a virus; it stands in no file of ours."""
    parts = (r"X5O!P%@AP[4\PZX54(P^)", "7CC)7}", "$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*")
    return "".join(parts).encode()


class Clamd:
    """A daemon in `folder`, that can be started and stopped."""

    def __init__(self, folder):
        self._folder = folder
        self._process = None
        self.url = f"unix://{folder}/clamd.ctl"
        (folder / "signatures").mkdir(mode=0o755)
        hexed = harmless().hex()
        (folder / "signatures" / "ours.ndb").write_text(f"{SIGNATURE}:0:*:{hexed}\n")
        whole = f"{hashlib.md5(harmless()).hexdigest()}:{len(harmless())}:{SIGNATURE}\n"
        (folder / "signatures" / "ours.hdb").write_text(whole)
        (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder))

    def start(self):
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(
            [PROGRAM, "--config-file", str(self._folder / "clamd.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 20
        while not self._answers():
            assert self._process.poll() is None, "clamd did not start"
            assert time.monotonic() < until, "clamd does not answer"
            time.sleep(0.05)

    def stop(self):
        """End it and wait until it has gone."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self):
        try:
            return ClamdUnixSocket(self.url, timeout=1).ping() == "PONG"
        except (ClamdError, OSError):
            return False
