"""Names from hell: safe for every system and screen, readable, and kept as given beside."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidence.door import file_names
from evidence.door.file_names import MOST_BYTES, as_text, safe_name, title_from
from evidence.intake import Given

HELL = {
    "../../etc/passwd.txt": "passwd.txt",
    "C:\\Users\\amy\\minutes.txt": "minutes.txt",
    "folder/": "folder",
    "..": "file",
    "...": "file",
    "": "file",
    " . ": "file",
    "\x00": "file",
    "\ud800": "file",
    "\u202e\u200b": "file",
    ".pdf": "file.pdf",
    ".htaccess": "file.htaccess",
    "plan\u202efdp.exe": "planfdp.exe",
    "mi\u200bnu\ufefftes.txt": "minutes.txt",
    "line\r\nbreak\t.txt": "line break .txt",
    "nul\x00byte.txt": "nulbyte.txt",
    "CON.pdf": "file CON.pdf",
    "nul": "file nul",
    "Com1 .tar.gz": "file Com1 .tar.gz",
    "console.pdf": "console.pdf",
    "report.pdf. . ": "report.pdf",
    "-rf minutes.txt": "rf minutes.txt",
    "=cmd|'calc'!A0.csv": "cmd-'calc'!A0.csv",
    "@SUM(1).csv": "SUM(1).csv",
    "+44 call.m4a": "44 call.m4a",
    "<b onclick=x>.pdf": "b onclick=x-.pdf",
    "..%2f..%2fpasswd": "passwd",
    "a\uff0fb\u2215c.txt": "a-b-c.txt",
    'Re: "Refunds"?.docx': "Re- -Refunds--.docx",
    "U\u0308bersicht.txt": "\xdcbersicht.txt",
    "\xdcbersicht \u2013 M\xe4rz.txt": "\xdcbersicht \u2013 M\xe4rz.txt",
    "\U0001f4c8 growth.xlsx": "\U0001f4c8 growth.xlsx",
    "x" * 300 + ".pdf": "x" * (MOST_BYTES - 4) + ".pdf",
    "\u6f22" * 300 + ".pdf": "\u6f22" * ((MOST_BYTES - 4) // 3) + ".pdf",
    "x" * 300: "x" * MOST_BYTES,
}


@pytest.mark.parametrize(("name", "safe"), HELL.items(), ids=lambda name: ascii(name)[:30])
def test_a_name_from_hell_becomes_this(name, safe):
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("minutes.txt", ""),
        ("../a.txt", "../a.txt"),
        ("nul\x00.txt", "nul\u2400.txt"),
        ("\udc80.txt", "\ufffd.txt"),
        ("<script>.txt", "<script>.txt"),
    ],
)
def test_the_name_as_given_is_kept_as_text_where_it_differs(given_name, kept):
    assert Given(given_name).other_name == kept


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Kick-off_minutes.txt", "Kick off minutes"),
        ("a.b.c.pdf", "a.b.c"),
        ("file", "file"),
        ("_.txt", "_.txt"),
    ],
)
def test_a_title_is_made_of_the_name(name, title):
    assert title_from(name) == title


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"minutes.txt", "minutes.txt"),
        ("Mär".encode(), "Mär"),
        (b"M\xe4r", "Mär"),
        (b"\x81", "\ufffd"),
    ],
)
def test_bytes_that_are_not_utf_8_are_read_as_windows_wrote_them(raw, text):
    assert file_names.decoded(raw) == text


MEANS_MORE = re.compile(r'[/\\:*?"<>|\x00-\x1f\u2044\u2215\uff0f\uff3c]|%2f|%5c', re.IGNORECASE)
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d) *(\.|$)", re.IGNORECASE)
AWKWARD = st.sampled_from(
    [*"/\\.:<>|?* -=+@~%\x00\x1f\u200b\u202e\u2066\ufeff\ud800\uff0f\u0308\u3164", "CON", "nul.",
     "%2f", "%2F", "..", ".pdf", "x" * 99]
)  # fmt: skip
NAMES = st.lists(st.one_of(AWKWARD, st.characters(), st.text(max_size=5)), max_size=30).map("".join)


@settings(max_examples=400, deadline=None)
@given(NAMES)
@example("%2%2ff")
@example("\u212aON.con")
@example("\u1fef\u2024")
def test_a_safe_name_is_safe(name):
    safe = safe_name(name)

    assert safe
    assert len(safe.encode()) <= 255
    assert not MEANS_MORE.search(safe)
    assert not {unicodedata.category(c) for c in safe} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert safe == safe.strip(" .")
    assert safe[0] not in "-=+@."
    assert not RESERVED.match(safe)
    assert safe_name(safe) == safe
    assert title_from(safe).strip()


@given(NAMES)
def test_the_name_as_given_can_be_kept_by_every_database(name):
    text = as_text(name)

    assert "\x00" not in text
    assert text.encode().decode() == text
    assert as_text(text) == text
