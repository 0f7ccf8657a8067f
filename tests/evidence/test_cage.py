"""What can a converter do in the cage, and what not?"""

import os
import signal
import socket
import sys
import time

import pytest

from evidence import cage

MEMORY = 1024**3
NO_NETWORK = ("bubblewrap", "namespaces")
# Each level that works on this machine: the one that was chosen, and all below it.
WORKING = cage.LEVELS[cage.LEVELS.index(cage.level()) :]
LIMITED = [name for name in WORKING if name != "time"]


def run(code, *, inputs=(), output=None, seconds=20, memory=MEMORY, said=b""):
    """Run a line of Python in the cage."""
    command = [sys.executable, "-s", "-B", "-c", code]
    return cage.run(
        command, inputs=inputs, output=output, seconds=seconds, memory=memory, said=said
    )


@pytest.fixture(params=WORKING)
def at_level(request, monkeypatch):
    """Run the test at each level that works here."""
    monkeypatch.setattr(cage, "level", lambda: request.param)
    return request.param


def test_what_the_command_says_comes_back_and_what_we_say_reaches_it(at_level):
    told = run("import sys; print(sys.stdin.read().upper())", said=b"good morning")

    assert told == b"GOOD MORNING\n"


def test_the_environment_is_our_own_and_nothing_of_the_server_is_in_it(at_level, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for converters")

    told = run("import os; print(sorted(set(os.environ) - {'LC_CTYPE', 'PWD'}))")

    expected = ["HOME", "LANG", "MALLOC_ARENA_MAX", "PATH", "SOURCE_DATE_EPOCH", "TMPDIR"]
    assert told.decode().strip() == str(expected)


def test_an_input_can_be_read_and_an_output_written(at_level, tmp_path):
    given, out = tmp_path / "given", tmp_path / "out"
    given.write_text("bytes of a learner")
    out.mkdir()

    run(f"open({str(out / 'made')!r}, 'w').write(open({str(given)!r}).read())",
        inputs=[given], output=out)  # fmt: skip

    assert (out / "made").read_text() == "bytes of a learner"


def test_the_private_folder_is_writable_and_gone_afterwards(at_level):
    code = "import tempfile; file = tempfile.NamedTemporaryFile(delete=False); print(file.name)"

    told = run(code)

    assert told.strip()
    assert not os.path.exists(told.strip())


def test_a_command_that_takes_too_long_is_killed_with_its_children(at_level, tmp_path):
    sign = tmp_path / "sign"
    child = f"import time; time.sleep(3); open({str(sign)!r}, 'w')"
    code = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}])"
    started = time.monotonic()

    with pytest.raises(cage.TimedOut):
        run(f"{code}; time.sleep(60)", output=tmp_path, seconds=1)

    assert time.monotonic() - started < 3
    time.sleep(3.5)
    assert not sign.exists()


def test_a_child_that_is_left_behind_does_not_outlive_the_command(at_level, tmp_path):
    sign = tmp_path / "sign"
    child = f"import time; time.sleep(2); open({str(sign)!r}, 'w')"

    run(f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}])",
        output=tmp_path)  # fmt: skip

    time.sleep(2.5)
    assert not sign.exists()


def test_a_command_that_fails_says_how(at_level):
    with pytest.raises(cage.Failed) as failed:
        run("print('so far'); raise SystemExit('no further')")

    assert failed.value.code == 1
    assert failed.value.told == b"so far\n"
    assert failed.value.complained == b"no further\n"


@pytest.mark.parametrize("at_level", LIMITED, indirect=True)
def test_memory_is_limited(at_level):
    with pytest.raises(cage.Failed) as failed:
        run("bytearray(2 * 1024**3)")

    assert failed.value.complained.endswith(b"MemoryError\n")


@pytest.mark.parametrize("at_level", LIMITED, indirect=True)
def test_a_file_can_not_grow_without_end(at_level, tmp_path):
    with pytest.raises(cage.Failed):
        run(f"open({str(tmp_path / 'big')!r}, 'wb').truncate({cage.FILE_BYTES + 1})",
            output=tmp_path)  # fmt: skip


@pytest.mark.parametrize("at_level", LIMITED, indirect=True)
def test_processor_time_is_limited(at_level):
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_CPU)[0])"

    assert run(code, seconds=7) == b"12\n"


def test_the_network_is_open_only_at_the_two_lowest_levels(at_level):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        code = f"import socket; print(socket.socket().connect_ex({server.getsockname()!r}))"

        answered = int(run(code)) == 0

    assert answered == (at_level not in NO_NETWORK)


def test_other_files_of_the_server_are_hidden_by_bubblewrap(at_level, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("another learner's file")

    seen = run(f"import os; print(os.path.exists({str(secret)!r}), os.path.exists('manage.py'))")

    assert seen == (b"False False\n" if at_level == "bubblewrap" else b"True True\n")


def test_an_input_can_not_be_changed_in_bubblewrap(at_level, tmp_path):
    given = tmp_path / "given"
    given.write_text("original")
    code = f"import os; print(os.access({str(given)!r}, os.W_OK))"

    changeable = run(code, inputs=[given]) == b"True\n"

    assert changeable == (at_level != "bubblewrap")


def test_the_strongest_level_that_works_is_chosen():
    works = []
    for name in cage.LEVELS[:-1]:
        limits = cage.Limits(20, MEMORY)
        command = [sys.executable, "-c", "print(1)"]
        try:
            cage._run(cage._caged(name, command, (), None, limits, "/tmp"), limits, "/tmp", b"")
        except (cage.CageError, OSError):
            continue
        works.append(name)

    assert cage.level() == [*works, "time"][0]


def test_a_signal_is_told_from_an_exit():
    with pytest.raises(cage.Failed) as failed:
        run("import ctypes; ctypes.string_at(0)")

    assert failed.value.code in (-signal.SIGSEGV, 128 + signal.SIGSEGV)
