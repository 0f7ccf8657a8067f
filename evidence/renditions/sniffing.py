"""What is this file, going by its bytes and never by its name?"""

import mmap
import re

HEAD_BYTES = 8192
# How many lines are enough to see whether they are rows.
LINES = 10
BINARY = (
    ("pdf", rb"(\xef\xbb\xbf)?\s{0,64}%PDF-"),
    ("jpeg", rb"\xff\xd8\xff"),
    ("png", rb"\x89PNG\r\n\x1a\n"),
    ("zip container", rb"PK(\x03\x04|\x05\x06|\x07\x08)"),
    ("ole", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("rar", rb"Rar!\x1a\x07"),
    ("7z", rb"7z\xbc\xaf\x27\x1c"),
    ("archive", rb"\x1f\x8b\x08|BZh[1-9]1AY|\xfd7zXZ\x00|\x28\xb5\x2f\xfd|MSCF\x00\x00"),
    (
        "program",
        rb"\x7fELF|MZ(?=.*\x00)|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe|L\x00\x00\x00\x01\x14\x02",
    ),
    ("heic", rb"\x00.{3}ftyp(hei[cmsx]|hev[cm]|mif1|msf1)"),
    ("picture", rb"\x00.{3}ftyp(avif|avis)|GIF8[79]a|RIFF.{4}WEBP|II\*\x00|MM\x00\*|8BPS\x00\x01"),
    (
        "picture",
        rb"BM.{4}\x00\x00\x00\x00|\x00\x00\x01\x00[\x01-\x40]\x00|\x00\x00\x00\x0cJXL |"
        rb"\x00\x00\x00\x0cjP  |\xd7\xcd\xc6\x9a|\x01\x00\x00\x00.{36} EMF",
    ),
    ("mp4", rb"\x00.{3}(ftyp|moov|mdat|wide)"),
    ("mp3", rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb](?=.*\x00)"),
    ("aac", rb"\xff[\xf1\xf9](?=.*\x00)"),
    ("wav", rb"RIFF.{4}WAVE"),
    ("ogg", rb"OggS\x00"),
    ("webm", rb"\x1a\x45\xdf\xa3"),
    ("audio", rb"fLaC\x00|FORM.{4}AIF|#!AMR\n"),
    (
        "video",
        rb"RIFF.{4}AVI |FLV\x01|\x00\x00\x01[\xb3\xba]|\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    ),
    ("rtf", rb"\{\\rtf"),
)
SIGNATURES = tuple((kind, re.compile(pattern, re.DOTALL)) for kind, pattern in BINARY)
LEADING = re.compile(r"^(\ufeff|\s|<\?xml[^>]*>|<!--.*?-->)+", re.DOTALL)
SVG = re.compile(r"<(!doctype\s+)?([a-z]+:)?svg[\s>/]", re.IGNORECASE)
# What a browser would take for a web page (the list in the WHATWG's MIME sniffing rules, and more).
HTML = re.compile(
    r"<(!doctype\s+html|html|head|body|script|iframe|h1|div|font|table|a|style|title|b|br|p|"
    r"base|embed|form|frameset|img|input|link|math|meta|object|template)[\s>/]|<!--",
    re.IGNORECASE,
)
SCRIPT = re.compile(
    r"\s*(#!\s*/|<\?php|<%@|@echo off\b|\[InternetShortcut\]|Windows Registry)", re.IGNORECASE
)
EMAIL = re.compile(r"(Received|Return-Path|Delivered-To|MIME-Version): .*\n")
# A cell that a spreadsheet would work out: it begins with = or @, or hides a call behind + or -.
# No run gives letters back (*+), so that a long cell is not gone through once for each of them.
FORMULA = re.compile(
    rb"""(?:^|[,;\t|\r\n])[ "']*+"""
    rb"""(?:[=@][A-Za-z0-9+(\-]|[+\-](?:[A-Za-z0-9]*+\.)*+[0-9]*+[A-Za-z]\w*+[(|])"""
)
OLE_STREAMS = (
    ("encrypted", "EncryptedPackage"),
    ("old word", "WordDocument"),
    ("old powerpoint", "PowerPoint Document"),
    ("old excel", "Workbook"),
    ("old excel", "Book"),
    ("outlook", "__substg1.0_"),
)


def sniff(head):
    """Return one word for what `head`, the first HEAD_BYTES of a file, begins as.

    None means that nothing is recognised: it may be text, or something unknown.
    """
    for kind, signature in SIGNATURES:
        if signature.match(head):
            return kind
    return _sniff_markup(_as_text(head))


def sniff_ole(path):
    """Return which kind of file an OLE container is, by the names in its directory."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for kind, stream in OLE_STREAMS:
            if data.find(stream.encode("utf-16-le")) >= 0:
                return kind
    return "unknown"


def could_be_table(path):
    """Return whether the first lines of a text all hold what parts the cells of a table."""
    with open(path, "rb") as file:
        lines = _as_text(file.read(HEAD_BYTES)).splitlines()[:LINES]
    return any(all(mark in line for line in lines if line.strip()) for mark in ",;\t|")


def has_formulas(path):
    """Return whether a table of text holds cells that a spreadsheet would work out."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return FORMULA.search(data) is not None


def _as_text(head):
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    return head.decode("utf-8", errors="replace").replace("\x00", "")


def _sniff_markup(text):
    begins_as_xml = text.lstrip("\ufeff \t\r\n").startswith("<?xml")
    body = LEADING.sub("", text)
    if SVG.match(body):
        return "svg"
    if HTML.match(body):
        return "html"
    if begins_as_xml:
        return "xml"
    if SCRIPT.match(text.lstrip("\ufeff")):
        return "script"
    if EMAIL.match(text):
        return "email"
    return None
