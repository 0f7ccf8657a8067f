"""LibreOffice is judged by the file that it leaves, never by how it ended."""

import os

import pytest

from evidence.cage import cage
from evidence.renditions import office
from tests.evidence import samples
from tests.evidence.test_cage import REAL


@pytest.fixture
def prints(tmp_path, monkeypatch):
    """Put a program in LibreOffice's place that prints `content` and ends with `code`."""

    def prints(content, code):
        program = tmp_path / "soffice"
        # --outdir is the last but two of the arguments, the document the last.
        program.write_text(
            "#!/bin/sh\n"
            'while [ "$1" != --outdir ]; do shift; done\n'
            f"printf '{content}' > \"$2/0.pdf\"\n"
            f"exit {code}\n"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        document = tmp_path / "report.docx"
        document.write_bytes(b"words")
        return office.convert(document, "docx", tmp_path)

    return prints


def test_a_whole_file_counts_although_the_program_failed(prints):
    assert prints("%%PDF-1.7\\n%%%%EOF\\n", code=77).read_bytes() == b"%PDF-1.7\n%%EOF\n"


def test_a_file_that_was_broken_off_does_not_count_although_the_program_ended_well(prints):
    assert prints("%%PDF-1.7\\n1 0 obj", code=0) is None


@pytest.mark.skipif(office.version() is None, reason="no LibreOffice; fails in CI")
@pytest.mark.parametrize("level", REAL)
def test_each_real_cage_lets_libreoffice_print(tmp_path, monkeypatch, level):
    monkeypatch.setattr(cage, "level", lambda: level)
    original = samples.write(tmp_path / "original", samples.word())
    (tmp_path / "printed").mkdir()

    assert office.convert(original, "docx", tmp_path / "printed") is not None
