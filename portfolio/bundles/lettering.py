"""How is a line of text put on a page that exists already?"""

from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Array, Dictionary, Name, String

FACES = {"regular": "inter-regular.ttf", "semibold": "inter-semibold.ttf"}
ELLIPSIS = "…"
UNITS = 1000
KEPT_TABLES = {"head", "hhea", "hmtx", "maxp", "loca", "glyf"}


class Face:
    """One weight of the shipped font: measures, encodes, and embeds the letters used."""

    def __init__(self, book, name, path):
        self.resource = Name(f"/Strip{name.capitalize()}")
        self.reference = book.make_indirect(Dictionary(Type=Name.Font))
        self._book = book
        self._name = f"Inter-{name.capitalize()}"
        self._font = TTFont(path, recalcBBoxes=False, recalcTimestamp=False)
        self._letters = self._font.getBestCmap()
        self._widths = self._font["hmtx"].metrics
        self._scale = UNITS / self._font["head"].unitsPerEm
        self._used = {}

    def covers(self, text):
        return all(ord(letter) in self._letters for letter in text)

    def width(self, text, size):
        return sum(self._advance(letter) for letter in text) * size / UNITS

    def encode(self, text):
        codes = []
        for letter in text:
            glyph = self._font.getGlyphID(self._glyph(letter))
            self._used.setdefault(glyph, letter)
            codes.append(f"{glyph:04x}")
        return "".join(codes)

    def embed(self):
        """Write the letters used so far into the book as one font."""
        widths = Array()
        for glyph, letter in sorted(self._used.items()):
            widths.extend([glyph, Array([round(self._advance(letter))])])
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

    def _glyph(self, letter):
        return self._letters.get(ord(letter), ".notdef")

    def _advance(self, letter):
        return self._widths[self._glyph(letter)][0] * self._scale

    def _descriptor(self):
        header, metrics = self._font["head"], self._font["hhea"]
        box = [header.xMin, header.yMin, header.xMax, header.yMax]
        return self._book.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor,
                FontName=Name(f"/PORTFO+{self._name}"),
                Flags=4,
                FontBBox=Array([round(side * self._scale) for side in box]),
                ItalicAngle=0,
                Ascent=round(metrics.ascent * self._scale),
                Descent=round(metrics.descent * self._scale),
                CapHeight=727,
                StemV=80,
                FontFile2=self._book.make_stream(self._program()),
            )
        )

    def _program(self):
        """Return the font with the outlines of the letters used, all under their old numbers."""
        outlines, order = self._font["glyf"], self._font.getGlyphOrder()
        kept, waiting = set(), [".notdef", *(order[glyph] for glyph in self._used)]
        while waiting:
            glyph = waiting.pop()
            if glyph not in kept:
                kept.add(glyph)
                waiting += outlines[glyph].getComponentNames(outlines)
        for glyph in order:
            if glyph not in kept:
                outlines[glyph] = Glyph()
        for table in set(self._font.keys()) - KEPT_TABLES - {"GlyphOrder"}:
            del self._font[table]
        program = BytesIO()
        self._font.save(program)
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


class Lettering:
    """Writes lines in the shipped font; the font is embedded once, with the letters used."""

    def __init__(self, book, folder):
        self._faces = {
            name: Face(book, name, Path(folder) / "fonts" / file) for name, file in FACES.items()
        }

    def covers(self, text):
        """Say whether the shipped font has every letter of `text`."""
        return self._faces["regular"].covers(text)

    def width(self, text, size, weight="regular"):
        return self._faces[weight].width(text, size)

    def fit(self, text, room, size, weight="regular"):
        """Return `text`, cut with an ellipsis where it is wider than `room` points."""
        if self.width(text, size, weight) <= room:
            return text
        while text and self.width(text + ELLIPSIS, size, weight) > room:
            text = text[:-1].rstrip(" ,·")
        return text + ELLIPSIS if text else ""

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
