"""How is a line of text put on a page that exists already?"""

import functools
from bisect import bisect_right
from io import BytesIO
from itertools import accumulate
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Array, Dictionary, Name, String

FACES = {"regular": "inter-regular.ttf", "semibold": "inter-semibold.ttf"}
ELLIPSIS = "…"
UNITS = 1000
NO_LETTER = 0
KEPT_TABLES = {"head", "hhea", "hmtx", "maxp", "loca", "glyf"}


class Face:
    """One weight of the shipped font: measures, encodes, and embeds the letters used."""

    def __init__(self, book, name, path):
        self.resource = Name(f"/Strip{name.capitalize()}")
        self.reference = book.make_indirect(Dictionary(Type=Name.Font))
        self._book = book
        self._name = f"Inter-{name.capitalize()}"
        self._path = path
        self._letters = _letters(path)
        self._used = {}
        # Most lines stand on every page of an artefact.
        self._encoded, self._measured = {}, {}

    def covers(self, text):
        return all(ord(letter) in self._letters for letter in text)

    def widths(self, text, size):
        """Return how wide each letter of `text` is, in points."""
        if text not in self._measured:
            self._measured[text] = [self._look_up(letter)[1] for letter in text]
        return [width * size / UNITS for width in self._measured[text]]

    def encode(self, text):
        if text not in self._encoded:
            glyphs = [self._look_up(letter)[0] for letter in text]
            for glyph, letter in zip(glyphs, text, strict=True):
                self._used.setdefault(glyph, letter)
            self._encoded[text] = "".join(f"{glyph:04x}" for glyph in glyphs)
        return self._encoded[text]

    @property
    def lacks_letters(self):
        """Return whether something was written that the font has no letter for."""
        return NO_LETTER in self._used

    def embed(self):
        """Write the letters used so far into the book as one font."""
        widths = Array()
        for glyph, letter in sorted(self._used.items()):
            widths.extend([glyph, Array([round(self._look_up(letter)[1])])])
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name(f"/PORTFO+{self._name}"),
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            CIDToGIDMap=Name.Identity,
            DW=UNITS,
            W=widths,
            FontDescriptor=self._descriptor(),
        )
        self.reference.Subtype = Name.Type0
        self.reference.BaseFont = Name(f"/PORTFO+{self._name}")
        self.reference.Encoding = Name("/Identity-H")
        self.reference.DescendantFonts = Array([self._book.make_indirect(descendant)])
        self.reference.ToUnicode = self._book.make_stream(self._to_unicode())

    def _look_up(self, letter):
        return self._letters.get(ord(letter)) or self._letters[None]

    def _descriptor(self):
        font = _opened(self._path)
        header, metrics, program = font["head"], font["hhea"], self._program(font)
        box = [header.xMin, header.yMin, header.xMax, header.yMax]
        scale = UNITS / header.unitsPerEm
        return self._book.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor,
                FontName=Name(f"/PORTFO+{self._name}"),
                Flags=4,
                FontBBox=Array([round(side * scale) for side in box]),
                ItalicAngle=0,
                Ascent=round(metrics.ascent * scale),
                Descent=round(metrics.descent * scale),
                CapHeight=727,
                StemV=80,
                FontFile2=self._book.make_stream(program, Length1=len(program)),
            )
        )

    def _program(self, font):
        """Return `font` with the outlines of the letters used, all under their old numbers."""
        outlines, order = font["glyf"], font.getGlyphOrder()
        kept, waiting = set(), [".notdef", *(order[glyph] for glyph in self._used)]
        while waiting:
            glyph = waiting.pop()
            if glyph not in kept:
                kept.add(glyph)
                waiting += outlines[glyph].getComponentNames(outlines)
        for glyph in order:
            if glyph not in kept:
                outlines[glyph] = Glyph()
        for table in set(font.keys()) - KEPT_TABLES - {"GlyphOrder"}:
            del font[table]
        program = BytesIO()
        font.save(program)
        return program.getvalue()

    def _to_unicode(self):
        rows = [
            f"<{glyph:04x}> <{letter.encode('utf-16-be').hex()}>"
            for glyph, letter in sorted(self._used.items())
        ]
        blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
        listed = "\n".join(
            f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
        )
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CMapName /Portfolio def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
            f"{listed}\nendcmap\nend\nend\n"
        ).encode()


def _opened(path):
    return TTFont(path, recalcBBoxes=False, recalcTimestamp=False)


@functools.cache
def _letters(path):
    """Return {code point: (glyph, how wide it is in thousandths)}; None is any other letter.

    Read once a process: that takes longer than to write all that a bundle says.
    """
    font = _opened(path)
    scale = UNITS / font["head"].unitsPerEm
    glyphs = {**font.getBestCmap(), None: ".notdef"}
    widths = font["hmtx"].metrics
    return {code: (font.getGlyphID(name), widths[name][0] * scale) for code, name in glyphs.items()}


class Lettering:
    """Writes lines in the shipped font; the font is embedded once, with the letters used."""

    def __init__(self, book, folder):
        self._faces = {
            name: Face(book, name, Path(folder) / "fonts" / file) for name, file in FACES.items()
        }

    def covers(self, text):
        """Say whether the shipped font has every letter of `text`."""
        return self._faces["regular"].covers(text)

    @property
    def lacks_letters(self):
        """Return whether something was written that the shipped font has no letter for."""
        return any(face.lacks_letters for face in self._faces.values())

    def width(self, text, size, weight="regular"):
        return sum(self._faces[weight].widths(text, size))

    def fit(self, text, room, size, weight="regular"):
        """Return `text`, cut with an ellipsis where it is wider than `room` points."""
        ends = list(accumulate(self._faces[weight].widths(text, size)))
        if not ends or ends[-1] <= room:
            return text
        room -= self.width(ELLIPSIS, size, weight)
        text = text[: bisect_right(ends, room)].rstrip(" ,·")
        return text + ELLIPSIS if text else ""

    def wrap(self, text, room, size, weight="regular", *, most):
        """Return `text` as lines of at most `room` points, the last of `most` cut as by `fit`."""
        lines = [""]
        words = text.split(" ")
        for number, word in enumerate(words):
            longer = f"{lines[-1]} {word}".lstrip()
            if self.width(longer, size, weight) <= room:
                lines[-1] = longer
            elif len(lines) < most:
                lines.append(word)
            else:
                rest = " ".join([lines[-1], *words[number:]])
                return [*lines[:-1], self.fit(rest, room, size, weight)]
        return lines

    def line(self, text, x, y, size, *, colour, weight="regular", align="left"):
        """Return the page operators that write `text` with its baseline from (x, y)."""
        if align == "right":
            x -= self.width(text, size, weight)
        face = self._faces[weight]
        red, green, blue = colour
        return (
            f"BT {red:.3f} {green:.3f} {blue:.3f} rg {face.resource} {size} Tf "
            f"1 0 0 1 {x:.2f} {y:.2f} Tm <{face.encode(text)}> Tj ET\n"
        ).encode()

    def lend(self, page):
        """Make the font known to `page`."""
        resources = page.obj.get("/Resources")
        if resources is None:
            resources = page.obj.Resources = Dictionary()
        if "/Font" not in resources:
            resources.Font = Dictionary()
        for face in self._faces.values():
            resources.Font[face.resource] = face.reference

    def embed(self):
        """Embed the letters used; nothing may be written afterwards."""
        for face in self._faces.values():
            face.embed()
