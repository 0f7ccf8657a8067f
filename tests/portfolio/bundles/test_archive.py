"""Is the ZIP whole, untouched and provable?"""

import hashlib
import json
import subprocess
import threading
import zipfile

import pytest

from portfolio.bundles import archive, reading_back
from portfolio.bundles.built import settle

SECONDS = 20
PDF_NAME = "Amy Carter – portfolio 2026-11-22.pdf"


@pytest.fixture
def pack(tmp_path):
    """Return a function that packs an example into a ZIP and returns its path."""
    made = tmp_path / "made.pdf"
    made.write_bytes(b"%PDF-1.7 the portfolio")

    def build(example, *, name="out.zip", report=lambda percent, step: None):
        out = tmp_path / name
        build.built = archive.build(
            example.manifest,
            pdfs={made: settle(made, first_pages={101: 5, 102: 9})},
            original_of=example.original_of,
            out=out,
            report=report,
        )
        return out

    return build


def test_it_holds_the_portfolio_and_every_original_untouched(whole, pack):
    with zipfile.ZipFile(pack(whole)) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [
            "originals/E01 Call-back project plan.pdf",
            "originals/E02 Gantt chart.pdf",
            "originals/E03 Minutes of 4 March.docx",
            "originals/E04 Role play.mp4",
            "originals/E05 Świadectwo, Отзыв, ŵ a ŷ, ملاحظات.pdf",
            "originals/earlier versions/E01 version 1 Call-back project plan.pdf",
            PDF_NAME,
            "index.html",
            "READ ME FIRST.txt",
            "manifest.json",
            "manifest.schema.json",
            "sha256sum.txt",
        ]
        assert packed.read("originals/E03 Minutes of 4 March.docx") == b"a word file"
        assert packed.read(PDF_NAME) == b"%PDF-1.7 the portfolio"


def test_a_portfolio_without_evidence_is_packed_too(example, pack):
    with zipfile.ZipFile(pack(example)) as packed:
        assert packed.namelist()[:2] == [PDF_NAME, "index.html"]


def test_the_manifest_says_which_file_is_which(whole, pack):
    with zipfile.ZipFile(pack(whole)) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        for entry in manifest["artefacts"] + manifest["earlier_versions"]:
            data = packed.read(entry["archive_name"])
            assert hashlib.sha256(data).hexdigest() == entry["sha256"]

    for entry in manifest["artefacts"] + manifest["earlier_versions"]:
        del entry["archive_name"]
    assert manifest == whole.manifest


def test_the_sums_check_out_from_the_unpacked_folder(whole, pack, tmp_path):
    with zipfile.ZipFile(pack(whole)) as packed:
        packed.extractall(tmp_path / "unpacked")

    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "sha256sum.txt"],
        cwd=tmp_path / "unpacked",
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(": OK") == 11


def test_the_read_me_names_the_portfolio(whole, pack):
    with zipfile.ZipFile(pack(whole)) as packed:
        text = packed.read("READ ME FIRST.txt").decode()

    assert f'"{PDF_NAME}" is the portfolio' in text
    assert "5 pieces of evidence" in text


def test_no_line_of_the_read_me_is_too_long(whole, pack):
    whole.manifest["learner"]["name"] = "Amy Rosalind Catherine Carter-Featherstonehaugh of Harbour"
    whole.manifest["centre"]["name"] = "Harbour Skills Centre for Customer Service " * 3
    for artefact in whole.manifest["artefacts"]:
        artefact["damaged"] = True
    with zipfile.ZipFile(pack(whole)) as packed:
        text = packed.read("READ ME FIRST.txt").decode()

    assert max(map(len, text.splitlines())) <= 100
    assert text.endswith("   E04 “VID_1.MP4”\n   E05 “file 5.pdf”\n")
    assert "as one document. Its page numbers and bookmarks" in " ".join(text.split())


def test_what_is_compressed_already_is_only_stored(whole, pack):
    whole.add_artefact("Notes", data=b"words " * 500, content_type="text/plain", file_name="n.txt")

    with zipfile.ZipFile(pack(whole)) as packed:
        kinds = {info.filename: info.compress_type for info in packed.infolist()}

    assert kinds["originals/E01 Call-back project plan.pdf"] == zipfile.ZIP_STORED
    assert kinds["originals/E06 Notes.txt"] == zipfile.ZIP_DEFLATED
    assert kinds["manifest.json"] == zipfile.ZIP_DEFLATED


def test_the_same_manifest_gives_the_same_bytes(whole, pack):
    assert pack(whole, name="1.zip").read_bytes() == pack(whole, name="2.zip").read_bytes()


def test_a_tampered_original_is_refused_by_name(whole, pack):
    whole.original_of(whole.manifest["artefacts"][2]["sha256"]).write_bytes(b"a Word file")

    with pytest.raises(archive.OriginalChanged) as refused:
        pack(whole)

    assert str(refused.value) == (
        "The original of E03, “minutes.docx”, is not the file that was handed in: "
        "its SHA-256 differs."
    )


def test_a_missing_original_is_refused_by_name(whole, pack):
    whole.original_of(whole.manifest["earlier_versions"][0]["sha256"]).unlink()

    with pytest.raises(archive.OriginalMissing) as refused:
        pack(whole)

    assert str(refused.value) == (
        "The original of E01 version 1, “old plan.pdf”, is not in the store."
    )


def test_a_file_that_is_written_wrongly_is_found(whole, pack, tmp_path, monkeypatch):
    """The disk gives back other bytes than it got."""
    read = reading_back.ReadBack._read

    def harmed(back, *where):
        path = tmp_path / "out.zip"
        data = bytearray(path.read_bytes())
        if b"a word file" in data:
            with path.open("r+b") as file:
                file.seek(data.index(b"a word file"))
                file.write(b"A")
        return read(back, *where)

    monkeypatch.setattr(reading_back.ReadBack, "_read", harmed)

    with pytest.raises(archive.ArchiveDamaged, match="E03 Minutes of 4 March.docx in the ZIP"):
        pack(whole)


def test_originals_go_in_before_there_is_a_pdf_and_none_once_it_is_called_off(whole, tmp_path):
    asked, second = [], threading.Event()

    def original_of(sha256):
        asked.append(sha256)
        if len(asked) == 2:
            second.set()
            assert packing._called_off.wait(SECONDS)
        return whole.original_of(sha256)

    packing = archive.Packing(whole.manifest, original_of=original_of, out=tmp_path / "out.zip")
    with packing:
        assert second.wait(SECONDS)

    assert asked == [artefact["sha256"] for artefact in whole.manifest["artefacts"][:2]]


def test_a_directory_that_does_not_lead_to_every_file_is_found(whole, pack, tmp_path):
    def harm(percent, step):
        if step == "Sealing the ZIP":
            path = tmp_path / "out.zip"
            data = bytearray(path.read_bytes())
            data[data.rindex(b"PK\x01\x02")] ^= 1
            path.write_bytes(data)

    with pytest.raises(archive.ArchiveDamaged, match="does not read back"):
        pack(whole, report=harm)


def test_what_it_hands_back_is_told_of_the_bytes_that_are_there(whole, pack):
    path = pack(whole)

    data = path.read_bytes()
    assert (pack.built.sha256, pack.built.size) == (hashlib.sha256(data).hexdigest(), len(data))


def test_an_empty_portfolio_packs(example, pack):
    with zipfile.ZipFile(pack(example)) as packed:
        assert "0 pieces of evidence" in packed.read("READ ME FIRST.txt").decode()
