"""Is what draws a page held in one packed piece, and left alone where it is damaged?"""

import pikepdf
import pypdfium2

from evidence.renditions import paging

INK = b"0 0 0 rg 20 30 40 20 re f"


def test_a_page_handed_in_in_several_pieces_is_kept_in_one(tmp_path):
    def in_pieces(pdf):
        return pikepdf.Array([pdf.make_stream(b"0 0 0 rg"), pdf.make_stream(b"20 30 40 20 re f")])

    with defused(tmp_path, in_pieces) as pdf:
        contents = pdf.pages[0].obj.Contents

        assert contents.read_bytes() == b"0 0 0 rg\n20 30 40 20 re f"
        assert contents.Filter == pikepdf.Name.FlateDecode


def test_a_piece_that_is_not_there_is_left_out(tmp_path):
    def one_missing(pdf):
        return pikepdf.Array([pdf.make_stream(INK), None])

    with defused(tmp_path, one_missing) as pdf:
        assert pdf.pages[0].obj.Contents.read_bytes() == INK


def test_a_piece_that_is_damaged_costs_no_other_piece(tmp_path):
    def one_damaged(pdf):
        damaged = pikepdf.Stream(pdf, b"no deflated bytes", Filter=pikepdf.Name.FlateDecode)
        return pikepdf.Array([pdf.make_stream(INK), pdf.make_indirect(damaged)])

    with defused(tmp_path, one_damaged) as pdf:
        assert pdf.pages[0].obj.Contents[0].read_bytes() == INK

    with pypdfium2.PdfDocument(tmp_path / "pages.pdf") as pdf:
        drawn = pdf[0].render(scale=1).to_pil().convert("L")
        assert drawn.getextrema() == (0, 255)


def defused(tmp_path, contents_in):
    """Return the pages of a file whose page draws what `contents_in(pdf)` returns."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 500)).obj.Contents = contents_in(pdf)
        pdf.save(tmp_path / "given.pdf")
    assert paging.defuse(tmp_path / "given.pdf", tmp_path / "pages.pdf", "Minutes", 10) == 1
    return pikepdf.open(tmp_path / "pages.pdf")
