"""Which pages may be kept as PDF/A-3u, and what is said of the others?"""

import io
import json
from pathlib import Path

import img2pdf
import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms

from evidence.records import kinds, kpi
from evidence.renditions import archival, office, paging, photo, plain, record, tables
from tests.evidence import samples
from tests.evidence.test_records import KPI, answers

A_PICTURE = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 1, "Height": 1}
A_DRAWING = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 9, 9])}
FONT = Path(__file__).resolve().parents[2] / "static" / "pdf" / "fonts" / "inter-regular.ttf"
SYMBOLIC, NONSYMBOLIC = 4, 32
ALONE = {"Resources": Dictionary()}
GOLD = Array([Name.Gold])
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
FOR_PRINT = Array([Name.Separation, Name.Spot, Name.DeviceCMYK, Dictionary(FunctionType=2, N=1)])


@pytest.fixture
def kept(tmp_path):
    """Return a function that makes harmless pages of a PDF and opens them."""

    def kept(data):
        out = tmp_path / "pages.pdf"
        paging.defuse(samples.write(tmp_path / "sent.pdf", data), out, "Pages", 50)
        return pikepdf.open(out)

    return kept


def drawn(content=b"", **resources):
    """Return a PDF of one page with this content; each resource is {name: f(document)}."""
    data = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page()
        page.Contents = document.make_stream(content)
        page.Resources = Dictionary(
            {
                f"/{kind}": Dictionary({f"/{name}": make(document) for name, make in all_.items()})
                for kind, all_ in resources.items()
            }
        )
        document.save(data, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return data.getvalue()


def stream(data=b"", **entries):
    return lambda document: document.make_stream(data, **entries)


def picture(data=b"\0", **entries):
    colours = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
    return {"XObject": {"Picture": stream(data, **(A_PICTURE | colours | entries))}}


def state(**entries):
    return {"ExtGState": {"State": lambda document: Dictionary(**entries)}}


def colours(*parts):
    return {"ColorSpace": {"Colours": lambda document: Array(parts)}}


def profile(data, inks=3):
    def make(document):
        return Array([Name.ICCBased, document.make_stream(data, N=inks)])

    return {"ColorSpace": {"Colours": make}}


def as_workbook(source, out):
    tables.convert(source, "csv", out.with_suffix(".json"), out)


def as_record(source, out):
    words = kinds.record("kpi_record", "Calls", answers(kpi, KPI))
    record.convert(samples.write(source, json.dumps(words)), out)


@pytest.mark.parametrize(
    ("convert", "data"),
    [
        (photo.convert, samples.photo()),
        (photo.convert, samples.photo(kind="PNG", mode="RGBA")),
        (photo.convert, samples.photo(mode="CMYK")),
        (plain.convert, b"Minutes of 4 March\n\nOwners agree each milestone."),
        (as_workbook, samples.table()),
        (as_record, b""),
    ],
    ids=["photo", "screenshot", "photo for print", "text", "table", "record"],
)
def test_what_we_make_ourselves_keeps_every_rule(convert, data, tmp_path, kept):
    source, made = samples.write(tmp_path / "source", data), tmp_path / "made.pdf"
    convert(source, made)

    assert archival.marked(kept(made.read_bytes())) == frozenset()


@pytest.mark.skipif(office.version() is None, reason="no LibreOffice; fails in CI")
@pytest.mark.parametrize(("extension", "data"), [
    ("docx", samples.word()), ("xlsx", samples.workbook()), ("pptx", samples.slides()),
])  # fmt: skip
def test_what_libreoffice_prints_keeps_every_rule(extension, data, tmp_path, kept):
    (tmp_path / "printed").mkdir()
    original = samples.write(tmp_path / "original", data)
    made = office.convert(original, extension, tmp_path / "printed")

    assert archival.marked(kept(made.read_bytes())) == frozenset()


@pytest.mark.parametrize(
    ("breach", "sent"),
    [
        ("cmyk", drawn(b"0 0 0 1 k 0 0 9 9 re f")),
        ("cmyk", drawn(b"/DeviceCMYK CS 0 0 0 1 SC 0 0 9 9 re S")),
        ("cmyk", drawn(b"q BI /W 1 /H 1 /BPC 8 /CS /CMYK ID abcd EI Q")),
        ("cmyk", drawn(**picture(b"abcd", ColorSpace=Name.DeviceCMYK))),
        ("cmyk", drawn(**colours(Name.Indexed, FOR_PRINT, 0, String(b"\0")))),
        ("cmyk", drawn(Shading={"Blend": lambda document: Dictionary(ColorSpace=FOR_PRINT)})),
        ("cmyk", drawn(XObject={"Form": stream(b"1 0 0 0 K", **A_DRAWING, **ALONE)})),
        ("cmyk", drawn(Pattern={"Tile": stream(b"1 0 0 0 k", **ALONE)})),
        ("colour", drawn(**profile(b"no profile"))),
        ("colour", drawn(**profile(SRGB, inks=4))),
        ("colour", drawn(**colours(Name.DeviceN, GOLD, Name.DeviceRGB, Dictionary()))),
        ("jpeg2000", drawn(**picture(Filter=Name.JPXDecode))),
        ("packing", drawn(b"q BI /W 1 /H 1 /BPC 8 /CS /G /F /LZW ID abcd EI Q")),
        ("layers", drawn(Properties={"Layer": lambda document: Dictionary(Type=Name.OCG)})),
        ("layers", drawn(**picture(OC=Dictionary(Type=Name.OCMD)))),
        ("drawing", drawn(b"/Vivid ri")),
        ("drawing", drawn(b"BX 0 0 9 9 re f EX")),
        ("drawing", drawn(b"q " * 29 + b"Q " * 29)),
        ("drawing", drawn(**picture(Intent=Name.Vivid))),
        ("drawing", drawn(**state(TR=Name.Identity))),
        ("drawing", drawn(**state(BM=Name.Burnt))),
        ("drawing", drawn(XObject={"Script": stream(b"", Subtype=Name.PS)})),
        ("drawing", drawn(XObject={"Form": stream(b"", **A_DRAWING)})),
        ("unchecked", drawn(b"BT (no font) Tj ET")),
        ("unchecked", drawn(b"BT /Unknown 9 Tf (no font) Tj ET")),
    ],
)  # fmt: skip
def test_a_page_that_breaks_a_rule_says_which(breach, sent, kept):
    assert archival.marked(kept(sent)) == {breach}


def test_a_font_that_every_reader_has_is_still_not_embedded(kept):
    def helvetica(document):
        return Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )  # fmt: skip

    sent = drawn(b"BT /F 9 Tf (Minutes) Tj ET", Font={"F": helvetica})

    assert archival.marked(kept(sent)) == {"fonts"}


def test_a_font_in_which_nothing_is_written_does_not_matter(kept):
    sent = drawn(b"", Font={"F": lambda document: Dictionary(Subtype=Name.Type1)})

    assert archival.marked(kept(sent)) == frozenset()


def unnamed(font, document):
    del font["/ToUnicode"]


def misnamed(font, document):
    table = font.ToUnicode.read_bytes()
    before, _, after = table.partition(b"beginbfchar")
    font.ToUnicode = document.make_stream(
        before + b"beginbfrange <0000> <ffff> <feff> endbfrange" + after
    )


def unheld(font, document):
    del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def widened(font, document):
    font.DescendantFonts[0].W = Array()


def bereft(font, document):
    table = (0xFFFF).to_bytes(2) * 4000
    font.DescendantFonts[0].CIDToGIDMap = document.make_stream(table)


@pytest.mark.parametrize(
    ("breach", "change"),
    [
        ("letters", unnamed),
        ("letters", misnamed),
        ("fonts", unheld),
        ("widths", widened),
        ("missing", bereft),
    ],
)
def test_each_letter_has_to_be_in_an_embedded_font_and_told_as_text(breach, change, kept):
    sent = samples.pdf_with(
        lambda document: [
            change(font, document) for font in document.pages[0].obj.Resources.Font.values()
        ]
    )

    assert archival.marked(kept(sent)) == {breach}


def truetype(**told):
    """Return a PDF with “Mi” in a TrueType font with one byte a letter; `told` is said of it."""
    held = FONT.read_bytes()
    with TTFont(FONT) as program:
        widths = [
            round(program["hmtx"][program.getBestCmap()[ord(letter)]][0] * 1000 / 2048)
            for letter in "Mi"
        ]

    def make(document):
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name.Inter,
            Flags=told.pop("Flags", NONSYMBOLIC),
            FontFile2=document.make_stream(held, Length1=len(held)),
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            FirstChar=ord("M"),
            Widths=Array([widths[0], *[0] * 27, widths[1]]),
            Encoding=Name.WinAnsiEncoding,
            FontDescriptor=descriptor,
        )
        for key, value in told.items():
            font[f"/{key}"] = value
        return font

    return drawn(b"BT /F 9 Tf (Mi) Tj ET", Font={"F": make})


@pytest.mark.parametrize(
    ("breaches", "told"),
    [
        (set(), {}),
        (set(), {"Encoding": Dictionary(BaseEncoding=Name.WinAnsiEncoding)}),
        ({"widths"}, {"Widths": Array([500] * 29)}),
        ({"encoding"}, {"Flags": SYMBOLIC}),
        ({"encoding", "letters"}, {"Encoding": Dictionary(BaseEncoding=Name.StandardEncoding)}),
        ({"missing", "letters"}, {"Encoding": Dictionary(
            BaseEncoding=Name.WinAnsiEncoding, Differences=Array([ord("i"), Name("/.notdef")])
        )}),
        ({"letters"}, {"Encoding": Dictionary(
            BaseEncoding=Name.WinAnsiEncoding, Differences=Array([ord("i"), Name.swirl])
        )}),
        (set(), {"Encoding": Dictionary(
            BaseEncoding=Name.WinAnsiEncoding, Differences=Array([ord("i"), Name.Euro])
        )}),
    ],
)  # fmt: skip
def test_a_font_with_one_byte_a_letter_has_to_number_them_as_it_says(breaches, told, kept):
    assert archival.marked(kept(truetype(**told))) == breaches


def test_a_letter_that_its_font_has_not_is_found(tmp_path, kept):
    made = tmp_path / "made.pdf"
    plain.convert(samples.write(tmp_path / "text", "\U00012000 is no letter here"), made)

    assert archival.marked(kept(made.read_bytes())) == {"missing"}


def test_transparency_and_colours_of_the_screen_are_allowed(kept):
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    sent = drawn(
        b"q /State gs 1 0 0 rg 0 0 9 9 re f Q",
        **state(ca=0.5, BM=Name.Multiply, TR2=Name.Default),
        **profile(SRGB),
        XObject={"Form": stream(b"0 g", **A_DRAWING, Group=group, **ALONE)},
    )

    assert archival.marked(kept(sent)) == frozenset()


def test_what_changes_no_look_is_mended(kept):
    lzw = bytes([0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01])
    entries = picture(lzw, Filter=Name.LZWDecode, Interpolate=True, Alternates=Array())
    pages = kept(drawn(**entries))
    image = pages.pages[0].obj.Resources.XObject.Picture

    assert archival.marked(pages) == frozenset()
    assert image.read_bytes() == bytes([45, 45, 45, 45, 45, 65, 45, 45, 45, 66])
    assert {"/Interpolate", "/Alternates"} & set(image.keys()) == set()
    assert image.Filter == Name.FlateDecode


def test_nobody_is_believed_who_says_so_himself(kept):
    def boast(document):
        document.docinfo[archival.MARK] = archival.NONE
        document.pages[0].contents_add(b"0 0 0 1 k")

    assert archival.marked(kept(samples.pdf_with(boast))) == {"cmyk"}


@pytest.mark.parametrize("told", [None, "", "none cmyk", "anything", 7])
def test_what_was_never_checked_is_not_taken_for_good(told):
    with pikepdf.new() as document:
        if told is not None:
            document.docinfo[archival.MARK] = told

        assert archival.marked(document) == {"unchecked"}


def test_what_tells_nothing_that_can_be_read_is_not_taken_for_good():
    with pikepdf.new() as document:
        document.trailer.Info = document.make_indirect(Array([1]))

        assert archival.marked(document) == {"unchecked"}


def test_far_too_much_to_read_is_not_read(kept):
    sent = drawn(b"0 0 m " * (archival.LARGEST_CONTENT // 6 + 1))

    assert archival.marked(kept(sent)) == {"unchecked"}


def test_the_same_pages_carry_the_same_mark_in_the_same_bytes(tmp_path):
    made = img2pdf.convert(samples.photo(), nodate=True)
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    for out in (first, second):
        paging.defuse(samples.write(tmp_path / "sent.pdf", made), out, "Pages", 50)

    assert first.read_bytes() == second.read_bytes()
