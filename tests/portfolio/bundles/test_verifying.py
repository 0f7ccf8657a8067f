"""Verifying: what is whole is said to be, and each kind of change is named, wherever it is."""

import io
import os
import random
import struct
import zipfile
import zlib
from functools import partial

import pytest
from django.core.management import CommandError, call_command

from portfolio.bundles import archive, keys, pdf_seal, verifying, zip_differences, zip_seal
from portfolio.bundles.built import Sums
from tests.portfolio.bundles import sealed
from tests.portfolio.bundles.example import Example, criterion

SEED, TRIES = 20261122, 200
CHANGED = "“{}” was changed or damaged."
LIST_CHANGED = (
    "sha256sum.txt was changed: what it says can’t be relied on, so files are only held against "
    "the ZIP’s own checksums."
)
DIRECTORY = "The ZIP’s directory, its own list of files, was changed."
BETWEEN = (
    "Bytes between the files were changed: names, dates or settings. Every file in it is as it was "
    "sealed."
)
ALL_FIT = "Every file in it fits sha256sum.txt; but without a whole seal, both may be changed."
SEAL_CHANGED = "The seal itself was changed."


@pytest.fixture(scope="session")
def key():
    return keys.read_pkcs12(sealed.centre_file(), sealed.PASSPHRASE)


@pytest.fixture(scope="session")
def made(tmp_path_factory, key):
    """A folder with a sealed PDF and a sealed ZIP that holds it and two originals."""
    folder = tmp_path_factory.mktemp("sealed")
    example = Example(folder)
    plan = example.add_artefact(
        "Plan", data=b"the plan " * 40, content_type="text/plain", file_name="plan.txt"
    )
    example.add_artefact("Video", data=b"\x00moving" * 60, content_type="video/mp4")
    example.add_unit("Manage operations", [criterion("1.1", shown=[(plan, 1)])])
    made = pdf_seal.seal(sealed.small_pdf(folder / "whole.pdf"), key)
    archive.build(
        example.manifest,
        pdfs={folder / "whole.pdf": made},
        original_of=example.original_of,
        out=folder / "whole.zip",
        report=lambda percent, step: None,
        seal=partial(zip_seal.seal, key=key),
    )
    return folder


@pytest.fixture
def pdf(made):
    return (made / "whole.pdf").read_bytes()


@pytest.fixture
def packed(made):
    return (made / "whole.zip").read_bytes()


@pytest.fixture
def verdict_of(tmp_path):
    """Return a function that verifies bytes."""

    def verify(data):
        path = tmp_path / "given"
        path.write_bytes(data)
        return verifying.verify(path)

    return verify


def differences(verdict):
    assert verdict.is_whole is False
    return list(verdict.differences)


def turned(data, at):
    """Return the data with the lowest bit of one byte turned."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_what_was_not_touched_is_whole(kind, made, key):
    verdict = verifying.verify(made / f"whole.{kind}")

    assert (verdict.kind, verdict.is_whole) == (kind, True)
    assert (verdict.differences, verdict.remarks) == ((), ())
    assert (verdict.signer, verdict.is_demo) == ("Harbour Skills Centre", False)
    assert verdict.certificate_sha256 == key.facts["certificate_sha256"]
    assert sealed.TODAY - sealed.A_DAY < verdict.sealed_at < sealed.TODAY + sealed.A_DAY


def regions_of_pdf(data):
    contents = data.index(b"/Contents <3") + len(b"/Contents ")
    after = data.index(b">", contents) + 1
    padding = data[:after].rstrip(b"0>")
    dictionary = data.index(b"endobj", after)
    before = data.index(b"%%EOF")
    return {
        "head": (0, 20),
        "what was there before": (20, before),
        "signature": (contents, len(padding)),
        "padding": (len(padding), after),
        "byte range": (after, after + 60),
        "its dictionary": (after + 60, dictionary),
        "end": (dictionary, len(data)),
    }


def regions_of_zip(data):
    end = data.rindex(zip_seal.END)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        entries = opened.infolist()
        start = opened.start_dir
    return {
        "first header": (0, 30),
        "last header": (entries[-1].header_offset, entries[-1].header_offset + 30),
        "list": (entries[-1].header_offset, start),
        "directory": (start, end),
        "end of directory": (end, end + 20),
        "length of the comment": (end + 20, end + 22),
        "words": (end + 22, end + 22 + len(zip_seal.MARK)),
        "hash": (end + 22 + len(zip_seal.MARK), end + 22 + len(zip_seal.MARK) + 65),
        "signature": (end + 22 + len(zip_seal.MARK) + 65, len(data)),
    }


@pytest.mark.parametrize(("kind", "regions_of"), [("pdf", regions_of_pdf), ("zip", regions_of_zip)])
def test_each_bit_that_is_turned_is_found(kind, regions_of, made, verdict_of):
    """200 bits anywhere, and 20 more in each part of the file; the seed says which."""
    data = (made / f"whole.{kind}").read_bytes()
    regions = regions_of(data).values()
    missed, silent, tried = [], [], 0
    for bit, changed in sealed.flips(data, tries=TRIES, seed=SEED, regions=regions):
        verdict = verdict_of(changed)
        tried += 1
        missed += [bit] if verdict.is_whole else []
        silent += [] if verdict.differences else [bit]

    assert (missed, silent) == ([], [])
    assert tried == TRIES + len(regions) * TRIES // 10


def test_a_pdf_that_was_changed_is_told_so_with_who_sealed_it(pdf, verdict_of, key):
    verdict = verdict_of(pdf.replace(b"Portfolio of evidence", b"Portfolio of evidenze", 1))

    assert differences(verdict) == ["The PDF was changed after it was sealed."]
    assert verdict.certificate_sha256 == key.facts["certificate_sha256"]


def test_what_was_added_to_a_pdf_is_told_apart_from_a_change(pdf, verdict_of):
    added = pdf + b"1 0 obj\n<<>>\nendobj\n"

    assert differences(verdict_of(added)) == [
        "Something was added after the PDF was sealed: 20 bytes.",
        "What was sealed is as it was, without what was added.",
    ]
    far = pdf + b"\n" * 3_000_000
    assert differences(verdict_of(far))[0] == (
        "Something was added after the PDF was sealed: 3,000,000 bytes."
    )


def test_a_pdf_whose_end_is_missing(pdf, verdict_of):
    assert differences(verdict_of(pdf[:-9])) == ["The end of the PDF is missing: 9 bytes."]


def test_a_pdf_whose_seal_was_changed(pdf, verdict_of):
    begin, after = regions_of_pdf(pdf)["signature"]

    assert differences(verdict_of(turned(pdf, (begin + after) // 2))) == [SEAL_CHANGED]


def test_the_letters_of_a_signature_may_not_change_their_case(pdf, verdict_of):
    begin, after = regions_of_pdf(pdf)["signature"]

    lower = pdf[:begin] + pdf[begin:after].lower() + pdf[after:]
    assert differences(verdict_of(lower)) == [SEAL_CHANGED]


def test_a_pdf_without_a_seal(tmp_path, verdict_of):
    plain = sealed.small_pdf(tmp_path / "plain.pdf").read_bytes()

    verdict = verdict_of(plain)

    assert differences(verdict) == [
        "This PDF has no seal of a portfolio, or its seal was destroyed."
    ]
    assert (verdict.kind, verdict.signer, verdict.sealed_at) == ("pdf", "", None)


def contents_of(data):
    begin = data.index(b"/Contents <3") + len(b"/Contents <")
    return data[begin : data.index(b">", begin)]


def test_the_seal_of_one_pdf_on_another(pdf, tmp_path, verdict_of, key):
    other = sealed.small_pdf(tmp_path / "other.pdf")
    pdf_seal.seal(other, key)
    taken, given = contents_of(pdf), contents_of(other.read_bytes())

    swapped = other.read_bytes().replace(given, taken.rstrip(b"0").ljust(len(given), b"0"))

    assert "The PDF was changed after it was sealed." in differences(verdict_of(swapped))


@pytest.mark.parametrize("name", ["originals/E01 Plan.txt", "index.html", "manifest.json"])
def test_the_file_of_a_zip_that_was_changed_is_named(name, packed, verdict_of):
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        entry = opened.getinfo(name)
        content = opened.read(name)

    in_place = turned(packed, entry.header_offset + 30 + len(name) + entry.compress_size // 2)
    assert differences(verdict_of(in_place)) == [CHANGED.format(name)]

    again = sealed.repacked(packed, change={name: content + b" "})
    assert f"“{name}” is not the file that was sealed." in differences(verdict_of(again))


def test_a_file_that_is_missing_or_was_added_is_named(packed, verdict_of):
    changed = sealed.repacked(
        packed, leave_out=["originals/E01 Plan.txt"], add={"originals/E09 New.txt": b"new"}
    )

    said = differences(verdict_of(changed))

    assert "“originals/E01 Plan.txt” is missing." in said
    assert "“originals/E09 New.txt” was added: the list does not have it." in said


def test_a_list_that_was_changed_with_its_file_does_not_hide_it(packed, verdict_of):
    name = "originals/E01 Plan.txt"
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        listing = opened.read("sha256sum.txt").decode()
    line = next(line for line in listing.splitlines() if line.endswith(name))
    forged = f"{zip_seal.hashlib.sha256(b'forged').hexdigest()}  {name}"
    change = {name: b"forged", "sha256sum.txt": listing.replace(line, forged).encode()}

    assert differences(verdict_of(sealed.repacked(packed, change=change))) == [
        DIRECTORY,
        LIST_CHANGED,
    ]


def test_a_bit_of_the_list_itself(packed, verdict_of):
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        entry = opened.getinfo("sha256sum.txt")
    at = entry.header_offset + 30 + len("sha256sum.txt") + entry.compress_size // 2

    assert differences(verdict_of(turned(packed, at))) == [LIST_CHANGED]


def test_bytes_between_the_files(packed, verdict_of):
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        date = opened.getinfo("index.html").header_offset + 12

    assert differences(verdict_of(turned(packed, date))) == [BETWEEN]


def test_the_directory(packed, verdict_of):
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        date = opened.start_dir + 14

    assert differences(verdict_of(turned(packed, date))) == [DIRECTORY]


def test_what_was_added_to_a_zip(packed, verdict_of):
    assert differences(verdict_of(packed + b"more")) == [
        "Something was added after the ZIP was sealed: 4 bytes."
    ]


def test_a_zip_whose_seal_was_changed_or_taken_away(packed, verdict_of):
    comment = packed.index(zip_seal.MARK)

    assert differences(verdict_of(turned(packed, comment + 3))) == [SEAL_CHANGED, ALL_FIT]
    assert differences(verdict_of(turned(packed, comment + 100))) == [SEAL_CHANGED, ALL_FIT]
    bare = packed[: comment - 2] + b"\0\0"
    assert differences(verdict_of(bare)) == [
        "This ZIP has no seal of a portfolio, or its seal was destroyed.",
        ALL_FIT,
    ]


def test_what_is_sealed_anew_by_somebody_else_is_theirs(packed, tmp_path, key):
    other = keys.read_pkcs12(sealed.centre_file(), sealed.PASSPHRASE)
    path = tmp_path / "theirs.zip"
    path.write_bytes(packed[: packed.index(zip_seal.MARK) - 2] + b"\0\0")
    zip_seal.seal(path, Sums(), key=other)

    verdict = verifying.verify(path)

    assert (verdict.is_whole, verdict.signer) == (True, "Harbour Skills Centre")
    assert verdict.certificate_sha256 == other.facts["certificate_sha256"]
    assert verdict.certificate_sha256 != key.facts["certificate_sha256"]


def test_a_certificate_that_was_not_in_force_is_remarked(tmp_path):
    ended = sealed.TODAY - sealed.A_DAY
    file = sealed.centre_file(begins=ended - sealed.A_YEAR, ends=ended)
    path = sealed.small_pdf(tmp_path / "late.pdf")
    pdf_seal.seal(path, keys.read_pkcs12(file, sealed.PASSPHRASE))

    verdict = verifying.verify(path)

    assert verdict.is_whole is True
    assert verdict.remarks == (
        f"The certificate was not in force at that moment: it is valid from "
        f"{ended - sealed.A_YEAR:%d %B %Y} until {ended:%d %B %Y}.",
    )


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", ""),
        (b"plain words", ""),
        (os.urandom(5000), ""),
        (b"%PDF-1.7", "pdf"),
        (b"%PDF-1.7\n" + b"/ByteRange [0 9 99 9]" * 5000, "pdf"),
        (b"%PDF-1.7\n/Contents <30> /ByteRange [0 20 24 99]", "pdf"),
        (b"PK\x03\x04", "zip"),
        (b"PK\x05\x06" + bytes(18), "zip"),
        (b"PK\x05\x06" + b"\xff" * 18, "zip"),
        (b"PK\x03\x04" + zip_seal.MARK, "zip"),
        (b"PK\x03\x04\0\0" + zip_seal.MARK * 3 + b"x\n!!!", "zip"),
    ],
)
def test_what_is_no_bundle_gets_a_verdict_all_the_same(data, kind, verdict_of):
    verdict = verdict_of(data)

    assert (verdict.kind, verdict.is_whole) == (kind, False)
    assert verdict.differences


def test_a_file_that_is_not_there_or_a_folder(tmp_path):
    for path in (tmp_path / "nothing", tmp_path):
        assert verifying.verify(path).differences == ("The file can’t be read.",)


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_a_file_that_is_cut_anywhere_is_never_whole(kind, made, verdict_of):
    data = (made / f"whole.{kind}").read_bytes()

    for end in range(0, len(data), len(data) // 60):
        assert differences(verdict_of(data[:end]))


def bomb(*, times, stated=None):
    """Return a ZIP whose files unpack to `times` 16 MB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(times):
            packed.writestr(f"{number}.txt", bytes(16 * 1024 * 1024))
        packed.writestr("sha256sum.txt", "")
    return made.getvalue()


def test_a_zip_bomb_is_not_unpacked(verdict_of, monkeypatch):
    monkeypatch.setattr(zip_differences, "MOST_UNPACKED_BESIDE", 8 * 1024 * 1024)

    said = differences(verdict_of(bomb(times=3)))

    assert said[1:] == [
        f"“{number}.txt” was not looked into: the ZIP unpacks to more than a portfolio does."
        for number in range(3)
    ]


def test_a_huge_directory_is_not_read(verdict_of):
    directory = b"PK\x01\x02" + bytes(5 * 1024 * 1024)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, len(directory), 4, 0)

    assert differences(verdict_of(b"PK\x03\x04" + directory + end))[1:] == [
        "It lists more files than a portfolio has, so they were not looked into."
    ]


def test_a_file_that_is_packed_in_another_way_is_not_unpacked(verdict_of):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("a.txt", b"a" * 1000)
        packed.writestr("sha256sum.txt", "", zipfile.ZIP_STORED)

    assert "“a.txt” is packed in a way that no bundle is." in differences(
        verdict_of(made.getvalue())
    )


def test_a_name_that_would_write_on_the_screen_is_made_harmless(verdict_of):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("\x1b[31mred\r\n" + "x" * 300, b"a")
        packed.writestr("sha256sum.txt", "0" * 64 + "  other\n")

    said = differences(verdict_of(made.getvalue()))

    assert all(sentence.isprintable() and len(sentence) < 200 for sentence in said)


def test_many_differences_are_counted(verdict_of):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("sha256sum.txt", "".join(f"{'0' * 64}  {n}\n" for n in range(50)))

    said = differences(verdict_of(made.getvalue()))

    assert len(said) == 1 + zip_differences.MOST_NAMED + 1
    assert said[-1] == "And 30 more."


def test_a_checksum_that_fits_its_changed_file_hides_nothing(packed, verdict_of):
    name = "originals/E02 Video.mp4"
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        entry, content = opened.getinfo(name), opened.read(name)
    forged = b"\x01" + content[1:]
    begin = entry.header_offset + 30 + len(name)
    changed = packed[:begin] + forged + packed[begin + len(forged) :]
    old, new = (struct.pack("<L", zlib.crc32(data)) for data in (content, forged))

    assert differences(verdict_of(changed.replace(old, new))) == [
        DIRECTORY,
        f"“{name}” is not the file that was sealed.",
    ]


def export_of(packed, names=("Amy.zip", "Joe.zip"), beside=("index.html", "outcomes.csv")):
    """Return the ZIP of an export: lists first, then a portfolio's ZIP under each name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as export:
        for name in beside:
            export.writestr(name, b"a list without a seal " * 8)
        for name in names:
            export.writestr(name, packed)
    return made.getvalue()


def test_each_portfolio_in_an_export_is_held_against_its_own_seal(verdict_of, packed):
    verdict = verdict_of(export_of(packed))

    assert (verdict.kind, verdict.is_whole, verdict.differences) == ("export", True, ())
    assert verdict.remarks == (verifying.EXPORT,)
    assert [name for name, _ in verdict.parts] == ["Amy.zip", "Joe.zip"]
    for _, part in verdict.parts:
        assert (part.kind, part.is_whole, part.signer) == ("zip", True, "Harbour Skills Centre")


def test_the_portfolio_of_an_export_that_differs_is_named(verdict_of, packed):
    data = export_of(packed)
    at = data.rindex(b"\x00moving")

    verdict = verdict_of(turned(data, at))

    (_, amy), (_, joe) = verdict.parts
    assert (verdict.is_whole, amy.is_whole) == (False, True)
    assert differences(joe) == [CHANGED.format("originals/E02 Video.mp4")]


def test_any_changed_byte_of_a_portfolio_in_an_export_is_found(verdict_of, packed):
    data = export_of(packed)
    begin = data.index(packed)
    rng = random.Random(SEED)

    for at in rng.sample(range(begin, begin + len(packed)), 60):
        assert not verdict_of(turned(data, at)).is_whole, at


def test_what_has_no_seal_in_an_export_is_named(verdict_of, packed):
    data = export_of(packed, names=["Amy.zip"], beside=[])
    other = export_of(b"PK plain words", names=["Joe.zip"])

    assert verdict_of(data).is_whole
    ((name, part),) = verdict_of(other).parts
    assert (name, differences(part)[0]) == ("Joe.zip", verifying.NO_ZIP_SEAL)


def test_an_export_that_holds_itself_comes_to_an_end(verdict_of, packed):
    data = export_of(packed, names=["Amy.zip"])
    central = data.rindex(b"PK\x01\x02")
    # The entry begins where the whole file does.
    data = data[: central + 42] + bytes(4) + data[central + 46 :]

    assert not verdict_of(data).is_whole


def test_more_portfolios_than_are_checked_at_once_are_not_looked_into(verdict_of, monkeypatch):
    monkeypatch.setattr(verifying, "MOST_PORTFOLIOS", 2)

    verdict = verdict_of(export_of(b"PK", names=["a.zip", "b.zip", "c.zip"]))

    assert (differences(verdict), verdict.parts) == ([verifying.TOO_MANY], ())


@pytest.mark.parametrize("at", [0, 1])
def test_a_zip_is_told_from_the_pdf_at_its_beginning(verdict_of, tmp_path, key, at):
    example = Example(tmp_path)
    example.add_artefact("Plan", data=b"%PDF-1.7 a plan", content_type="application/pdf")
    own = sealed.small_pdf(tmp_path / "own.pdf")
    archive.build(
        example.manifest,
        pdfs={own: pdf_seal.seal(own, key)},
        original_of=example.original_of,
        out=tmp_path / "out.zip",
        report=lambda percent, step: None,
        seal=partial(zip_seal.seal, key=key),
    )

    verdict = verdict_of(turned((tmp_path / "out.zip").read_bytes(), at))

    assert verdict.kind == "zip"
    assert differences(verdict) == [CHANGED.format("originals/E01 Plan.pdf")]


def checked(capsys, *words):
    """Run the command; return its exit code and what it printed."""
    try:
        call_command("verify_bundle", *map(str, words))
        code = 0
    except SystemExit as end:
        code = end.code
    return code, capsys.readouterr().out


def test_the_command_says_it_by_words_and_exit_code(made, pdf, tmp_path, capsys):
    code, said = checked(capsys, made / "whole.pdf")
    assert code == 0
    assert "whole and unaltered" in said
    assert "Sealed by: Harbour Skills Centre" in said

    (tmp_path / "changed.pdf").write_bytes(turned(pdf, 30))
    assert checked(capsys, tmp_path / "changed.pdf")[0] == 1
    (tmp_path / "words.txt").write_text("words")
    assert checked(capsys, tmp_path / "words.txt")[0] == 2
    assert checked(capsys, tmp_path / "nothing")[0] == 2


def test_the_command_says_it_of_each_portfolio_in_an_export(packed, tmp_path, capsys):
    path = tmp_path / "export.zip"
    path.write_bytes(export_of(packed))
    code, said = checked(capsys, path)
    assert code == 0
    assert "Amy.zip: whole and unaltered" in said

    path.write_bytes(turned(path.read_bytes(), path.read_bytes().rindex(b"\x00moving")))
    code, said = checked(capsys, path)
    assert code == 1
    assert ("Amy.zip: whole" in said, "Joe.zip: NOT whole" in said) == (True, True)


def test_the_command_compares_with_a_certificate(made, tmp_path, key, capsys):
    own, other = tmp_path / "own.pem", tmp_path / "other.pem"
    own.write_bytes(sealed.pem_of(key))
    other.write_bytes(sealed.pem_of(keys.read_pkcs12(sealed.centre_file(), sealed.PASSPHRASE)))

    assert checked(capsys, made / "whole.zip", "--certificate", own)[0] == 0
    code, said = checked(capsys, made / "whole.zip", "--certificate", other)
    assert code == 1
    assert f"It was not sealed with {other}, but with another one." in said
    with pytest.raises(CommandError, match="is no certificate"):
        call_command("verify_bundle", str(made / "whole.zip"), "--certificate", str(made))
