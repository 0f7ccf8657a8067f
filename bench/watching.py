"""How much memory does a job take at its highest, in each of its processes?"""

import contextlib
import gc
import json
import os
import re
import threading
import time
import traceback
from pathlib import Path

from django import db

from evidence.collecting import collect_seldom

LOOK_SECONDS = 0.02
_PEAK = re.compile(r"VmHWM:\s+(\d+)")


def apart(job):
    """Run `job()` in a process of its own; return (what it returned, its seconds, peaks).

    What it returns must be JSON; peaks are the highest resident memory in MB of the process itself
    and of the largest one that it started.
    """
    reading, writing = os.pipe()
    db.connections.close_all()
    pid = os.fork()
    if pid == 0:
        _do(job, writing)
    os.close(writing)
    peaks = {}
    watch = threading.Thread(target=_watch, args=(pid, peaks))
    watch.start()
    with os.fdopen(reading) as told:
        answer = told.read()
    os.waitpid(pid, 0)
    watch.join()
    if not answer:
        raise SystemExit("A measured job ended without a word; see above.")
    result, seconds = json.loads(answer)
    own = peaks.pop(pid, 0)
    return result, seconds, {"job": own, "largest other": max(peaks.values(), default=0)}


def _do(job, writing):
    code = 1
    try:
        # As in a worker's process.
        gc.collect()
        collect_seldom()
        began = time.perf_counter()
        result = job()
        told = json.dumps([result, time.perf_counter() - began])
        with os.fdopen(writing, "w") as file:
            file.write(told)
        code = 0
    except BaseException:  # noqa: BLE001 - the process ends here, so nothing goes on after it
        traceback.print_exc()
    finally:
        os._exit(code)


def _watch(pid, peaks):
    while Path(f"/proc/{pid}/status").exists() and _state(pid) != "Z":
        for one in _family(pid):
            peaks[one] = max(peaks.get(one, 0), _peak(one))
        time.sleep(LOOK_SECONDS)


def _family(pid):
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        # A process or a thread may be gone by now.
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{one}/task").glob("*/children"):
                waiting += map(int, task.read_text().split())
    return found


def _peak(pid):
    try:
        found = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) // 1024 if found else 0


def _state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"
