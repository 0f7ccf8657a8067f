"""What a module in the cage may use, and what its end says about the file or the machine."""

import pytest

from evidence.cage import cage
from evidence.renditions import asking
from evidence.renditions.telling import Problem


@pytest.fixture
def end_of(checks, tmp_path):
    """Return a function that gives the Problem of a module that runs a line of Python."""

    def ended(line, **limits):
        checks(line, **limits)
        with pytest.raises(Problem) as problem:
            asking.ask("evidence.nothing", reads=tmp_path, seconds=20, memory=1024**3)
        return type(problem.value), problem.value.name

    return ended


@pytest.mark.parametrize(("computes", "lasts"), [(15, 60), (120, 240), (300, 420)])
def test_it_may_last_for_longer_than_it_computes(monkeypatch, tmp_path, computes, lasts):
    given = {}

    def run(_command, **more):
        given.update(more)
        return b'ready\n{"kind": "pdf"}'

    monkeypatch.setattr(cage, "run", run)

    asking.ask("evidence.nothing", reads=tmp_path, seconds=computes, memory=1024**3)

    assert (given["processor"], given["seconds"]) == (computes, lasts)


@pytest.mark.parametrize(
    ("line", "limits", "expected"),
    [
        ("exec('while True: pass')", {"processor": 1}, (Problem, "heavy")),
        ("time.sleep(60)", {"seconds": 1}, (asking.Interrupted, "heavy")),
        ("os.kill(os.getpid(), 9)", {}, (asking.Interrupted, "heavy")),
        ("os.abort()", {}, (asking.BrokeOff, "heavy")),
        ("os._exit(3)", {}, (asking.BrokeOff, "heavy")),
        ("1 / 0", {}, (Problem, "damaged")),
    ],
)
def test_its_end_speaks_against_the_file_or_not(end_of, line, limits, expected):
    assert end_of(line, **limits) == expected


def test_what_could_not_start_is_a_fault_of_the_machine(monkeypatch, tmp_path):
    with pytest.raises(cage.Failed):
        asking.ask("evidence.nothing", reads=tmp_path, seconds=20, memory=1024**3)
