"""How do several processes, on any number of machines, share the work that a bundle waits for?

The shares lie as files in a folder of the attempt that all workers see. Whoever takes one gives its
file another name, so nobody else can. Of one who dies the file is not touched any more, and is
taken again. Work that was done twice is there once: its result is kept by its content.
"""

import contextlib
import json
import os
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from evidence import claims
from evidence.prints import SIDE_BY_SIDE as LANES

LEFT_SECONDS = 3 * claims.HEARTBEAT_SECONDS
LOOK_SECONDS = 0.2
OPEN, TAKEN = ".open", ".taken"


def lay_out(folder, shares):
    """Put `shares`, values that JSON knows, into `folder`, in the order in which they are taken."""
    folder.mkdir(exist_ok=True)
    for number, share in enumerate(shares):
        path = folder / f"{number:04}.laid"
        path.write_text(json.dumps(share))
        path.rename(path.with_suffix(OPEN))


def do_one(folder, do):
    """Call `do(share)` with a share that nobody else has now; false when there is none."""
    path = _take(folder)
    if path is None:
        return False
    try:
        share = json.loads(path.read_text())
    except FileNotFoundError:
        # Whoever waited for it was called off.
        return False
    with claims.heartbeat(f"share-{path.stem}", lambda: _touch(path)):
        do(share)
    path.unlink(missing_ok=True)
    return True


def is_open(folder):
    """Return whether there is a share that nobody has taken."""
    return any(folder.glob(f"*{OPEN}"))


def finish(folder, do, report, *, meanwhile=None):
    """See to it that all shares in `folder` are done, by this process and whoever helps.

    `report(percent)` is told how far it is and may raise to stop: then no more is begun, and what
    runs here is waited for. `meanwhile()` is called once, beside them.
    """
    whole = max(1, len(_left(folder)))
    pool = ThreadPoolExecutor(LANES)
    running = {pool.submit(meanwhile)} if meanwhile else set()
    try:
        while left := _left(folder):
            report(100 - 100 * min(len(left), whole) // whole)
            _open_again(folder)
            while len(running) < LANES and is_open(folder):
                running.add(pool.submit(do_one, folder, do))
            done, running = wait(running, LOOK_SECONDS, FIRST_COMPLETED)
            for one in done:
                one.result()
            if not running:
                time.sleep(LOOK_SECONDS)
        for one in running:
            one.result()
    finally:
        for path in folder.glob(f"*{OPEN}"):
            path.unlink(missing_ok=True)
        pool.shutdown()


def _take(folder):
    """Return the path of a share that nobody else has now, or None."""
    for path in sorted(folder.glob(f"*{OPEN}")):
        with contextlib.suppress(FileNotFoundError):
            os.utime(path)
            return path.rename(path.with_suffix(TAKEN))
    return None


def _open_again(folder):
    """Let the shares be taken that somebody took and did not touch for long."""
    for path in folder.glob(f"*{TAKEN}"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - LEFT_SECONDS:
                path.rename(path.with_suffix(OPEN))


def _touch(path):
    """Say that a share is still being done; false when it was given to others."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _left(folder):
    return [path for path in folder.glob("*") if path.suffix in (OPEN, TAKEN)]
