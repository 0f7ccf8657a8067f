"""Is a font of a PDF embedded, and can each letter that it shows be read as text?"""

import re
from array import array

from fontTools import agl
from pikepdf import Array, Dictionary, Name, Stream

from evidence.renditions import archival_programs
from evidence.renditions.archival_programs import ENCODING, MISSING

FONTS, LETTERS, UNCHECKED = "fonts", "letters", "unchecked"

IDENTITIES = (Name("/Identity-H"), Name("/Identity-V"))
PROGRAMS = {
    "/Type1": ("/FontFile", "/FontFile3"),
    "/MMType1": ("/FontFile", "/FontFile3"),
    "/TrueType": ("/FontFile2", "/FontFile3"),
    "/CIDFontType0": ("/FontFile3",),
    "/CIDFontType2": ("/FontFile2", "/FontFile3"),
}
WELL_KNOWN = {"/WinAnsiEncoding", "/MacRomanEncoding"}
WELL_KNOWN_LETTERS = {"GB1", "CNS1", "Japan1", "Korea1", "KR"}
SYMBOLIC, NONSYMBOLIC = 4, 32
MOST_CODES = 65536
NO_LETTER = {b"", b"0000", b"feff", b"fffe"}

BLOCK = re.compile(rb"begin(bfchar|bfrange|cidchar|cidrange)(.*?)end\1", re.DOTALL)
CODE_SPACE = re.compile(
    rb"begincodespacerange\s*<0000>\s*<ffff>\s*endcodespacerange", re.IGNORECASE
)
HEX = rb"<([0-9A-Fa-f\s]*)>\s*"
LETTER = re.compile(HEX + HEX)
LETTER_RANGE = re.compile(HEX + HEX + rb"(?:" + HEX + rb"|\[([^\]]*)\])")
NUMBER = re.compile(HEX + rb"(\d+)")
NUMBER_RANGE = re.compile(HEX + HEX + rb"(\d+)")
ONE_LETTER = re.compile(HEX)


def breaches_of(font, shown):
    """Return the rules that a font breaks in which the byte strings `shown` are written."""
    if not any(shown):
        return set()
    kind = str(font.get("/Subtype"))
    if kind == "/Type0":
        return _composite(font, shown)
    return _simple(font, kind, set(b"".join(shown)))


def _composite(font, shown):
    descendant = font.DescendantFonts[0]
    kind = str(descendant.get("/Subtype"))
    found = _unless_embedded(descendant, kind)
    if kind == "/CIDFontType2" and "/CIDToGIDMap" not in descendant:
        found.add(FONTS)
    encoding = font.get("/Encoding")
    if any(len(string) % 2 for string in shown):
        return found | {UNCHECKED}
    codes = _pairs(shown)
    if encoding in IDENTITIES:
        numbers = {code: code for code in codes}
    elif isinstance(encoding, Stream) and CODE_SPACE.search(encoding.read_bytes()):
        numbers = _numbers(encoding.read_bytes())
    else:
        return found | {UNCHECKED}
    shown = {numbers.get(code, 0) for code in codes}
    if 0 in shown:
        found.add(MISSING)
    if kind == "/CIDFontType2" and FONTS not in found:
        found |= archival_programs.of_composite(descendant, shown - {0})
    if codes - _letters(font) and _ordering(descendant) not in WELL_KNOWN_LETTERS:
        found.add(LETTERS)
    return found


def _simple(font, kind, codes):
    found = set() if kind == "/Type3" else _unless_embedded(font, kind)
    encoding = font.get("/Encoding")
    base, names = encoding, {}
    if isinstance(encoding, Dictionary):
        base, names = encoding.get("/BaseEncoding"), _differences(encoding)
    flags = int(font.get("/FontDescriptor", {}).get("/Flags", 0))
    if kind == "/TrueType" and not _is_numbered_well(base, flags, encoding):
        found.add(ENCODING)
    elif kind == "/TrueType" and FONTS not in found:
        found |= archival_programs.of_simple(font, codes - set(names), base=base)
    unread = codes - _letters(font)
    # Without an encoding, a plain Type 1 font keeps to the standard one.
    if str(base) in WELL_KNOWN or (kind == "/Type1" and base is None and flags & NONSYMBOLIC):
        unread &= set(names)
    if any(names.get(code) == ".notdef" for code in codes):
        found.add(MISSING)
    if any(not agl.toUnicode(names.get(code, ".notdef")) for code in unread):
        found.add(LETTERS)
    return found


def _unless_embedded(font, kind):
    descriptor = font.get("/FontDescriptor", Dictionary())
    held = any(isinstance(descriptor.get(key), Stream) for key in PROGRAMS.get(kind, ()))
    return set() if held else {FONTS}


def _is_numbered_well(base, flags, encoding):
    if flags & SYMBOLIC:
        return encoding is None
    return bool(flags & NONSYMBOLIC) and str(base) in WELL_KNOWN


def _ordering(descendant):
    return str(descendant.get("/CIDSystemInfo", {}).get("/Ordering", ""))


def _differences(encoding):
    """Return {code: name of the letter} of an encoding."""
    names, code = {}, 0
    for entry in encoding.get("/Differences", Array()):
        if isinstance(entry, Name):
            names[code] = str(entry)[1:]
            code += 1
        else:
            code = int(entry)
    return names


def _pairs(shown):
    codes = array("H", b"".join(shown))
    if codes.itemsize == 2 and array("H", b"\0\1")[0] != 1:
        codes.byteswap()
    return set(codes)


def _letters(font):
    """Return the codes of which a font says which letter they are."""
    known, table = set(), font.get("/ToUnicode")
    if not isinstance(table, Stream):
        return known
    for kind, block in BLOCK.findall(table.read_bytes()):
        if kind == b"bfchar":
            known |= {int(code, 16) for code, letter in LETTER.findall(block) if _says(letter)}
        elif kind == b"bfrange":
            for first, last, letter, several in LETTER_RANGE.findall(block):
                codes = _span(first, last)
                told = ONE_LETTER.findall(several) if several else [letter] * len(codes)
                known |= {code for code, one in zip(codes, told, strict=False) if _says(one)}
    return known


def _says(letter):
    return b"".join(letter.split()).lower() not in NO_LETTER


def _numbers(table):
    """Return {code: number of the letter in its font} of an embedded encoding."""
    numbers = {}
    for kind, block in BLOCK.findall(table):
        if kind == b"cidchar":
            numbers |= {int(code, 16): int(number) for code, number in NUMBER.findall(block)}
        elif kind == b"cidrange":
            for first, last, number in NUMBER_RANGE.findall(block):
                numbers |= {code: int(number) + at for at, code in enumerate(_span(first, last))}
    return numbers


def _span(first, last):
    return range(int(first, 16), min(int(last, 16) + 1, int(first, 16) + MOST_CODES))
