"""Is a ZIP that somebody changed, or made up, refused with the place named?"""

import io
import struct
import zipfile

import pytest

from core.errors import RuleViolation
from portfolio.imports import container, opening
from tests.imports import PDF_BYTES, Unpacked

WAY_ON = "Nothing was imported. Ask whoever sent it for the ZIP again."


def refusal_of(path):
    with pytest.raises(RuleViolation) as caught:
        opening.prove(opening.read(path))
    assert caught.value.field == "file"
    assert caught.value.message.endswith(WAY_ON)
    return caught.value.message.removesuffix(f" {WAY_ON}")


@pytest.fixture
def minutes(unpacked):
    """The name of the first original."""
    return unpacked.manifest["artefacts"][0]["archive_name"]


def test_a_zip_as_it_was_made_is_whole(zip_of_amy):
    read_zip = opening.read(zip_of_amy)

    opening.prove(read_zip)

    assert read_zip.came_from == "Harbour"
    assert [original.reference for original in read_zip.originals] == ["E01", "E02"]
    assert "archive_name" not in read_zip.manifest["artefacts"][0]


def test_every_file_with_other_bytes_is_named(unpacked):
    names = [n for n in unpacked.entries if n not in ("manifest.json", "sha256sum.txt")]
    assert len(names) == 6
    for name in names:
        data = unpacked.entries[name]
        unpacked.entries[name] = bytes([data[0] ^ 1]) + data[1:]
        said = refusal_of(unpacked.pack())
        assert said == f"{name} is not the file that sha256sum.txt lists: its SHA-256 differs."
        unpacked.entries[name] = data


def test_a_flipped_bit_in_the_bytes_is_named(zip_of_amy, minutes, tmp_path):
    data = bytearray(zip_of_amy.read_bytes())
    data[data.index(PDF_BYTES) + 9] ^= 1
    (tmp_path / "flipped.zip").write_bytes(data)

    assert refusal_of(tmp_path / "flipped.zip") == (
        next(n for n in Unpacked(zip_of_amy).entries if n.endswith(".pdf"))
        + " is damaged: it can’t be unpacked."
    )


def test_a_changed_manifest_is_found_by_its_sum(unpacked):
    told = unpacked.entries["manifest.json"]
    unpacked.entries["manifest.json"] = told.replace(b'"met": true', b'"met": false', 1)

    assert refusal_of(unpacked.pack()).startswith("manifest.json is not the file that")


def test_a_manifest_that_breaks_the_schema_is_told_where(unpacked):
    told = unpacked.manifest
    told["units"][0]["outcomes"][0]["criteria"][0]["state"] = "done"
    unpacked.put_manifest(told)

    said = refusal_of(unpacked.pack())
    assert said.startswith("manifest.json, unit 1, outcome 1, criterion 1, state: “done” is not")


def test_an_original_changed_with_its_sum_differs_from_the_manifest(unpacked, minutes):
    unpacked.put(minutes, b"Other words.")

    assert refusal_of(unpacked.pack()) == (
        f"{minutes} has another SHA-256 in manifest.json than in sha256sum.txt."
    )


def test_a_size_that_is_not_true_is_named(unpacked, minutes):
    told = unpacked.manifest
    told["artefacts"][0]["size"] = 5_000_000
    unpacked.put_manifest(told)

    assert refusal_of(unpacked.pack()) == (f"{minutes} is 22 bytes, but manifest.json says 5 MB.")


def test_a_missing_original_is_named(unpacked, minutes):
    del unpacked.entries[minutes]
    assert refusal_of(unpacked.pack()) == (
        f"{minutes} is missing from the ZIP, though sha256sum.txt lists it."
    )

    unpacked.sum_up()
    assert refusal_of(unpacked.pack()) == (
        f"{minutes} is missing from the ZIP, though manifest.json names it."
    )


def test_what_nobody_listed_is_named(unpacked):
    unpacked.entries["originals/E99 extra.exe"] = b"MZ"
    assert refusal_of(unpacked.pack()) == (
        "originals/E99 extra.exe is in the ZIP, but sha256sum.txt does not list it."
    )

    unpacked.sum_up()
    assert refusal_of(unpacked.pack()) == (
        "originals/E99 extra.exe is in the ZIP, but manifest.json does not name it."
    )


def test_without_its_list_it_is_refused(unpacked):
    del unpacked.entries["sha256sum.txt"]

    assert refusal_of(unpacked.pack()) == "sha256sum.txt is missing from the ZIP."


def sentence_of(path):
    with pytest.raises(RuleViolation) as caught:
        opening.read(path)
    return caught.value.message


def test_another_zip_is_told_to_be_none_of_a_portfolio(unpacked):
    del unpacked.entries["manifest.json"]

    assert sentence_of(unpacked.pack()) == (
        "This is not the ZIP of a portfolio: there is no manifest.json in it. Nothing was "
        "imported. Choose the ZIP as the other centre downloaded it."
    )


@pytest.mark.parametrize(("count", "words"), [(1, "1 portfolio"), (3, "3 portfolios")])
def test_the_zip_of_an_export_is_told_how_to_go_on(zip_of_amy, tmp_path, count, words):
    inner = [(f"Amy – portfolio ({n}).zip", zip_of_amy.read_bytes()) for n in range(count)]
    lists = [("index.html", b"<html>"), ("outcomes.csv", b"learner")]

    assert sentence_of(zip_with(tmp_path / "export.zip", *lists, *inner)) == (
        f"This is the ZIP of an export, with {words} in it. Unpack it, then import each ZIP in it "
        "by itself. Nothing was imported."
    )


@pytest.mark.parametrize(
    ("sums", "sentence"),
    [
        (b"nonsense\n", "sha256sum.txt, line 1: it is not a SHA-256 and a name."),
        (b"\xff\xfe\n", "sha256sum.txt can’t be read as text."),
    ],
)
def test_sums_that_make_no_sense_are_told_by_line(unpacked, sums, sentence):
    unpacked.entries["sha256sum.txt"] = sums
    assert refusal_of(unpacked.pack()) == sentence


def test_a_name_that_stands_twice_in_the_sums_is_told(unpacked):
    sums = unpacked.entries["sha256sum.txt"]
    unpacked.entries["sha256sum.txt"] = sums + sums.splitlines(keepends=True)[0]

    assert "line 8: originals/E01 minutes.txt stands there twice." in refusal_of(unpacked.pack())


@pytest.mark.parametrize("data", [b"", b"words", b"PK\x05\x06" + b"\x00" * 18, PDF_BYTES * 99])
def test_what_is_no_zip_is_refused(tmp_path, data):
    path = tmp_path / "no.zip"
    path.write_bytes(data)

    assert sentence_of(path).startswith("This is not the ZIP of a portfolio: ")


def test_a_zip_cut_short_at_any_place_is_refused(zip_of_amy, tmp_path):
    data, path = zip_of_amy.read_bytes(), tmp_path / "short.zip"
    for length in range(0, len(data), len(data) // 40):
        path.write_bytes(data[:length])
        assert refusal_of(path)


# what was made to harm


def zip_with(path, *entries, **kinds):
    with zipfile.ZipFile(path, "w", **kinds) as packed:
        for entry, data in entries:
            packed.writestr(entry, data)
    return path


def ours_with(path, *entries, **kinds):
    """Pack what begins as the ZIP of a portfolio does, with these entries."""
    return zip_with(path, ("manifest.json", b"{}"), *entries, **kinds)


def named(name, *, mode=0o100644):
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (named("../out.txt"), "../out.txt is a link or leads out of the folder."),
        (named("/etc/passwd"), "/etc/passwd is a link or leads out of the folder."),
        (named("C:evil.txt"), "C:evil.txt is a link or leads out of the folder."),
        (named("a\\..\\..\\b"), "a\\..\\..\\b is a link or leads out of the folder."),
        (named("link", mode=0o120777), "link is a link or leads out of the folder."),
        (named("folder/"), "folder/ is not a name that a portfolio’s ZIP has."),
        (named("line\nbreak"), "line?break is not a name that a portfolio’s ZIP has."),
    ],
)
def test_a_name_that_harms_is_refused(tmp_path, entry, sentence):
    assert refusal_of(ours_with(tmp_path / "bad.zip", (entry, b"x"))) == sentence


@pytest.mark.parametrize("twin", ["manifest.json", "MANIFEST.JSON", "\ufb01le"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused(tmp_path, twin):
    first = [("file", b"{}")] if twin == "\ufb01le" else []

    said = refusal_of(ours_with(tmp_path / "two.zip", *first, (twin, b"[]")))

    assert said == f"{twin} is in the ZIP twice."


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    bomb = ours_with(
        tmp_path / "bomb.zip", ("originals/b", b"\x00" * 20_000_000),
        compression=zipfile.ZIP_DEFLATED,
    )  # fmt: skip

    assert refusal_of(bomb) == "originals/b would grow to 20 MB when unpacked."


def test_another_packing_or_a_password_is_refused(tmp_path):
    packed = ours_with(tmp_path / "b.zip", ("a.txt", b"x"), compression=zipfile.ZIP_BZIP2)
    assert refusal_of(packed) == "manifest.json is packed in a way that is not read here."

    data = bytearray(ours_with(tmp_path / "p.zip", ("a.txt", b"x")).read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "p.zip").write_bytes(data)
    assert refusal_of(tmp_path / "p.zip") == "a.txt is locked with a password."


def test_files_that_lie_over_one_another_are_refused(tmp_path):
    data = bytearray(ours_with(tmp_path / "o.zip", ("a", b"x" * 99), ("b", b"y" * 99)).read_bytes())
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = struct.pack("<L", 0)
    (tmp_path / "o.zip").write_bytes(data)

    assert refusal_of(tmp_path / "o.zip") == "Files in the ZIP lie over one another."


def test_more_than_a_portfolio_has_is_refused(tmp_path, monkeypatch):
    packed = ours_with(tmp_path / "m.zip", *((f"{n}.txt", b"x") for n in range(9)))
    monkeypatch.setattr(container, "MOST_ENTRIES", 8)
    assert refusal_of(packed) == "The ZIP holds 10 files; a portfolio has 8."

    monkeypatch.setattr(container, "MOST_ENTRIES", 99)
    monkeypatch.setattr(container, "MOST_UNPACKED_BYTES", 8)
    assert refusal_of(packed).startswith("Unpacked, the ZIP would be larger than")


def test_a_directory_that_claims_to_be_huge_is_not_read(tmp_path):
    data = bytearray(ours_with(tmp_path / "h.zip", ("a", b"x")).read_bytes())
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<L", 0xFFFFFFFF)
    (tmp_path / "h.zip").write_bytes(data)

    assert refusal_of(tmp_path / "h.zip") == (
        "This is not the ZIP of a portfolio: it can’t be opened."
    )


def test_a_manifest_beyond_all_measure_is_refused(unpacked, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_MANIFEST", 1000)

    assert refusal_of(unpacked.pack()) == "manifest.json is larger than 1 KB."


def test_a_zip_without_a_seal_is_refused(unpacked):
    assert refusal_of(unpacked.pack()).startswith("This ZIP has no seal of a portfolio")


def test_a_bit_that_no_sum_covers_is_found_by_the_seal(zip_of_amy, tmp_path):
    data = bytearray(zip_of_amy.read_bytes())
    data[data.index(b"PK\x01\x02") + 12] ^= 1
    (tmp_path / "flipped.zip").write_bytes(data)

    assert refusal_of(tmp_path / "flipped.zip")


def test_the_seal_has_to_be_the_one_that_the_manifest_names(unpacked):
    told = unpacked.manifest
    told["seal"]["certificate_sha256"] = "0" * 64
    unpacked.put_manifest(told)

    assert refusal_of(unpacked.seal()) == "manifest.json names another seal than the ZIP bears."


def test_memory_does_not_grow_with_a_file():
    zeros = io.BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("a", b"\x00" * 5_000_000)
    with zipfile.ZipFile(zeros) as packed:
        assert max(map(len, container.pieces(packed, "a"))) <= 1024 * 1024
