"""Does a ZIP that was made to harm, or changed at random, end in a sentence and nothing else?"""

import random
import struct
import zipfile

import pytest

from core.errors import RuleViolation
from portfolio.imports import opening

CENTRAL, LOCAL, END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"
CENTRAL_SIZE, LOCAL_SIZE = 46, 30
# What readers of ZIPs count with, at the edges of it.
EDGES = (b"\x00", b"\xff", b"\x80", b"\x7f", b"\xff\xff", b"\xff" * 4, b"\x00" * 4)
TRIES = 400


def refusal_of(path):
    """Return the sentence that refuses the ZIP at `path`, "" when it is whole."""
    try:
        opening.prove(opening.read(path))
    except RuleViolation as refusal:
        return refusal.message
    return ""


def changed(data, at, new):
    return data[:at] + new + data[at + len(new) :]


def all_of(mark, data):
    """Return where each `mark` stands in `data`."""
    found, at = [], data.find(mark)
    while at >= 0:
        found.append(at)
        at = data.find(mark, at + 1)
    return found


@pytest.fixture
def hostile(tmp_path):
    """Return a function that writes bytes to a file that pretends to be a portfolio's ZIP."""

    def write(data):
        path = tmp_path / "hostile.zip"
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def whole(zip_of_amy):
    return zip_of_amy.read_bytes()


def test_a_name_that_says_utf_8_and_is_none_is_refused(hostile, whole):
    at = all_of(CENTRAL, whole)[0]
    flags = struct.unpack_from("<H", whole, at + 8)[0] | 0x800
    data = changed(changed(whole, at + 8, struct.pack("<H", flags)), at + CENTRAL_SIZE, b"\xff\xfe")

    assert refusal_of(hostile(data)).startswith("This is not the ZIP of a portfolio:")


def test_a_place_beyond_any_file_is_refused(hostile):
    far = struct.pack("<2HQ", 1, 8, 2**63)
    name = b"manifest.json"
    head = struct.pack(
        "<4s6H3I5H2I", CENTRAL, 45, 45, 0, 0, 0, 0, 0, 0, 0, len(name), len(far), 0, 0, 0, 0,
        0xFFFFFFFF,
    )  # fmt: skip
    directory = head + name + far
    end = struct.pack("<4s4H2IH", END, 0, 0, 1, 1, len(directory), 0, 0)

    said = refusal_of(hostile(directory + end))

    assert said.startswith("This is not the ZIP of a portfolio: it can’t be opened.")


def test_a_part_whose_own_name_is_no_utf_8_is_named_as_damaged(hostile, unpacked):
    data = unpacked.pack().read_bytes()
    with zipfile.ZipFile(unpacked.path) as packed:
        entry = packed.getinfo("READ ME FIRST.txt")
    at = entry.header_offset
    data = changed(changed(data, at + 6, struct.pack("<H", 0x800)), at + LOCAL_SIZE, b"\xff\xfe")

    assert refusal_of(hostile(data)).startswith("READ ME FIRST.txt is damaged:")


@pytest.mark.parametrize("seed", range(4))
def test_heads_that_were_changed_at_random_end_in_a_sentence(hostile, unpacked, seed):
    data, chance = unpacked.pack().read_bytes(), random.Random(seed)
    heads = [(at, CENTRAL_SIZE + 20) for at in all_of(CENTRAL, data)]
    heads += [(at, LOCAL_SIZE + 20) for at in all_of(LOCAL, data)]
    heads.append((all_of(END, data)[-1], 22))

    for _ in range(TRIES // 4):
        broken = data
        for _ in range(chance.randint(1, 4)):
            at, length = chance.choice(heads)
            new = chance.choice([*EDGES, chance.randbytes(1), chance.randbytes(8)])
            broken = changed(broken, at + 4 + chance.randrange(length - 4), new)
        said = refusal_of(hostile(broken[: len(data)]))
        assert said.endswith(".")


def test_a_directory_that_was_changed_at_random_is_never_taken_for_whole(hostile, whole):
    chance = random.Random(9)
    begin = all_of(CENTRAL, whole)[0]

    for _ in range(TRIES // 4):
        at = chance.randrange(begin, len(whole))
        new = bytes([whole[at] ^ chance.randint(1, 255)])
        assert refusal_of(hostile(changed(whole, at, new))).endswith(".")
