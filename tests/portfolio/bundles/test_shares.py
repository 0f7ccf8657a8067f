"""Work that several processes share is all done, whoever helps and whoever dies on the way."""

import os
import threading
import time

import pytest

from portfolio.bundles import shares


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "shares"


def no_report(percent):
    pass


def work(folder, do):
    """Help until nothing is open, as several messages do."""
    while shares.do_one(folder, do):
        pass


def age(path):
    long_ago = time.time() - shares.LEFT_SECONDS - 1
    os.utime(path, (long_ago, long_ago))


def test_every_share_is_done_once_in_the_order_in_which_it_was_laid_out(folder):
    shares.lay_out(folder, [{"number": number} for number in range(9)])
    done = []

    work(folder, done.append)

    assert done == [{"number": number} for number in range(9)]
    assert not list(folder.iterdir())


def test_others_help_and_nothing_is_done_twice(folder):
    shares.lay_out(folder, list(range(20)))
    done, begun = [], threading.Barrier(shares.LANES + 1)

    def do(share):
        if share <= shares.LANES:
            begun.wait(timeout=20)
        done.append(share)

    helper = threading.Thread(target=work, args=(folder, do))
    helper.start()
    shares.finish(folder, do, no_report)
    helper.join()

    assert sorted(done) == list(range(20))


def test_what_somebody_took_and_left_is_done_all_the_same(folder):
    shares.lay_out(folder, ["left", "open"])
    taken = shares._take(folder)
    age(taken)
    done = []

    shares.finish(folder, done.append, no_report)

    assert sorted(done) == ["left", "open"]


def test_what_another_process_does_is_waited_for(folder):
    shares.lay_out(folder, ["theirs", "ours"])
    theirs = shares._take(folder)
    done, told = [], []

    def report(percent):
        told.append(percent)
        if done == ["ours"] and 50 in told:
            theirs.unlink(missing_ok=True)

    shares.finish(folder, done.append, report)

    assert done == ["ours"]


def test_one_failure_ends_the_work_although_much_is_left(folder):
    shares.lay_out(folder, ["no room", *range(20)])
    done = []

    def do(share):
        if share == "no room":
            raise OSError(28, "No space left on device")
        done.append(share)

    with pytest.raises(OSError, match="No space"):
        shares.finish(folder, do, no_report)

    assert not shares.is_open(folder)


def test_who_is_stopped_begins_no_more(folder):
    shares.lay_out(folder, list(range(20)))
    done = []

    def stop(percent):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shares.finish(folder, done.append, stop)

    assert len(done) < 20
    assert not shares.is_open(folder)


def test_a_share_that_fails_is_told_to_whoever_waits_for_it(folder):
    shares.lay_out(folder, ["no room"])

    def do(share):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        shares.finish(folder, do, no_report)


def test_a_helper_that_comes_too_late_finds_nothing(folder):
    assert not shares.is_open(folder)
    assert not shares.do_one(folder, pytest.fail)


def test_a_helper_whose_share_was_called_off_meanwhile_ends_quietly(folder):
    shares.lay_out(folder, ["no longer wanted"])
    (path,) = folder.iterdir()
    path.unlink()
    path.symlink_to(folder / "gone")

    assert not shares.do_one(folder, pytest.fail)
