"""Which PDF files would do harm, or lie about themselves?"""

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.evidence import samples
from tests.evidence.hostile.cases import (
    CUT_OFF,
    DAMAGED,
    HEAVY,
    PASSWORD,
    SAVED_AGAIN,
    UNKNOWN,
    UNREADABLE,
    accepted,
    neutralised,
    refused,
)  # fmt: skip

BROKE_OFF = (
    "Its pages could not be made: the converter broke off twice. "
    "The original is kept and can be downloaded."
)
BROKEN = "it is damaged or incomplete. Open it on your device, print it to PDF, then add that PDF."
BOX = [0, 0, 50, 50]


def script():
    """Return an action that runs JavaScript."""
    return Dictionary(S=Name.JavaScript, JS=String("app.launchURL('http://x.example/')"))


def with_root(**entries):
    """Return a PDF with these entries in its catalogue."""

    def change(document):
        for name, value in entries.items():
            document.Root[f"/{name}"] = document.make_indirect(value)

    return samples.pdf_with(change)


def with_note(subtype="Link", **entries):
    """Return a PDF with one annotation on its page."""

    def change(document):
        note = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=BOX, **entries)
        document.pages[0].obj.Annots = Array([document.make_indirect(note)])

    return samples.pdf_with(change)


def with_attachments(*names):
    """Return a PDF that carries programs by these names."""

    def change(document):
        for name in names:
            document.attachments[name] = samples.program()

    return samples.pdf_with(change)


def with_form(outside):
    """Return a PDF with a button that sends what was typed to `outside`."""

    def change(document):
        sends = Dictionary(S=Name.SubmitForm, F=Dictionary(FS=Name.URL, F=String(outside)))
        button = document.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Btn, T=String("go"), Rect=BOX, A=sends
            )
        )
        document.pages[0].obj.Annots = Array([button])
        document.Root.AcroForm = Dictionary(Fields=Array([button]))

    return samples.pdf_with(change)


def dynamic_form():
    """Return a PDF whose pages exist only for those who run its XFA form."""

    def change(document):
        xfa = document.make_stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
        document.Root.AcroForm = Dictionary(Fields=Array(), XFA=xfa)
        document.Root.NeedsRendering = True

    return samples.pdf_with(change)


def with_outside_stream(outside):
    """Return a PDF whose page takes its drawing from a file elsewhere."""

    def change(document):
        stream = document.make_stream(b"")
        stream.stream_dict.F = Dictionary(FS=Name.URL, F=String(outside))
        document.pages[0].obj.Annex = document.make_indirect(stream)

    return samples.pdf_with(change)


def with_associated_file():
    """Return a PDF whose page, not its catalogue, carries a file."""

    def change(document):
        stream = document.make_stream(samples.program())
        spec = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=stream))
        document.pages[0].obj.AF = Array([document.make_indirect(spec)])

    return samples.pdf_with(change)


def hand_made(*objects, end=True):
    """Return a PDF of these numbered objects, the first being its catalogue."""
    data, places = io.BytesIO(b"%PDF-1.7\n"), []
    data.seek(0, io.SEEK_END)
    for number, body in enumerate(objects, start=1):
        places.append(data.tell())
        data.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = data.tell()
    data.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    data.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    data.write(b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n" % (len(objects) + 1, start))
    if end:
        data.write(b"%%EOF\n")
    return data.getvalue()


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"


def own_ancestor():
    """Return a PDF whose page tree is its own child."""
    return hand_made(CATALOGUE, b"<</Type/Pages/Count 3/Kids[2 0 R 2 0 R 2 0 R]>>")


def many_pages(number):
    """Return a small PDF that has the same page so many times."""
    kids = b"3 0 R " * number
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"
    return hand_made(CATALOGUE, b"<</Type/Pages/Count %d/Kids[%s]>>" % (number, kids), page)


def deep(levels):
    """Return a PDF with a list in a list in a list."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/X " + b"[" * levels + b"]" * levels
    return hand_made(CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page + b">>")


def drawing_itself():
    """Return a PDF whose drawing draws itself."""
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 4 0 R>>>>"
    form += b"/Length 5>>stream\n/A Do\nendstream"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
    page += b"/Resources<</XObject<</A 4 0 R>>>>>>"
    return hand_made(CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, form)


def vast_object_stream():
    """Return a small PDF whose objects are packed in a stream that unpacks to 2 GB.

    The blanks are packed once and their block is repeated, so that it is made in no time.
    """
    packer, piece = zlib.compressobj(9), b" " * (1024 * 1024)
    start = b"3 0 ".ljust(8) + b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"
    packed = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    check = zlib.adler32(start)
    for _ in range(2048):
        check = zlib.adler32(piece, check)
    twice = zlib.compress(packed + block * 2048 + b"\x03\x00" + check.to_bytes(4, "big"), 9)
    dictionary = b"<</Type/ObjStm/N 1/First 8/Filter[/FlateDecode/FlateDecode]/Length %d>>"
    parts = [
        CATALOGUE,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        None,
        dictionary % len(twice) + b"stream\n" + twice + b"\nendstream",
    ]
    data, rows = bytearray(b"%PDF-1.7\n"), [struct.pack(">BLB", 0, 0, 255)]
    for number, body in enumerate(parts, start=1):
        if body is None:
            rows.append(struct.pack(">BLB", 2, 4, 0))
            continue
        rows.append(struct.pack(">BLB", 1, len(data), 0))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    rows.append(struct.pack(">BLB", 1, start, 0))
    table = b"".join(rows)
    data += b"5 0 obj\n<</Type/XRef/Root 1 0 R/Size 6/W[1 4 1]/Length %d>>stream\n" % len(table)
    data += table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(data)


def vast_picture():
    """Return a PDF whose picture has 400 megapixels."""

    def change(document):
        picture = pikepdf.Stream(document, b"")
        picture.write(zlib.compress(bytes(20_000 * 2500)), filter=Name.FlateDecode)
        for name, value in (("Width", 20_000), ("Height", 20_000), ("BitsPerComponent", 1)):
            picture.stream_dict[f"/{name}"] = value
        picture.stream_dict.Subtype = Name.Image
        picture.stream_dict.ColorSpace = Name.DeviceGray
        page = document.pages[0].obj
        page.Resources.XObject = Dictionary(Vast=document.make_indirect(picture))
        page.Contents = document.make_stream(b"q 200 0 0 200 0 0 cm /Vast Do Q")

    return samples.pdf_with(change)


def owners_password():
    """Return a PDF that anybody may read and nobody may print."""
    data = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.pdf(1))) as document:
        allowed = pikepdf.Permissions(print_lowres=False, print_highres=False)
        locked = pikepdf.Encryption(owner="owner", user="", allow=allowed)
        document.save(data, encryption=locked)
    return data.getvalue()


def and_archive():
    """Return a PDF that is a ZIP archive too."""
    data = io.BytesIO(samples.pdf(1))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("hidden.exe", samples.program())
    return data.getvalue()


def lost_table():
    """Return a PDF whose table of objects stands nowhere near where it says."""
    return samples.pdf(2).replace(b"startxref\n", b"startxref\n9")


CASES = [
    neutralised("PDF that runs a script when opened", "plan.pdf",
                lambda _: with_root(OpenAction=script()), actions=None, scripts=None),
    neutralised("PDF with scripts by name", "plan.pdf",
                lambda _: with_root(Names=Dictionary(
                    JavaScript=Dictionary(Names=Array([String("a"), script()])))), scripts=None),
    neutralised("PDF with actions for closing and printing", "plan.pdf",
                lambda _: with_root(AA=Dictionary(WC=script())), actions=None, scripts=None),
    neutralised("PDF that starts a program on a click", "plan.pdf",
                lambda _: with_note(A=Dictionary(S=Name.Launch, F=String("calc.exe"))),
                actions=None),
    accepted("PDF with a link to a web page", "plan.pdf",
             lambda outside: with_note(A=Dictionary(S=Name.URI, URI=String(outside)))),
    neutralised("PDF with a link to a file of the reader's", "plan.pdf",
                lambda _: with_note(A=Dictionary(S=Name.URI, URI=String("file:///etc/passwd"))),
                actions=None),
    neutralised("PDF with a link that is a script", "plan.pdf",
                lambda _: with_note(A=Dictionary(S=Name.URI, URI=String("javascript:alert(1)"))),
                actions=None),
    neutralised("PDF that goes on to another PDF", "plan.pdf",
                lambda _: with_note(A=Dictionary(S=Name.GoToR, F=String("//host/share/x.pdf"))),
                actions=None),
    neutralised("PDF with two programs in it", "plan.pdf",
                lambda _: with_attachments("a.exe", "b.scr"), embedded_files=2),
    neutralised("PDF with a program pinned to its page", "plan.pdf",
                lambda _: with_associated_file(), embedded_files=1),
    neutralised("PDF that sends a form", "plan.pdf", with_form, actions=None, forms=None),
    refused("PDF that is a dynamic form", "plan.pdf", lambda _: dynamic_form(),
            "it is a form that only Adobe Reader can show. "
            "Open it there, print it to PDF, then add the PDF."),
    neutralised("PDF with rich media", "plan.pdf", lambda _: with_note("RichMedia"), media=None),
    neutralised("PDF that fetches a stream", "plan.pdf", with_outside_stream, external_links=1),
    refused("PDF whose page tree is its own child", "plan.pdf", lambda _: own_ancestor(),
            f"it is damaged: 0 of 3 pages could be read. {SAVED_AGAIN}"),
    accepted("PDF whose drawing draws itself", "plan.pdf", lambda _: drawing_itself()),
    neutralised("PDF with lists 20,000 deep", "plan.pdf", lambda _: deep(20_000),
                UNREADABLE.format("PDF", BROKEN)),
    refused("PDF with an object stream of 2 GB", "plan.pdf", lambda _: vast_object_stream(), HEAVY),
    neutralised("PDF with a page of 200 MB packed twice", "plan.pdf",
                lambda _: samples.swelling_pdf(), BROKE_OFF),
    accepted("PDF with a picture of 400 megapixels", "plan.pdf", lambda _: vast_picture()),
    refused("PDF with a password", "plan.pdf", lambda _: samples.locked_pdf(), PASSWORD),
    accepted("PDF that may not be printed", "plan.pdf", lambda _: owners_password()),
    refused("PDF that ends after 27 of 40 pages", "plan.pdf", lambda _: samples.cut_pdf(0.745),
            f"it is cut off: 27 of 40 pages could be read. {SAVED_AGAIN}"),
    refused("PDF that ends somewhere", "plan.pdf", lambda _: samples.pdf()[:-600], CUT_OFF),
    refused("PDF with a hole", "plan.pdf", lambda _: samples.holed_pdf(),
            f"it is damaged: 30 of 40 pages could be read. {SAVED_AGAIN}"),
    refused("PDF with 20,000 pages", "log.pdf", lambda _: many_pages(20_000),
            "it has 20000 pages, and 500 is the most. Split it into parts, then add each part."),
    refused("PDF with no pages", "plan.pdf", lambda _: samples.blank_pdf(0), DAMAGED),
    accepted("PDF whose table is lost", "plan.pdf", lambda _: lost_table()),
    accepted("PDF with a page as large as a field", "plan.pdf", lambda _: hand_made(
        CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1000000000 1000000000]>>")),
    neutralised("PDF and ZIP archive at once", "plan.pdf", lambda _: and_archive(),
                other_data=None),
    neutralised("PDF with a web page behind its end", "plan.pdf",
                lambda _: samples.pdf(1) + b"<html><script>alert(1)</script>" * 9,
                other_data=None),
    refused("PDF that begins late", "plan.pdf", lambda _: b"\x00\x01" * 300 + samples.pdf(1),
            DAMAGED),
    refused("PDF by its first five bytes only", "plan.pdf", lambda _: b"%PDF-", CUT_OFF),
    refused("PDF named .jpg", "photo.jpg", lambda _: samples.pdf(1),
            "it is a PDF, but its name ends in .jpg. "
            "Give it the ending .pdf, then add it again."),
    refused("PDF named .exe", "setup.exe", lambda _: samples.pdf(1),
            "it is a PDF, but its name ends in .exe. "
            "Give it the ending .pdf, then add it again."),
    refused("PDF sent as a web page", "plan.pdf", lambda _: samples.pdf(1),
            "it is a PDF, but it was sent as text/html. "
            "Add it again from another browser or device.", claimed="text/html"),
    refused("PDF sent as a picture", "plan.pdf", lambda _: samples.pdf(1),
            "it is a PDF, but it was sent as a JPEG picture. "
            "Add it again from another browser or device.", claimed="image/jpeg"),
    accepted("PDF without an ending or a claim", "scan 3.5.2026", lambda _: samples.pdf(1),
             claimed="application/octet-stream"),
    refused("PDF's name around nothing known", "plan.pdf", lambda _: bytes(range(256)) * 8,
            DAMAGED),
    refused("Binary without a name", "thing", lambda _: bytes(range(256)) * 8, UNKNOWN),
]  # fmt: skip
