"""The ZIP that is never written: whole, in any part, and larger than 32 bits can say."""

import datetime as dt
import io
import subprocess
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.exports.layout import Entry, Layout

MOMENT = dt.datetime(2026, 3, 4, 15, 6, 8, tzinfo=dt.UTC)
GIGABYTE = 1024**3


def entry(name, data):
    """Return an Entry that reads `data` as a store does, but in pieces of three bytes."""

    def read(first, last):
        wanted = data[first : last + 1]
        for at in range(0, len(wanted), 3):
            yield wanted[at : at + 3]

    return Entry(name, len(data), zlib.crc32(data), MOMENT, read)


def whole(layout):
    return b"".join(layout.read(0, layout.size - 1))


FILES = {
    "Zoë Müller – portfolio.zip": b"first bytes",
    "empty.zip": b"",
    "Świadectwo.zip": bytes(range(256)) * 5,
    "index.html": b"<p>Hello</p>",
}


@pytest.fixture
def layout():
    return Layout([entry(name, data) for name, data in FILES.items()])


def test_python_reads_it_whole(layout):
    data = whole(layout)

    assert len(data) == layout.size
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        assert {name: packed.read(name) for name in packed.namelist()} == FILES
        assert {info.date_time for info in packed.infolist()} == {(2026, 3, 4, 15, 6, 8)}
        assert {info.external_attr >> 16 for info in packed.infolist()} == {0o100644}


def test_unzip_reads_it_whole(layout, tmp_path):
    path = tmp_path / "export.zip"
    path.write_bytes(whole(layout))

    said = subprocess.run(["unzip", "-t", path], capture_output=True, text=True, check=False)

    assert (said.returncode, "No errors detected" in said.stdout) == (0, True)


def test_nothing_in_it_is_a_zip_too():
    with zipfile.ZipFile(io.BytesIO(whole(Layout([])))) as packed:
        assert packed.namelist() == []


@settings(max_examples=300, deadline=None)
@given(data=st.data(), files=st.lists(st.binary(max_size=40), max_size=6))
def test_any_part_is_that_part_of_the_whole(data, files):
    layout = Layout([entry(f"{at} ü.zip", content) for at, content in enumerate(files)])
    all_of_it = whole(layout)
    first = data.draw(st.integers(0, layout.size - 1))
    last = data.draw(st.integers(first, layout.size - 1))

    assert b"".join(layout.read(first, last)) == all_of_it[first : last + 1]
    assert b"" not in list(layout.read(first, last))


def test_a_part_reads_only_the_files_that_it_touches():
    read = []

    def noted(name):
        def asked(first, last):
            read.append((name, first, last))
            yield b"x" * (last - first + 1)

        return asked

    layout = Layout([Entry(n, 1000, zlib.crc32(b"x" * 1000), MOMENT, noted(n)) for n in "abc"])
    head = 30 + 1

    b"".join(layout.read(head + 1000 + head + 10, head + 1000 + head + 19))

    assert read == [("b", 10, 19)]


def test_the_tag_changes_with_names_sizes_and_bytes_alone():
    def tag(name, data):
        return Layout([entry("x.zip", b"x"), entry(name, data)]).tag

    assert tag("a.zip", b"one") == tag("a.zip", b"one")
    assert len({tag("a.zip", b"one"), tag("b.zip", b"one"), tag("a.zip", b"two")}) == 3


class Sparse(io.RawIOBase):
    """A file of many gigabytes that exists in no memory: zipfile seeks in it as in a real one."""

    def __init__(self, layout):
        self._layout, self._at = layout, 0

    def seekable(self):
        return True

    def readable(self):
        return True

    def seek(self, offset, whence=io.SEEK_SET):
        self._at = offset + {0: 0, 1: self._at, 2: self._layout.size}[whence]
        return self._at

    def tell(self):
        return self._at

    def read(self, size=-1):
        last = self._layout.size - 1 if size < 0 else min(self._at + size, self._layout.size) - 1
        data = b"".join(self._layout.read(self._at, last)) if self._at <= last else b""
        self._at += len(data)
        return data


def huge(name, size):
    def zeros(first, last):
        left = last - first + 1
        while left > 0:
            yield bytes(min(left, 65536))
            left -= 65536

    return Entry(name, size, 0, MOMENT, zeros)


@pytest.mark.parametrize(
    "sizes",
    [
        [5 * GIGABYTE, 20],
        [2**32 - 2, 7],
        [2**32 - 1, 7],
        [2**32, 7],
        [3 * GIGABYTE, 3 * GIGABYTE, 30],
        [700 * GIGABYTE] * 3,
    ],
)
def test_what_32_bits_can_not_say_is_said_in_64(sizes):
    entries = [huge(f"{at}.zip", size) for at, size in enumerate(sizes)]
    layout = Layout([*entries, entry("index.html", b"<p>Hello</p>")])

    with zipfile.ZipFile(Sparse(layout)) as packed:
        found = packed.infolist()
        assert [info.file_size for info in found] == [*sizes, 12]
        assert packed.read("index.html") == b"<p>Hello</p>"
        with packed.open("0.zip") as first:
            assert first.read(4) == bytes(4)
    heads = [b"".join(layout.read(i.header_offset, i.header_offset + 3)) for i in found]
    assert heads == [b"PK\x03\x04"] * len(found)


def test_more_files_than_16_bits_can_count():
    layout = Layout([entry(f"{number}", b"") for number in range(65_536)])

    with zipfile.ZipFile(io.BytesIO(whole(layout))) as packed:
        assert len(packed.namelist()) == 65_536
