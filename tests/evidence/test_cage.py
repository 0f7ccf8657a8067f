"""What can a converter do in the cage, and what not?"""

import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

import pytest

from evidence.cage import cage
from evidence.renditions import office

MEMORY = 1024**3
NO_NETWORK = ("bubblewrap", "namespaces")
# Each level that works on this machine: the one that was chosen, and all below it.
WORKING = cage.LEVELS[cage.LEVELS.index(cage.level()) :]
REAL = [name for name in WORKING if name in cage.REAL]
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


def test_our_own_modules_find_no_programs_to_start(at_level):
    """Else ctypes asks compilers where WeasyPrint's libraries are."""
    said = b"import shutil; print(shutil.which('sh'), shutil.which('rm'))\n"

    told = cage.run_python("code", inputs=[], output=None, seconds=20, memory=MEMORY, said=said)

    assert b"None None" in told


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
        run(f"open({str(tmp_path / 'big')!r}, 'wb').truncate({cage.WRITTEN + 1})",
            output=tmp_path)  # fmt: skip


@pytest.mark.parametrize("at_level", LIMITED, indirect=True)
def test_processor_time_is_limited(at_level):
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_CPU)[0])"

    assert run(code, seconds=7) == b"12\n"


def test_who_computes_for_too_long_is_ended_long_before_the_time_is_up(at_level):
    started = time.monotonic()

    with pytest.raises(cage.TookTooMuch):
        cage.run([sys.executable, "-c", "while True: pass"], inputs=(), output=None,
                 seconds=60, processor=1, memory=MEMORY)  # fmt: skip

    assert time.monotonic() - started < 30


def test_who_waits_computes_nothing(at_level):
    told = cage.run([sys.executable, "-c", "import time; time.sleep(1.5); print('awake')"],
                    inputs=(), output=None, seconds=20, processor=1, memory=MEMORY)  # fmt: skip

    assert told == b"awake\n"


def test_what_a_killed_process_left_goes_after_a_day_and_nothing_of_others(tmp_path, monkeypatch):
    place, other = tmp_path / "temporary", tmp_path / "elsewhere"
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    for folder in (place, other):
        folder.mkdir()
    (other / "kept.txt").write_text("not ours")
    for name in ("old", "new"):
        (place / f"{cage.SCRATCH}{name}" / "deep").mkdir(parents=True)
    (place / f"{cage.SCRATCH}old" / "deep" / "link").symlink_to(other)
    (place / f"{cage.SCRATCH}link").symlink_to(other)
    (place / f"{cage.SCRATCH}file").write_text("no folder")
    (place / "cage-of-birds").mkdir()
    long_ago = time.time() - cage.LEFT_SECONDS - 60
    for path in [*place.iterdir(), other]:
        if not path.name.endswith("new"):
            os.utime(path, (long_ago, long_ago), follow_symlinks=False)

    assert cage.remove_leftovers() == 1

    left = sorted(path.name.removeprefix(cage.SCRATCH) for path in place.iterdir())
    assert left == ["cage-of-birds", "file", "link", "new"]
    assert (other / "kept.txt").exists()


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


def test_an_input_can_not_be_changed_in_a_real_cage(at_level, tmp_path):
    given = tmp_path / "given"
    given.write_text("original")
    code = f"import os; print(os.access({str(given)!r}, os.W_OK))"

    changeable = run(code, inputs=[given]) == b"True\n"

    assert changeable == (at_level not in cage.REAL)


TRY = """
def tried(act):
    try: act()
    except OSError: return 'refused'
    return 'done'
"""


@pytest.mark.parametrize("at_level", REAL, indirect=True)
def test_a_real_cage_lets_nothing_be_written_outside_of_its_folders(at_level, tmp_path):
    out, beside = tmp_path / "out", tmp_path / "beside"
    out.mkdir()
    beside.mkdir()
    places = [
        f"{out}/made",
        f"{beside}/made",
        "/usr/made",
        f"{cage.CODE}/evidence/made",
        "/proc/sys/made",
    ]
    code = f"{TRY}\nprint(*(tried(lambda: open(place, 'w')) for place in {places}))"

    assert run(code, output=out) == b"done refused refused refused refused\n"


@pytest.mark.parametrize("at_level", REAL, indirect=True)
def test_a_real_cage_can_not_be_opened_again_from_within(at_level, tmp_path):
    out, beside = tmp_path / "out", tmp_path / "beside"
    out.mkdir()
    beside.mkdir()
    code = (
        f"import ctypes, os{TRY}\n"
        "libc = ctypes.CDLL(None)\n"
        "libc.mount(None, b'/', None, 32 | 4096, None)\n"
        "if libc.unshare(0x10020000) == 0: libc.mount(None, b'/', None, 32 | 4096, None)\n"
        f"print(tried(lambda: open('{beside}/made', 'w')))"
    )

    assert run(code, output=out) == b"refused\n"
    assert not (beside / "made").exists()


@pytest.mark.parametrize("at_level", REAL, indirect=True)
def test_a_real_cage_sees_no_process_of_the_server_and_so_none_of_its_secrets(at_level):
    ours = Path(f"/proc/{os.getpid()}/cmdline").read_bytes()
    code = (
        "import pathlib\n"
        "lines = [p.read_bytes() for p in pathlib.Path('/proc').glob('[0-9]*/cmdline')]\n"
        f"print(len(lines) < 6, {ours!r} in lines)"
    )

    assert run(code) == b"True False\n"


@pytest.mark.parametrize("at_level", REAL, indirect=True)
def test_a_real_cage_leaves_a_converter_no_power_of_root(at_level):
    code = "print(*{l.split()[1] for l in open('/proc/self/status') if l[:6] == 'CapEff'})"

    assert run(code) == b"0000000000000000\n"


def test_what_a_converter_shuts_is_opened_again(at_level, tmp_path):
    tmp_path.chmod(0o750)

    run(f"import os; os.chmod({str(tmp_path)!r}, 0o500)", output=tmp_path)

    assert tmp_path.stat().st_mode & 0o777 == 0o750


def test_the_strongest_level_that_works_is_chosen(tmp_path):
    works = []
    for name in cage.LEVELS[:-1]:
        limits = cage.Limits(20, MEMORY)
        command = [sys.executable, "-c", "print(1)"]
        try:
            caged = cage._caged(name, command, (), None, limits, str(tmp_path))
            cage._run(caged, limits, [str(tmp_path)], b"")
        except (cage.CageError, OSError):
            continue
        works.append(name)

    assert cage.level() == [*works, "time"][0]


def test_a_signal_is_told_from_an_exit():
    with pytest.raises(cage.Failed) as failed:
        run("import ctypes; ctypes.string_at(0)")

    assert failed.value.code in (-signal.SIGSEGV, 128 + signal.SIGSEGV)


@pytest.mark.parametrize("at_level", REAL, indirect=True)
def test_a_fork_bomb_ends_and_leaves_nothing(at_level):
    bomb = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"

    with pytest.raises(cage.TookTooMuch):
        run(bomb)

    assert left_running("os.fork()") == []


@pytest.mark.parametrize("at_level", REAL, indirect=True)
def test_threads_are_counted_inside_where_the_kernel_counts_them(at_level):
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_NPROC)[0])"

    assert run(code) == f"{cage.THREADS}\n".encode()


def test_what_all_processes_hold_in_memory_is_limited(at_level):
    hold = "bytearray(b'x') * 60_000_000"
    code = f"import os, time; [os.fork() for _ in range(2)]; held = {hold}; time.sleep(60)"

    with pytest.raises(cage.TookTooMuch):
        run(code, memory=150_000_000)


def test_many_files_are_too_much_and_are_taken_away_again(at_level, tmp_path):
    code = f"[open(f'{tmp_path}/{{n}}', 'w').close() for n in range(6000)]"

    with pytest.raises(cage.TookTooMuch):
        run(code, output=tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_all_files_together_may_not_grow_without_end(at_level, tmp_path):
    (tmp_path / "scratch").mkdir()
    code = f"[open(f'{tmp_path}/scratch/{{n}}', 'w').write('x' * 1_000_000) for n in range(9)]"

    with pytest.raises(cage.TookTooMuch):
        cage.run([sys.executable, "-c", code], inputs=(), output=tmp_path, seconds=20,
                 memory=MEMORY, written=5_000_000)  # fmt: skip

    assert list(tmp_path.rglob("*")) == [tmp_path / "scratch"]


def test_folders_that_nobody_could_walk_through_are_taken_away_again(at_level, tmp_path):
    down = "for _ in range(3000): os.mkdir('d'); os.chdir('d')"
    dig = f"import os; os.chdir({str(tmp_path)!r})\n{down}"

    with pytest.raises(cage.TookTooMuch):
        run(dig, output=tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_output_without_end_is_too_much(at_level):
    with pytest.raises((cage.TookTooMuch, cage.Failed)):
        cage.run([sys.executable, "-c", "while True: print('x' * 100_000)"], inputs=(), output=None,
                 seconds=20, memory=MEMORY, written=5_000_000)  # fmt: skip


def test_the_beginning_of_a_long_answer_comes_back():
    assert run("print('ready'); print('x' * 1_000_000)").startswith(b"ready\nxxx")


def test_a_child_in_a_session_of_its_own_does_not_outlive_the_command(at_level):
    child = "import time; time.sleep(61)"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}], "

    run(f"{code}start_new_session=True)")

    assert left_running("sleep(61)") == []


@pytest.mark.parametrize(
    ("tools", "expected"),
    [
        (("bwrap", "prlimit"), "bubblewrap"),
        (("unshare", "setpriv", "prlimit"), "namespaces"),
        (("prlimit",), "limits"),
        ((), "time"),
    ],
)
def test_the_level_follows_from_the_tools_that_are_there(monkeypatch, tools, expected):
    if expected not in WORKING:
        expected = WORKING[0]
    there = {name: shutil.which(name) for name in tools}
    monkeypatch.setattr(shutil, "which", there.get)

    assert cage.level.__wrapped__() == expected


@pytest.mark.parametrize(
    "at_level", [level for level in WORKING if level not in REAL], indirect=True
)
def test_without_a_real_cage_office_documents_are_not_converted(at_level):
    assert not cage.is_real()
    assert office.version.__wrapped__() is None
    if shutil.which("soffice"):
        assert office.why_off() == (
            "No cage can be made here, and LibreOffice never runs without one."
        )


def left_running(words):
    """Return the command lines of processes that have these words in them, and still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_text(errors="replace")
        except OSError:
            continue
        if words in line and int(folder.name) != os.getpid():
            found.append(line)
    return found
