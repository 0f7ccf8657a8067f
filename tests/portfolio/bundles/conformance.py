"""Which rules of PDF/A-3u does a finished file break? The whole of it is looked at."""

import io

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream

from evidence.renditions import archival

KNOWN_XMP = {
    "http://purl.org/dc/elements/1.1/",
    "http://ns.adobe.com/pdf/1.3/",
    "http://ns.adobe.com/xap/1.0/",
    "http://www.aiim.org/pdfa/ns/id/",
}
ROOT_MAY_NOT = {"/AA", "/OpenAction", "/OCProperties", "/Requirements", "/Collection"}
NOBODY_MAY = {
    "/AA", "/Alternates", "/CharSet", "/CIDSet", "/FFilter", "/JS", "/OPI", "/PS", "/Ref", "/XFA",
}  # fmt: skip
MAY_NOT_ACT = {
    "/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide",
    "/SetOCGState", "/Rendition", "/Trans", "/GoTo3DView", "/URI", "/SubmitForm",
}  # fmt: skip
HIDDEN, PRINTED = 0b100011, 0b100


def faults(path):
    """Return what is wrong in the file at `path`, in words; nothing is as it should be."""
    begins = path.read_bytes()[:14]
    with pikepdf.open(path) as pdf:
        return [
            *pdf.check_pdf_syntax(),
            *_of_file(pdf, begins),
            *_of_metadata(pdf),
            *_of_colours(pdf),
            *_of_notes(pdf),
            *_of_attachments(pdf),
            *_of_objects(pdf),
            *sorted(archival.breaches(pdf)),
        ]


def declared(path):
    """Return which part and level of PDF/A a file declares, such as ("3", "U"), else Nones."""
    with pikepdf.open(path) as pdf:
        about = pdf.open_metadata()
        return about.get("pdfaid:part"), about.get("pdfaid:conformance")


def _of_file(pdf, begins):
    if not begins.startswith(b"%PDF-1.7\n%") or min(begins[10:14]) < 128:
        yield "header"
    if pdf.is_encrypted or len(pdf.trailer.get("/ID", ())) != 2:
        yield "trailer"
    if ROOT_MAY_NOT & set(pdf.Root.keys()):
        yield "catalogue"
    if set(pdf.Root.get("/Names", {}).keys()) - {"/EmbeddedFiles"}:
        yield "names"
    if "/NeedAppearances" in pdf.Root.get("/AcroForm", {}):
        yield "form"


def _of_metadata(pdf):
    told, info = pdf.Root.Metadata, pdf.docinfo
    if "/Filter" in told:
        yield "metadata are packed"
    about = pdf.open_metadata()
    used = {name[1:].split("}")[0] for name in about}
    if used - KNOWN_XMP:
        yield f"metadata {used - KNOWN_XMP}"
    pairs = [
        ("/Title", about.get("dc:title")),
        ("/Author", " ".join(about.get("dc:creator", []))),
        ("/Producer", about.get("pdf:Producer")),
    ]
    yield from [key for key, value in pairs if key in info and str(info[key]) != value]
    if set(info.keys()) - {key for key, _ in pairs}:
        yield "information"


def _of_colours(pdf):
    intents = pdf.Root.get("/OutputIntents", Array())
    if len(intents) != 1 or intents[0].S != Name.GTS_PDFA1:
        yield "output intent"
        return
    profile = intents[0].DestOutputProfile
    head = profile.read_bytes()
    if profile.N != 3 or head[12:20] != b"mntrRGB " or head[36:40] != b"acsp":
        yield "profile"


def _of_notes(pdf):
    for page in pdf.pages:
        for note in page.obj.get("/Annots", ()):
            flags, box = int(note.get("/F", 0)), [float(side) for side in note.Rect]
            if not flags & PRINTED or flags & HIDDEN:
                yield f"flags of {note.Subtype}"
            is_nowhere = box[:2] == box[2:]
            if note.Subtype != Name.Link and not is_nowhere and "/AP" not in note:
                yield f"look of {note.Subtype}"
            if "/A" in note:
                yield "a link that leads out"


def _of_attachments(pdf):
    associated = {spec.objgen for spec in pdf.Root.get("/AF", ())}
    for name, file in pdf.attachments.items():
        spec = file.obj
        if spec.objgen not in associated or spec.get("/AFRelationship") is None:
            yield f"{name} is not associated"
        if not {"/F", "/UF", "/EF"} <= set(spec.keys()):
            yield f"{name} has no name"
        stream = spec.EF.F
        if "/" not in str(stream.get("/Subtype", ""))[1:] or "/ModDate" not in stream.Params:
            yield f"{name} has no kind or no date"


def _of_objects(pdf):
    for thing in pdf.objects:
        if not isinstance(thing, Dictionary | Stream):
            continue
        keys = set(thing.keys())
        if keys & NOBODY_MAY:
            yield f"{keys & NOBODY_MAY}"
        if thing.get("/Type") != Name.StructElem and str(thing.get("/S")) in MAY_NOT_ACT:
            yield f"action {thing.S}"
        if "/LZWDecode" in str(thing.get("/Filter")) or thing.get("/Interpolate") is True:
            yield "stream"
        if thing.get("/Subtype") == Name.CIDFontType2:
            yield from _of_widths(thing)


def _of_widths(font):
    program = font.FontDescriptor.FontFile2
    if program.Length1 != len(program.read_bytes()):
        yield f"length of {font.BaseFont}"
    held = TTFont(io.BytesIO(program.read_bytes()), lazy=True)
    order, scale = held.getGlyphOrder(), 1000 / held["head"].unitsPerEm
    rows = list(font.W)
    for first, widths in zip(rows[::2], rows[1::2], strict=True):
        for glyph, width in enumerate(widths, start=int(first)):
            if abs(held["hmtx"][order[glyph]][0] * scale - float(width)) > 1:
                yield f"width of {glyph} in {font.BaseFont}"
