"""How are the files made that the tests send in, the good ones and the hostile ones?"""

import functools
import io
import struct
import zipfile
import zlib
from pathlib import Path

import docx
import openpyxl
import pikepdf
import weasyprint
from docx.shared import Cm
from openpyxl.styles import Font
from PIL import Image, ImageDraw

CAMERA_UPSIDE_DOWN = 3
NO_MACROS = "application/vnd.openxmlformats-officedocument.{}.main+xml"
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def write(path, data):
    """Write bytes or text to `path` and return it."""
    path = Path(path)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def pdf(pages=3):
    """Return a PDF of so many pages of text."""
    body = "".join(
        f"<h1>Change plan, part {number}</h1><p>{'Owners agree each milestone. ' * 40}</p>"
        for number in range(1, pages + 1)
    )
    style = "<style>h1 { break-before: page; } h1:first-of-type { break-before: avoid; }</style>"
    return weasyprint.HTML(string=style + body).write_pdf()


def pdf_with(change):
    """Return a one-page PDF after `change(pdf)` had its way with it."""
    data = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(1))) as document:
        change(document)
        document.save(data)
    return data.getvalue()


def locked_pdf():
    """Return a PDF that asks for a password."""
    data = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(1))) as document:
        document.save(data, encryption=pikepdf.Encryption(owner="owner", user="secret"))
    return data.getvalue()


def blank_pdf(pages):
    """Return a small PDF of so many empty pages."""
    data = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        document.save(data)
    return data.getvalue()


def holed_pdf():
    """Return a PDF of 40 pages that lost a tenth of its bytes in its middle, with its end whole."""
    data = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(40):
            page = document.add_blank_page()
            page.obj["/Contents"] = document.make_stream(b"0 0 m 1 1 l S\n" * 50)
        document.save(data, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    whole = data.getvalue()
    hole = len(whole) * 3 // 10
    return whole[:hole] + whole[hole + len(whole) // 10 :]


def cut_pdf(share):
    """Return so much of a PDF of 40 pages, made for fast web view, as came in."""
    data = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(40))) as document:
        document.save(data, linearize=True)
    return data.getvalue()[: int(len(data.getvalue()) * share)]


@functools.cache
def swelling_pdf():
    """Return a small PDF whose one page holds 200 MB of drawing, packed twice."""
    packer, piece = zlib.compressobj(1), b"0 0 m 1 1 l S\n" * 74899
    packed = [*(packer.compress(piece) for _ in range(200)), packer.flush()]
    twice = zlib.compress(b"".join(packed), 9)
    data = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page()
        stream = pikepdf.Stream(document, b"")
        filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        stream.write(twice, filter=filters)
        page.obj["/Contents"] = document.make_indirect(stream)
        document.save(data, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return data.getvalue()


def photo(width=1600, height=1200, *, orientation=1, kind="JPEG", mode="RGB"):
    """Return a picture with red at its top and blue at its bottom, and camera notes."""
    image = Image.new(mode, (width, height), (200, 30, 30, 255)[: len(mode)])
    half = (0, height // 2, width, height)
    ImageDraw.Draw(image).rectangle(half, fill=(30, 30, 200, 255)[: len(mode)])
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010F] = "Camera of the learner"
    data = io.BytesIO()
    image.save(data, kind, exif=notes)
    return data.getvalue()


def huge_png(width=20_000, height=20_000):
    """Return a small PNG that claims 400 megapixels."""

    def chunk(name, body):
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * 100))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def word(*, picture=True):
    """Return minutes as a Word document with headings, a table and a picture."""
    document = docx.Document()
    document.add_heading("Kick-off meeting", 1)
    document.add_paragraph("Present: Amy Shah, Ben Okoro, the service desk.")
    document.add_heading("Actions", 2)
    for action in ("Write the plan & share it", "Take the baseline", "Tell the suppliers"):
        document.add_paragraph(action, style="List Bullet")
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("Action", "Owner", "Due"), strict=True):
        cell.text = text
    for row in (("Plan", "Amy", "3 May"), ("Baseline", "Ben", "10 May")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    if picture:
        document.add_paragraph("The board on the day:")
        document.add_picture(io.BytesIO(photo(400, 300)), width=Cm(8))
    return _saved(document)


def word_table(*rows, joined=False):
    """Return a Word document that is one table of `rows`; `joined` adds a row of a single cell."""
    document = docx.Document()
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    if joined:
        cells = table.add_row().cells
        cells[0].merge(cells[-1]).text = "Signed by all who were present."
    return _saved(document)


def workbook():
    """Return a KPI report with per cent, money, dates and a formula nobody has worked out."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "KPI report"
    sheet.append(["Measure", "Baseline", "After", "Change", "Cost", "Taken on"])
    for row in (
        ("First-contact resolution", 0.62, 0.81, "=C2-B2", 1250.5, "2026-05-03"),
        ("Complaints a week", 34, 19, "=C3-B3", 300, "2026-05-10"),
    ):
        sheet.append(row)
    sheet.column_dimensions["A"].width = 30
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for cell in (sheet["B2"], sheet["C2"], sheet["D2"]):
        cell.number_format = "0%"
    for cell in (sheet["E2"], sheet["E3"]):
        cell.number_format = "£#,##0.00"
    notes = book.create_sheet("Notes")
    notes["A1"] = "Counted by the service desk every Friday."
    book.create_sheet("Workings").sheet_state = "hidden"
    return _saved(book)


def slides():
    """Return a presentation of one slide, with as few parts as a reader needs."""
    content = "application/vnd.openxmlformats-officedocument.presentationml.{}+xml"
    spaces = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:r="{RELATIONSHIP}" '
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    )
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
    listed = {
        "_rels/.rels": [("rId1", "officeDocument", "ppt/presentation.xml")],
        "ppt/_rels/presentation.xml.rels": [("rId1", "slide", "slides/slide1.xml")],
        "ppt/slides/_rels/slide1.xml.rels": [],
    }
    types = {"ppt/presentation.xml": "presentation.main", "ppt/slides/slide1.xml": "slide"}
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{content.format(kind)}"/>'
        for part, kind in types.items()
    )
    shape = (
        '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Words"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        '<p:spPr><a:xfrm><a:off x="900000" y="900000"/><a:ext cx="6000000" cy="900000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/>'
        "<a:p><a:r><a:t>The new rota, week by week</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{overrides}</Types>"
        ),
        "ppt/presentation.xml": (
            f'<p:presentation {spaces}><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst>'
            '<p:sldSz cx="9144000" cy="6858000"/></p:presentation>'
        ),
        "ppt/slides/slide1.xml": (
            f"<p:sld {spaces}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>"
        ),
    }
    for name, rows in listed.items():
        inside = "".join(relation.format(row[0], RELATIONSHIP, *row[1:]) for row in rows)
        parts[name] = f'<Relationships xmlns="{rels}">{inside}</Relationships>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as container:
        for name, body in parts.items():
            container.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{body}')
    return data.getvalue()


def table(rows=4, columns=3):
    """Return a CSV table."""
    heading = ",".join(f"Measure {number}" for number in range(1, columns + 1))
    line = ",".join(str(number * 7) for number in range(1, columns + 1))
    return "\n".join([heading] + [line] * (rows - 1)) + "\n"


def changed(container, *, add=None, drop=(), replace=()):
    """Return a ZIP container with parts added, left out, or with words in them replaced."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(container)) as before,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.infolist():
            if part.filename in drop:
                continue
            body = before.read(part)
            for name, old, new in replace:
                if part.filename == name:
                    body = body.replace(old, new)
            after.writestr(part.filename, body)
        for name, body in (add or {}).items():
            after.writestr(name, body)
    return data.getvalue()


def word_with_macros():
    """Return a Word document that says that it has macros, and has some."""
    plain = NO_MACROS.format("wordprocessingml.document").encode()
    macros = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    return changed(
        word(picture=False),
        add={"word/vbaProject.bin": b"macro"},
        replace=[("[Content_Types].xml", plain, macros)],
    )


def workbook_with_macros():
    """Return a workbook that hides its macros behind the plain content type."""
    return changed(workbook(), add={"xl/vbaProject.bin": b"macro"})


def swelling_word():
    """Return a Word document of a few hundred kilobytes that unpacks to 200 MB."""
    return changed(word(picture=False), add={"word/media/image9.xml": b" " * (200 * 1024**2)})


def crowded_word():
    """Return a Word document of more than 2,000 parts."""
    return changed(word(picture=False), add={f"word/media/{n}.txt": b"" for n in range(2001)})


def word_with_entities():
    """Return a Word document whose text is an entity that reads a file of the server."""
    rule = b'<!DOCTYPE w:document [<!ENTITY secret SYSTEM "file:///etc/hostname">]><w:document'
    return changed(word(picture=False), replace=[("word/document.xml", b"<w:document", rule)])


def word_calling(address):
    """Return a Word document with a picture that stands at `address`."""
    relationship = (
        f'<Relationship Id="rIdOut" Type="{RELATIONSHIP}/image" Target="{address}" '
        'TargetMode="External"/></Relationships>'
    ).encode()
    return changed(
        word(),
        replace=[
            ("word/_rels/document.xml.rels", b"</Relationships>", relationship),
            ("word/document.xml", b"r:embed=", b'r:link="rIdOut" r:was='),
        ],
    )


def vast_workbook():
    """Return a workbook of a few kilobytes that claims every row and column there can be."""
    last = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return changed(
        workbook(),
        replace=[
            ("xl/worksheets/sheet1.xml", b'ref="A1:F3"', b'ref="A1:XFD1048576"'),
            ("xl/worksheets/sheet1.xml", b"</sheetData>", last),
        ],
    )


def ole(*streams):
    """Return something that begins as an OLE container and has these names in its directory."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(1024)


def program():
    """Return the beginning of a Windows program."""
    return b"MZ\x90\x00\x03\x00\x00\x00" + bytes(56) + b"This program cannot be run in DOS mode."


def _saved(document):
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()
