"""Printed in batches, every file looks as it would alone, and none spoils it for the others."""

import hashlib

import pikepdf
import pytest

from evidence import previews, prints
from evidence.door.file_types import CSV, DOCX, JPEG, MP4, PDF, PPTX, TEXT, WRITTEN, XLSX
from evidence.renditions import office
from tests.evidence import samples

SAYS = [
    (PDF, samples.pdf(pages=2)),
    (TEXT, b"Two words\n\nand two more."),
    (CSV, b"week,calls\n1,62\n"),
    (JPEG, samples.photo(orientation=6)),
]
NEEDS_OFFICE = pytest.mark.skipif(office.version() is None, reason="no LibreOffice; fails in CI")


@pytest.fixture
def wanted(tmp_path):
    """Return a function that puts bytes on the disk and says that their pages are wanted."""

    def wanted(kind, data):
        sha256 = hashlib.sha256(data).hexdigest()
        samples.write(tmp_path / sha256, data)
        return prints.Wanted(sha256, kind.mime, len(data))

    return wanted


@pytest.fixture
def made(tmp_path, folder):
    """Return a function that prints files in their batches, and returns {Wanted: Print or None}."""

    def made(files):
        for batch in prints.batches(files):
            prints.print_batch({one: tmp_path / one.sha256 for one in batch}, folder)
        kept = prints.kept(folder, [one.sha256 for one in files])
        return {one: kept.get(one.sha256) for one in files}

    return made


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "prints"


def alone(one, tmp_path):
    made = previews.render(
        tmp_path / one.sha256, one.mime, tmp_path / "alone" / one.sha256, title=one.sha256[:12]
    )
    return (made.folder / previews.PAGES_NAME).read_bytes()


def left_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_each_print_is_the_pdf_that_the_file_would_have_alone(wanted, made, tmp_path):
    files = [wanted(kind, data) for kind, data in SAYS]

    printed = made(files)

    assert {one: made.path.read_bytes() for one, made in printed.items()} == {
        one: alone(one, tmp_path) for one in files
    }


@NEEDS_OFFICE
def test_office_files_of_one_batch_each_keep_their_own_words(wanted, made):
    files = [wanted(DOCX, samples.word(picture=False)), wanted(XLSX, samples.workbook())]
    files.append(wanted(PPTX, samples.slides()))

    printed = made(files)

    assert len({one.path for one in printed.values()}) == 3
    for one in printed.values():
        with pikepdf.open(one.path) as pdf:
            assert len(pdf.pages) == one.pages >= 1


def test_a_file_that_breaks_its_maker_spoils_nothing_for_the_others(wanted, made, folder):
    broken = [wanted(PDF, b"%PDF-1.7 and no more"), wanted(JPEG, b"\xff\xd8\xff and no more")]
    files = [broken[0], wanted(PDF, samples.pdf()), broken[1]]

    printed = made(files)

    assert [printed[one] for one in broken] == [None, None]
    assert left_in(folder) == [printed[files[1]].path.name]


def test_what_has_no_pages_or_needs_more_than_a_batch_is_in_none(wanted):
    assert prints.batches([wanted(MP4, b"moving pictures")]) == []


def test_the_same_bytes_are_printed_once(wanted):
    one = wanted(TEXT, b"the same words")

    assert prints.batches([one, one]) == [[one]]


def test_what_is_written_here_never_shares_a_process_with_what_was_sent(wanted):
    record = wanted(WRITTEN, b"{}")
    sent = [wanted(TEXT, f"number {n}".encode()) for n in range(5)]

    batches = prints.batches([sent[0], record, *sent[1:]])

    assert [record] in batches


@pytest.mark.parametrize(
    ("count", "lengths"),
    [(0, []), (1, [1]), (5, [3, 2]), (100, [50, 50]), (101, [26, 25, 25, 25])],
)
def test_batches_are_about_as_long_as_each_other_for_both_sides(count, lengths):
    files = [prints.Wanted(str(n), TEXT.mime, 1000) for n in range(count)]

    assert [len(batch) for batch in prints.batches(files)] == lengths


def test_of_a_batch_that_breaks_off_the_other_files_are_printed_all_the_same(
    wanted, made, monkeypatch
):
    monkeypatch.setattr(prints, "SIDE_BY_SIDE", 1)
    monkeypatch.setattr(prints, "SECONDS_A_FILE", 4)
    row = b",".join(b"a word or two " * 30 for _ in range(30)) + b"\n"
    light, heavy = wanted(TEXT, b"few words"), wanted(CSV, row * 200)

    printed = made([light, heavy])

    assert printed[heavy] is None
    assert printed[light].pages == 1


def test_large_files_share_a_process_with_few_others():
    files = [prints.Wanted(str(n), PDF.mime, 200 * 1024**2) for n in range(4)]

    assert [len(batch) for batch in prints.batches(files)] == [1, 1, 1, 1]
