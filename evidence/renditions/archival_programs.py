"""Does an embedded TrueType program hold the letters that are shown, as wide as the PDF says?"""

import io
from struct import unpack_from

from fontTools.ttLib import TTFont
from pikepdf import Array, Name, Stream

ENCODING, MISSING, WIDTHS = "encoding", "missing", "widths"
WIDTH_UNTOLD, THOUSAND, TOLERATED = 1000, 1000, 1
UNITS_AT, COUNT_AT, WIDTHS_AT = 18, 4, 34
# Where the numbers of a font for symbols begin, if it was made so.
SYMBOLS = 0xF000
UNICODE, SYMBOL = (3, 1), (3, 0)


class Program:
    """A TrueType font as a PDF embeds it: how many letters, and how wide each of them is."""

    def __init__(self, data):
        self._font = TTFont(io.BytesIO(data), lazy=True)
        tables = self._font.reader
        (self._units,) = unpack_from(">H", tables["head"], UNITS_AT)
        (self._count,) = unpack_from(">H", tables["maxp"], COUNT_AT)
        (self._widths,) = unpack_from(">H", tables["hhea"], WIDTHS_AT)
        self._table = tables["hmtx"]

    def breaches(self, told):
        """Return what is wrong with the letters of `told`, pairs of a glyph and its width."""
        found = set()
        for glyph, width in told:
            if glyph >= self._count:
                found.add(MISSING)
            elif abs(self._width(glyph) - width) > TOLERATED:
                found.add(WIDTHS)
        return found

    def glyphs(self, codes, *, base):
        """Return {code: glyph} of a font with one byte a letter; None when it can't be told.

        `base` is the encoding that names the letters, None in a font of symbols.
        """
        tables = {(table.platformID, table.platEncID): table for table in self._font["cmap"].tables}
        if base is None:
            only = next(iter(tables.values())) if len(tables) == 1 else None
            table = tables.get(SYMBOL, only)
            numbers = {code: (code, SYMBOLS + code) for code in codes}
        else:
            table = tables.get(UNICODE)
            numbers = {code: (_letter(code, base),) for code in codes}
        if table is None:
            return None
        names = {code: _first(table.cmap, tried) for code, tried in numbers.items()}
        return {code: self._font.getGlyphID(name) for code, name in names.items() if name}

    def _width(self, glyph):
        (units,) = unpack_from(">H", self._table, 4 * min(glyph, self._widths - 1))
        return units * THOUSAND / self._units


def of_composite(descendant, numbers):
    """Return what is wrong with the letters `numbers` of a CIDFontType2."""
    program = descendant.FontDescriptor.get("/FontFile2")
    if not isinstance(program, Stream):
        return set()
    widths, glyph_of = _widths(descendant), _glyph_of(descendant.get("/CIDToGIDMap"))
    usual = float(descendant.get("/DW", WIDTH_UNTOLD))
    told = [(glyph_of(number), widths.get(number, usual)) for number in numbers]
    return Program(program.read_bytes()).breaches(told)


def of_simple(font, codes, *, base):
    """Return what is wrong with the letters `codes` of a TrueType font.

    `base` is the encoding that names them all, None in a font of symbols.
    """
    held = font.FontDescriptor.get("/FontFile2")
    if not isinstance(held, Stream):
        return set()
    program = Program(held.read_bytes())
    glyphs = program.glyphs(codes, base=base)
    if glyphs is None:
        return {ENCODING}
    first, widths = int(font.FirstChar), [float(width) for width in font.Widths]
    told = [(glyph, code - first) for code, glyph in glyphs.items()]
    return program.breaches((glyph, widths[at]) for glyph, at in told if 0 <= at < len(widths))


def _letter(code, base):
    kind = "mac_roman" if base == Name.MacRomanEncoding else "cp1252"
    letter = bytes([code]).decode(kind, errors="ignore")
    return ord(letter) if letter else code


def _first(table, numbers):
    return next((table[number] for number in numbers if number in table), None)


def _glyph_of(mapped):
    if not isinstance(mapped, Stream):
        return lambda number: number
    table = mapped.read_bytes()
    return lambda number: int.from_bytes(table[2 * number : 2 * number + 2])


def _widths(descendant):
    """Return {number: width} of the widths of a composite font."""
    told, at, rows = {}, 0, list(descendant.get("/W", Array()))
    while at < len(rows):
        first = int(rows[at])
        if isinstance(rows[at + 1], Array):
            told |= {first + n: float(width) for n, width in enumerate(rows[at + 1])}
            at += 2
        else:
            span = range(first, min(int(rows[at + 1]), 0xFFFF) + 1)
            told |= dict.fromkeys(span, float(rows[at + 2]))
            at += 3
    return told
