"""What is left of 200 jobs in the cage: processes, folders, files? Nothing may be.

`python -m bench.conversions [--jobs 200] [--at-once 2]`; it prints a table and ends with 1 if
anything is left.
"""

import argparse
import collections
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from evidence.cage import cage
from evidence.renditions import office

SECONDS, MEMORY, WRITTEN = 4, 512 * 1024 * 1024, 8 * 1024 * 1024
MARK = "job-of-the-bench"
JOBS = {
    "works": "open(OUT + '/made', 'w').write('well')",
    "hangs": "import time; time.sleep(600)",
    "ignores the end": "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)",
    "forks": "import os, time; [os.fork() for _ in range(3)]; time.sleep(600)",
    "fork bomb": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "leaves a child": (
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', "
        "'import time; time.sleep(600)  # " + MARK + "'], start_new_session=True)"
    ),
    "crashes": "import ctypes; ctypes.string_at(0)",
    "raises": "raise ValueError",
    "eats memory": "held = [bytearray(50_000_000) for _ in range(100)]",
    "fills the disk": "[open(f'{OUT}/{n}', 'wb').write(bytes(1_000_000)) for n in range(100)]",
    "many files": "[open(f'{OUT}/{n}', 'w').close() for n in range(6000)]",
    "deep folders": "import os; os.chdir(OUT)\nfor _ in range(2000): os.mkdir('d'); os.chdir('d')",
}
DOCUMENT = "document"


def main():
    """Run the jobs, print how each kind ended and what is left."""
    given = _arguments()
    kinds = [*JOBS, *([DOCUMENT] if office.version() else [])]
    order = [kinds[number % len(kinds)] for number in range(given.jobs)]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-") as top:
        # A place of their own, so that no cage of another program is counted.
        tempfile.tempdir = top
        with ThreadPoolExecutor(given.at_once) as pool:
            ends = list(pool.map(lambda job: _run(Path(top), *job), enumerate(order)))
        left = list(Path(top).rglob("*"))
        tempfile.tempdir = None
    folders = [path for path in left if path.is_dir()]
    files = [path for path in left if not path.is_dir()]
    processes = _running(top)
    for (kind, end), number in sorted(collections.Counter(zip(order, ends, strict=True)).items()):
        sys.stdout.write(f"{number:4} {kind:18} {end}\n")
    sys.stdout.write(
        f"{given.jobs} jobs at level {cage.level()}, {given.at_once} at a time, in "
        f"{time.monotonic() - began:.0f} s. Left: {len(processes)} processes, "
        f"{len(folders)} folders, {len(files)} files.\n"
    )
    return 1 if processes or left else 0


def _run(top, number, kind):
    """Run one job in a folder of its own and return how it ended."""
    folder = top / str(number)
    folder.mkdir()
    try:
        if kind == DOCUMENT:
            return "made" if _document(folder) else "not made"
        code = f"OUT = {str(folder)!r}  # {MARK}\n{JOBS[kind]}"
        cage.run(
            [sys.executable, "-s", "-c", code],
            inputs=(),
            output=folder,
            seconds=SECONDS,
            memory=MEMORY,
            written=WRITTEN,
        )
    except cage.CageError as error:
        return type(error).__name__
    else:
        return "ended"
    finally:
        shutil.rmtree(folder)


def _document(folder):
    original = folder / "given"
    original.write_text("name;stock\nA4 paper;12\n")
    scratch = folder / "scratch"
    scratch.mkdir()
    return office.convert(original, "csv", scratch)


def _running(top):
    """Return the processes that have the mark of a job, or its folder, in their command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_text(errors="replace")
        except OSError:
            continue
        if MARK in line or top in line:
            found.append(line)
    return found


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
