"""Does a page lie on its sheet as it lay in its own file?"""

import pikepdf
import pypdfium2
import pytest

from portfolio.bundles.placing import place

STRIP = 25.5
MARK = b"0 0 0 rg %d %d 40 20 re f"


def source_page(pdf, *, box=(0, 0, 300, 500), crop=None, turn=0, contents=None):
    page = pdf.add_blank_page(page_size=(300, 500))
    page.obj.MediaBox = pikepdf.Array(box)
    if crop:
        page.obj.CropBox = pikepdf.Array(crop)
    page.obj.Rotate = turn
    x, y = (crop or box)[:2]
    page.obj.Contents = contents or pdf.make_stream(MARK % (x + 20, y + 30))
    return page


def centre_of_ink(path):
    """Return where the ink of the first page is, as a share of its width and height."""
    with pypdfium2.PdfDocument(path) as pdf:
        image = pdf[0].render(scale=1).to_pil().convert("L").point(lambda tone: 255 * (tone < 99))
    left, top, right, low = image.getbbox()
    return (left + right) / 2 / image.width, (top + low) / 2 / image.height, image.size


def placed(tmp_path, source):
    source.save(tmp_path / "source.pdf")
    with pikepdf.open(tmp_path / "source.pdf") as book:
        page = book.pages[0]
        del book.pages[0]
        sheet, drawing, _ = place(book, page, strip=STRIP)
        sheet.contents_add(drawing)
        book.save(tmp_path / "placed.pdf")
    return centre_of_ink(tmp_path / "source.pdf"), centre_of_ink(tmp_path / "placed.pdf")


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90])
@pytest.mark.parametrize(
    "shape",
    [
        {"box": (0, 0, 300, 500)},
        {"box": (100, -50, 400, 450)},
        {"box": (0, 0, 600, 900), "crop": (150, 200, 450, 700)},
        {"box": (0, 0, 500, 300)},
    ],
)
def test_ink_is_where_it_was_whatever_the_turn(tmp_path, turn, shape):
    with pikepdf.new() as source:
        source_page(source, turn=turn, **shape)
        before, after = placed(tmp_path, source)

    (x, y, size), (new_x, new_y, new_size) = before, after
    assert (size[0] > size[1]) == (new_size[0] > new_size[1])
    assert (x < 0.5) == (new_x < 0.5)
    assert (y < 0.5) == (new_y < 0.5)
    assert new_y * new_size[1] > STRIP


def test_a_page_in_several_pieces_is_drawn_whole(tmp_path):
    with pikepdf.new() as source:
        pieces = [source.make_stream(b"0 0 0 rg"), source.make_stream(MARK % (20, 30))]
        source_page(source, contents=pikepdf.Array(pieces))
        before, after = placed(tmp_path, source)

    assert (before[0] < 0.5) == (after[0] < 0.5)


def test_what_is_made_of_several_pieces_is_held_deflated():
    with pikepdf.new() as book:
        pieces = [book.make_stream(MARK % (1, 2)), book.make_stream(b"% words\n" * 5000)]
        page = source_page(book, contents=pikepdf.Array(pieces))
        del book.pages[:]

        sheet, _, _ = place(book, page, strip=STRIP)

        drawing = sheet.obj.Resources.XObject.Evidence
        assert len(drawing.read_raw_bytes()) < 500
        assert drawing.read_bytes() == (MARK % (1, 2)) + b"\n" + b"% words\n" * 5000


@pytest.mark.parametrize(
    "broken",
    [
        {"MediaBox": pikepdf.Array([0, 0, 0, 0])},
        {"MediaBox": pikepdf.Array(["a", "b", "c", "d"])},
        {"Contents": pikepdf.Dictionary()},
        {"Rotate": pikepdf.Name.Sideways},
    ],
)
def test_a_page_that_makes_no_sense_is_an_error(broken):
    with pikepdf.new() as book:
        page = source_page(book)
        for key, value in broken.items():
            page.obj[f"/{key}"] = value

        with pytest.raises(pikepdf.PdfError):
            place(book, page, strip=STRIP)


def test_two_pages_that_share_their_ink_each_keep_their_own_size():
    with pikepdf.new() as book:
        one = source_page(book)
        other = source_page(book, box=(0, 0, 500, 300), contents=one.obj.Contents)
        del book.pages[:]
        sheets = [place(book, page, strip=STRIP)[0] for page in (one, other)]

        forms = [sheet.obj.Resources.XObject.Evidence for sheet in sheets]
        assert [[int(side) for side in form.BBox] for form in forms] == [
            [0, 0, 300, 500],
            [0, 0, 500, 300],
        ]
        assert forms[0].read_bytes() == forms[1].read_bytes()


def test_ink_that_is_a_drawing_elsewhere_stays_that():
    with pikepdf.new() as book:
        drawing = book.make_stream(MARK % (1, 2), Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        page = source_page(book, contents=drawing)
        del book.pages[:]

        sheet, _, _ = place(book, page, strip=STRIP)

        assert [int(side) for side in drawing.BBox] == [0, 0, 9, 9]
        assert [int(side) for side in sheet.obj.Resources.XObject.Evidence.BBox] == [0, 0, 300, 500]
