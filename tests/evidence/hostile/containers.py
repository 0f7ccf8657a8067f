"""Which Office files and archives would do harm, or lie about themselves?"""

import functools
import io
import stat
import struct
import zipfile

import openpyxl

from tests.evidence import samples
from tests.evidence.hostile.cases import (
    AGAIN,
    BOMB,
    CUT_OFF,
    DAMAGED,
    PASSWORD,
    UNPACKED,
    UNSAFE,
    accepted,
    neutralised,
    refused,
)  # fmt: skip

TYPES = "[Content_Types].xml"
RELS = "word/_rels/document.xml.rels"
MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
PROGRAM = "file:///C:/Windows/System32/calc.exe"
PLAIN_WORD = MAIN.format("wordprocessingml.document").encode()
PLAIN_EXCEL = MAIN.format("spreadsheetml.sheet").encode()
DOCTYPE = b"<!DOCTYPE w:document [%s]><w:document"
CLAIMED_DOCM = "application/vnd.ms-word.document.macroEnabled.12"


@functools.cache
def word():
    """Return minutes as Word saves them, with a picture."""
    return samples.word()


@functools.cache
def workbook():
    """Return a KPI report as Excel saves it."""
    return samples.workbook()


def related(kind, target, *, outside=True):
    """Return the end of a list of relationships with one more in it."""
    mode = ' TargetMode="External"' if outside else ""
    kind = f"{samples.RELATIONSHIP}/{kind}"
    return (
        f'<Relationship Id="rIdX" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    ).encode()


def word_with(relation=None, body=b"", add=None):
    """Return a Word document with a relationship, with more in its body, and with more parts."""
    replace = [("word/document.xml", b"<w:sectPr", body + b"<w:sectPr")] if body else []
    if relation:
        replace.append((RELS, b"</Relationships>", relation))
    return samples.changed(word(), add=add, replace=replace)


def slides_with(action, relation=b""):
    """Return a presentation whose words do something on a click."""
    click = b'name="Words"><a:hlinkClick r:id="rIdX" action="%s"/></p:cNvPr>' % action
    rels = ("ppt/slides/_rels/slide1.xml.rels", b"</Relationships>", relation)
    words = ("ppt/slides/slide1.xml", b'name="Words"/>', click)
    return samples.changed(samples.slides(), replace=[words, rels] if relation else [words])


def word_with_late_link():
    """Return a Word document whose link to a program lies across two pieces of its list."""
    with zipfile.ZipFile(io.BytesIO(word())) as container:
        before = len(container.read(RELS)) - len(b"</Relationships>")
    return word_with(b" " * (1024**2 - before - 100) + related("hyperlink", PROGRAM))


def word_with_template(outside):
    """Return a Word document that stands on a template elsewhere."""
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    body = related("attachedTemplate", outside).decode()
    part = f'<?xml version="1.0"?><Relationships xmlns="{rels}">{body}'
    return samples.changed(word(), add={"word/_rels/settings.xml.rels": part})


def word_with_field(code):
    """Return a Word document with a field of this code."""
    run = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    field = f"{run.format('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{run.format('end')}"
    return word_with(body=f"<w:p>{field}</w:p>".encode())


def word_with_chunk():
    """Return a Word document that takes a web page in when it is opened."""
    page = b"<html><script>alert(1)</script><img src='http://x.example/'></html>"
    return word_with(
        related("aFChunk", "page.html", outside=False),
        b'<w:altChunk r:id="rIdX"/>',
        {"word/page.html": page},
    )


def word_with_entity(entities, named):
    """Return a Word document that defines entities and uses one."""
    return samples.changed(
        word(),
        replace=[
            ("word/document.xml", b"<w:document", DOCTYPE % entities),
            ("word/document.xml", b"Kick-off", b"&%s;" % named),
        ],
    )


def billion_laughs():
    """Return a Word document whose one word is a billion."""
    laughs = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)
    )
    return word_with_entity(laughs, b"a9")


def with_part(name, body=b"x", mode=0):
    """Return a Word document with one more part that has this very name."""
    data = io.BytesIO(word())
    with zipfile.ZipFile(data, "a") as archive:
        part = zipfile.ZipInfo("placeholder")
        part.filename = name
        part.external_attr = mode << 16
        archive.writestr(part, body)
    return data.getvalue()


def twice(name):
    """Return a Word document that holds a part of this name twice."""
    data = io.BytesIO(word())
    with zipfile.ZipFile(data, "a") as archive:
        part = zipfile.ZipInfo(name)
        archive.NameToInfo.pop(name)
        archive.writestr(part, b"<w:document/>")
    return data.getvalue()


def in_directory(data, name, change):
    """Return a container after `change(entry)` on the 46 bytes that list the part `name`."""
    data = bytearray(data)
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(name.encode()))
    entry = bytearray(data[at : at + 46])
    change(entry)
    data[at : at + 46] = entry
    return bytes(data)


def lying_about_size():
    """Return a Word document whose directory calls 20 MB of text ten bytes."""
    swollen = samples.changed(word(), add={"word/media/big.bin": b" " * (20 * 1024**2)})
    return in_directory(
        swollen, "word/media/big.bin", lambda entry: struct.pack_into("<L", entry, 24, 10)
    )


def overlapping():
    """Return a Word document whose directory lists the same bytes under forty names."""
    data = samples.changed(word(), add={"word/media/big.bin": b" " * (9 * 1024**2)})
    end = data.rfind(b"PK\x05\x06")
    start = struct.unpack_from("<L", data, end + 16)[0]
    at = data.rfind(b"PK\x01\x02", 0, end)
    last = data[at:end]
    more = b"".join(last.replace(b"big.bin", b"b%02d.bin" % number) for number in range(40))
    directory = data[start:end] + more
    tail = bytearray(data[end:])
    count = struct.unpack_from("<H", tail, 10)[0] + 40
    struct.pack_into("<HHLL", tail, 8, count, count, len(directory), start)
    return data[:start] + directory + bytes(tail)


def locked_part():
    """Return a Word document of which one part says that it needs a password."""
    return in_directory(
        word(), "word/document.xml", lambda entry: struct.pack_into("<H", entry, 8, 1)
    )


def workbook_of_sheets(number):
    """Return a workbook that lists its one sheet so many times."""
    sheet = b'<sheet name="S%d" sheetId="%d" state="visible" r:id="rId1"/>'
    many = b"".join(sheet % (one, one) for one in range(10, number))
    return samples.changed(
        workbook(), replace=[("xl/workbook.xml", b"</sheets>", many + b"</sheets>")]
    )


def workbook_calling(outside):
    """Return a workbook that asks `outside` for a value when it is worked out."""
    book = openpyxl.Workbook()
    book.active["A1"] = f'=WEBSERVICE("{outside}")'
    book.active["A2"] = f'=HYPERLINK("{outside}","see")'
    return saved(book)


def workbook_leading_to(target):
    """Return a workbook with a cell that opens `target` on a click."""
    book = openpyxl.Workbook()
    book.active["A1"] = f'=HYPERLINK("{target}","see")'
    return saved(book)


def workbook_linked(outside):
    """Return a workbook that takes values from another one and from a program."""
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    body = related("externalLinkPath", outside).decode()
    return samples.changed(
        workbook(),
        add={
            "xl/externalLinks/externalLink1.xml": f'{link}<ddeLink ddeService="c"/></externalLink>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": (
                f'<?xml version="1.0"?><Relationships xmlns="{rels}">{body}'
            ),
        },
    )


def vast_strings():
    """Return a workbook of a few kilobytes with 60 MB of words."""
    words = b"<sst><si><t>" + b"a" * (60 * 1024**2) + b"</t></si></sst>"
    return samples.changed(
        workbook(), drop=["xl/sharedStrings.xml"], add={"xl/sharedStrings.xml": words}
    )


def with_macros(container, kind, *, part="vbaProject.bin"):
    """Return a document or workbook that has macros, and says so."""
    folder, plain = ("word", PLAIN_WORD) if kind == "word.document" else ("xl", PLAIN_EXCEL)
    said = f"application/vnd.ms-{kind}.macroEnabled.main+xml".encode()
    return samples.changed(
        container, add={f"{folder}/{part}": b"macro"}, replace=[(TYPES, plain, said)]
    )


def archive(parts, method=zipfile.ZIP_DEFLATED):
    """Return a ZIP archive of {name: bytes}."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return data.getvalue()


def nested(levels):
    """Return an archive in an archive in an archive."""
    data = b" " * 1024**2
    for level in range(levels):
        data = archive({f"{level}.zip": data})
    return data


def locked_archive():
    """Return a ZIP archive that says it needs a password."""
    return in_directory(
        archive({"a.txt": b"a"}), "a.txt", lambda entry: struct.pack_into("<H", entry, 8, 1)
    )


def saved(book):
    """Return the bytes of a workbook."""
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}><image href="{}"/><script>alert(1)</script></svg>'
SVG_ENTITY = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'
EMF = b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(400)
CASES = [
    neutralised("Word with a picture elsewhere", "minutes.docx", samples.word_calling,
                external_links=1),
    neutralised("Word on a template elsewhere", "minutes.docx", word_with_template,
                external_links=1),
    neutralised("Word with an object elsewhere", "minutes.docx",
                lambda outside: word_with(related("oleObject", outside)), external_links=1),
    accepted("Word with an ordinary link", "minutes.docx",
             lambda outside: word_with(related("hyperlink", outside))),
    accepted("Word with links to a place, a mail and a telephone", "minutes.docx",
             lambda _: word_with(b"".join(
                 related("hyperlink", target).removesuffix(b"</Relationships>")
                 for target in ("#Costs", "mailto:ben@x.example", "tel:+441234")
             ) + b"</Relationships>")),
    neutralised("Word with a link to a program", "minutes.docx",
                lambda _: word_with(related("hyperlink", PROGRAM)), actions=None),
    neutralised("Word with a link to a program across two pieces", "minutes.docx",
                lambda _: word_with_late_link(), actions=None),
    accepted("Word with a field that leads to a web page", "minutes.docx",
             lambda outside: word_with_field(f'HYPERLINK "{outside}"')),
    neutralised("Word with a field that leads to a program", "minutes.docx",
                lambda _: word_with_field(f'HYPERLINK "{PROGRAM}"'), actions=None),
    neutralised("Excel with a cell that leads to a program", "kpi.xlsx",
                lambda _: workbook_leading_to(PROGRAM), actions=None),
    neutralised("Word with a link that is a script", "minutes.docx",
                lambda _: word_with(related("hyperlink", "javascript:alert(1)")), actions=None),
    neutralised("Word with a link to a file on a share", "minutes.docx",
                lambda _: word_with(related("hyperlink", "//host/share/plan.docx")), actions=None),
    neutralised("Word with a field that fetches a picture", "minutes.docx",
                lambda outside: word_with_field(f'INCLUDEPICTURE "{outside}"'), external_links=1),
    neutralised("Word with a field that starts a program", "minutes.docx",
                lambda _: word_with_field('DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"'),
                data_links=None),
    neutralised("Word that takes in a web page", "minutes.docx", lambda _: word_with_chunk(),
                embedded_files=1),
    neutralised("Word with a program in it", "minutes.docx",
                lambda _: word_with(add={"word/embeddings/oleObject1.bin": samples.program()}),
                embedded_files=1),
    neutralised("Word with ActiveX", "minutes.docx",
                lambda _: word_with(add={"word/activeX/activeX1.bin": b"x"}), controls=None),
    neutralised("Word with macros that says so", "minutes.docm",
                lambda _: with_macros(word(), "word.document"), macros=None),
    refused("Word with macros named .docx", "minutes.docx",
            lambda _: with_macros(word(), "word.document"),
            "it contains macros, although its name ends in .docx. "
            f"Save it as .docx or PDF, {AGAIN}"),
    refused("Word that hides its macros", "minutes.docm",
            lambda _: word_with(add={"word/vbaProject.bin": b"x"}),
            f"it contains macros. Save it as .docx or PDF, {AGAIN}"),
    refused("Word without macros named .docm", "minutes.docm", lambda _: word(),
            "it is a Word document, but its name ends in .docm. "
            f"Give it the ending .docx, {AGAIN}"),
    refused("Word without macros sent as with", "minutes.docx", lambda _: word(),
            "it is a Word document, but it was sent as a Word document with macros. "
            "Add it again from another browser or device.", claimed=CLAIMED_DOCM),
    neutralised("Excel with macros that says so", "kpi.xlsm",
                lambda _: with_macros(workbook(), "excel.sheet"), macros=None),
    refused("Excel that hides its macros", "kpi.xlsx", lambda _: samples.workbook_with_macros(),
            "it contains macros, although its name ends in .xlsx. "
            f"Save it as .xlsx or PDF, {AGAIN}"),
    refused("Excel with the macros of 1992", "kpi.xlsx",
            lambda _: samples.changed(workbook(), add={"xl/macrosheets/sheet1.xml": b"<a/>"}),
            "it contains macros, although its name ends in .xlsx. "
            f"Save it as .xlsx or PDF, {AGAIN}"),
    neutralised("Excel linked to a workbook and a program", "kpi.xlsx", workbook_linked,
                data_links=None, external_links=1),
    neutralised("Excel with a database behind it", "kpi.xlsx",
                lambda _: samples.changed(workbook(), add={"xl/connections.xml": b"<a/>"}),
                data_links=None),
    neutralised("Excel that asks the network", "kpi.xlsx", workbook_calling, external_links=1),
    accepted("Excel that claims every cell there can be", "kpi.xlsx",
             lambda _: samples.vast_workbook()),
    refused("Excel with 5,000 sheets", "kpi.xlsx", lambda _: workbook_of_sheets(5000),
            "it has more than 1,000 sheets. Save the sheets that you need as a workbook of their "
            f"own, {AGAIN}"),
    refused("Excel with 60 MB of words", "kpi.xlsx", lambda _: vast_strings(), BOMB),
    accepted("PowerPoint", "rota.pptx", lambda _: samples.slides()),
    accepted("PowerPoint that goes to the next slide on a click", "rota.pptx",
             lambda _: slides_with(b"ppaction://hlinkshowjump?jump=nextslide")),
    neutralised("PowerPoint that starts a program on a click", "rota.pptx",
                lambda _: slides_with(b"ppaction://program", related("hyperlink", PROGRAM)),
                actions=None),
    neutralised("PowerPoint that runs a macro on a click", "rota.pptx",
                lambda _: slides_with(b"ppaction://macro?name=Start"), actions=None),
    neutralised("PowerPoint that opens its object on a click", "rota.pptx",
                lambda _: slides_with(b"ppaction://ole?verb=0"), actions=None),
    neutralised("PowerPoint with a link to a program", "rota.pptx",
                lambda _: slides_with(b"", related("hyperlink", PROGRAM)), actions=None),
    neutralised("PowerPoint with a film elsewhere", "rota.pptx", lambda outside: samples.changed(
        samples.slides(), replace=[("ppt/slides/_rels/slide1.xml.rels", b"</Relationships>",
                                    related("video", outside))]), external_links=1),
    refused("PowerPoint with macros", "rota.pptx", lambda _: samples.changed(
        samples.slides(), add={"ppt/vbaProject.bin": b"x"}),
            "it contains macros, although its name ends in .pptx. "
            f"Save it as .pptx or PDF, {AGAIN}"),
    refused("Word that reads a file of the server", "minutes.docx",
            lambda _: samples.word_with_entities(), UNSAFE),
    refused("Word that asks the network for an entity", "minutes.docx",
            lambda outside: word_with_entity(b'<!ENTITY x SYSTEM "%s">' % outside.encode(), b"x"),
            UNSAFE),
    refused("Word with a billion laughs", "minutes.docx", lambda _: billion_laughs(), UNSAFE),
    refused("Word in UTF-7", "minutes.docx", lambda _: samples.changed(
        word(), add={"word/x.xml": b'<?xml version="1.0" encoding="utf-7"?><x/>'}), UNSAFE),
    refused("Word that writes elsewhere", "minutes.docx",
            lambda _: with_part("../../../etc/cron.d/x"), UNSAFE),
    refused("Word that writes to a drive", "minutes.docx", lambda _: with_part("C:/x"), UNSAFE),
    refused("Word with a link to a file of the server", "minutes.docx",
            lambda _: with_part("word/media/a.png", b"/etc/passwd", stat.S_IFLNK | 0o777), UNSAFE),
    refused("Word with two bodies", "minutes.docx", lambda _: twice("word/document.xml"), UNSAFE),
    refused("Word of 200 MB in 200 KB", "minutes.docx", lambda _: samples.swelling_word(), BOMB),
    refused("Word of 2,001 parts", "minutes.docx", lambda _: samples.crowded_word(), BOMB),
    refused("Word whose parts share their bytes", "minutes.docx", lambda _: overlapping(), BOMB),
    refused("Word that lies about a size", "minutes.docx", lambda _: lying_about_size(), BOMB),
    refused("Word with one locked part", "minutes.docx", lambda _: locked_part(), PASSWORD),
    refused("Word with a password", "minutes.docx",
            lambda _: samples.ole("EncryptionInfo", "EncryptedPackage"), PASSWORD),
    refused("Word that was cut off", "minutes.docx", lambda _: word()[:-200], CUT_OFF),
    refused("Word with a hole", "minutes.docx",
            lambda _: word()[:4000] + bytes(400) + word()[4400:], DAMAGED),
    accepted("Word with drawings that call", "minutes.docx", lambda outside: word_with(add={
        "word/media/a.svg": SVG.format("", outside), "word/media/b.emf": EMF,
        "word/media/c.wmf": b"\xd7\xcd\xc6\x9a" + bytes(200)})),
    refused("Word with a drawing that reads a file", "minutes.docx",
            lambda _: word_with(add={"word/media/a.svg": SVG_ENTITY}), UNSAFE),
    refused("Word template", "minutes.dotx", lambda _: samples.changed(
        word(), replace=[(TYPES, b"document.main+xml", b"template.main+xml")]),
            f"it is a template. Save it as .docx, .xlsx or PDF, {AGAIN}"),
    refused("Old Word with macros", "old.doc",
            lambda _: samples.ole("Root Entry", "WordDocument", "Macros"),
            f"it is an older Word file (.doc). Save it as .docx or PDF, {AGAIN}"),
    refused("OpenDocument", "minutes.odt",
            lambda _: archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
            f"it is an OpenDocument file. Save it as .docx, .xlsx or PDF, {AGAIN}"),
    refused("ZIP archive", "all.zip", lambda _: archive({"a.txt": "a"}),
            f"it is a ZIP archive. {UNPACKED}"),
    refused("ZIP archive named .docx", "all.docx", lambda _: archive({"a.txt": "a"}),
            f"it is a ZIP archive, although its name ends in .docx. {UNPACKED}"),
    refused("ZIP bomb", "all.zip", lambda _: archive({"a.txt": b" " * (30 * 1024**2)}),
            "it is a ZIP archive that unpacks to far more than evidence holds. "
            "Add the files that you need one by one."),
    refused("ZIP archives in each other", "all.zip", lambda _: nested(8),
            f"it is a ZIP archive. {UNPACKED}"),
    refused("ZIP archive with a password", "all.zip", lambda _: locked_archive(),
            f"it is a ZIP archive with a password. {UNPACKED}"),
    refused("ZIP archive that writes elsewhere", "all.zip",
            lambda _: archive({"../../x": "a"}),
            "it is a ZIP archive that would write outside its own folder. "
            "Ask who sent it for the files themselves."),
    refused("Empty ZIP archive", "all.zip", lambda _: archive({}),
            f"it is a ZIP archive. {UNPACKED}"),
    refused("7z archive", "all.7z", lambda _: b"7z\xbc\xaf\x27\x1c" + bytes(40),
            f"it is a 7z archive. {UNPACKED}"),
    refused("RAR archive named .pdf", "all.pdf", lambda _: b"Rar!\x1a\x07\x01\x00" + bytes(40),
            f"it is a RAR archive, although its name ends in .pdf. {UNPACKED}"),
    refused("Cabinet", "all.cab", lambda _: b"MSCF" + bytes(60),
            f"it is a compressed archive. {UNPACKED}"),
]  # fmt: skip
