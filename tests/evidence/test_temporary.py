"""A folder for temporary files goes when its process is gone, and never under who works in it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evidence.cage import temporary

ROOT = Path(__file__).resolve().parent.parent.parent
HOLD = """
import sys, time
from evidence.cage import temporary
with temporary.folder(".making-", sys.argv[1]) as path:
    print(path, flush=True)
    time.sleep(600)
"""
A_DAY = 24 * 3600


@pytest.fixture
def other(tmp_path):
    """Another process that holds a folder, and the folder, which is not quite new."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    path = Path(process.stdout.readline().strip())
    make_older(path, temporary.NEW_SECONDS + 1)
    yield process, path
    process.kill()
    process.wait()


def make_older(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


def sweep(folder, after=A_DAY):
    temporary.sweep(folder, prefixes=[".making-"], after=after)


def test_a_folder_is_there_for_the_block_and_gone_after_it(tmp_path):
    with temporary.folder(".making-", tmp_path) as path:
        assert path.is_dir()

    assert list(tmp_path.iterdir()) == []


def test_what_somebody_works_in_stays(other, tmp_path):
    _, path = other

    sweep(tmp_path)

    assert path.exists()


def test_what_a_killed_process_left_goes_at_once(other, tmp_path):
    process, path = other

    process.send_signal(signal.SIGKILL)
    process.wait()
    sweep(tmp_path)

    assert not path.exists()


def test_what_is_very_old_goes_whoever_seems_to_hold_it(other, tmp_path):
    _, path = other
    make_older(path, 2 * A_DAY)

    sweep(tmp_path)

    assert not path.exists()


def test_what_was_made_just_now_stays_although_nobody_holds_it_yet(tmp_path):
    (tmp_path / ".making-new").mkdir()

    sweep(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [".making-new"]


def test_others_stay(tmp_path):
    (tmp_path / "pages").mkdir()
    make_older(tmp_path / "pages", 2 * A_DAY)

    sweep(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_a_disk_with_room_is_not_refused(tmp_path):
    temporary.refuse_full_disk(tmp_path)
