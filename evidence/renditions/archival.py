"""Which rules of PDF/A-3u do the pages of a PDF break?

Only what a bundle takes over is looked at: what pages draw, and what that needs. The rules are
those of ISO 19005-3 that can be told without reading font programs and pictures themselves.
"""

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from evidence.renditions import archival_fonts
from evidence.renditions.archival_fonts import FONTS, LETTERS, UNCHECKED
from evidence.renditions.archival_programs import ENCODING, MISSING, WIDTHS

CMYK, COLOUR, DRAWING, JPEG2000 = "cmyk", "colour", "drawing", "jpeg2000"
LAYERS, PACKING = "layers", "packing"
SAID = {
    FONTS: "fonts that are not embedded",
    ENCODING: "fonts whose letters are numbered against the rules",
    LETTERS: "letters that can’t be read as text",
    MISSING: "letters that their font does not have",
    WIDTHS: "letters whose widths are not those of their font",
    CMYK: "colours for print (CMYK)",
    COLOUR: "colours of a kind that is not allowed",
    JPEG2000: "pictures in JPEG 2000",
    PACKING: "parts packed in a way that is not allowed",
    LAYERS: "layers that can be hidden",
    DRAWING: "ways of drawing that are not allowed",
    UNCHECKED: "parts that could not be checked",
}
# Where a PDF that was checked says what was found; nothing that was sent keeps such an entry.
MARK, NONE = "/BreaksPdfA3u", "none"

OPERATORS = "q Q k K cs CS ri Tf Tj TJ ' \" BI ID EI BX"
SHOWING = ("Tj", "TJ", "'", '"')
DEEPEST_STATE = 28
LARGEST_CONTENT, MOST_CONTENT = 4 * 1024**2, 32 * 1024**2
FILTERS = {
    "/ASCII85Decode", "/ASCIIHexDecode", "/CCITTFaxDecode", "/DCTDecode", "/FlateDecode",
    "/JBIG2Decode", "/RunLengthDecode",
}  # fmt: skip
INTENTS = {"/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation", "/Perceptual"}
BLENDINGS = {
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten",
    "/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue",
    "/Saturation", "/Color", "/Luminosity",
}  # fmt: skip
PROCESS = {"/Cyan", "/Magenta", "/Yellow", "/Black", "/None"}
PROFILES = {1: {b"GRAY"}, 3: {b"RGB ", b"Lab "}, 4: {b"CMYK"}}
PROFILE_CLASSES = {b"scnr", b"mntr", b"prtr", b"spac"}
NEWEST_PROFILE = 4


class _TooMuch(Exception):
    """There is more to read than a check may take."""


def mark(pdf):
    """Write into an open PDF which rules its pages break, for `marked`; it is saved later."""
    pdf.docinfo[MARK] = String(" ".join(sorted(breaches(pdf))) or NONE)


def marked(pdf):
    """Return the rules, as keys of SAID, that an open PDF says it breaks.

    One that was never checked, or says what nobody knows, breaks UNCHECKED.
    """
    about = pdf.trailer.get("/Info")
    told = about.get(MARK) if isinstance(about, Dictionary) else None
    words = set(str(told).split()) if isinstance(told, String) else set()
    if words == {NONE}:
        return frozenset()
    return frozenset(words) if words and words <= set(SAID) else frozenset({UNCHECKED})


def breaches(pdf):
    """Return the rules, as keys of SAID, that the pages of an open PDF break."""
    look = _Look()
    try:
        for page in pdf.pages:
            look.at_page(page)
        return look.found()
    except Exception:  # noqa: BLE001 - whatever broke the look, “unchecked” is told as a breach
        return {UNCHECKED}


class _Look:
    """What was seen of a PDF so far: each thing once."""

    def __init__(self):
        self._found = set()
        self._seen = set()
        self._content = 0
        self._shown = {}
        self._overprints = self._mixes_ink = False

    def found(self):
        for font, strings in self._shown.values():
            self._found |= archival_fonts.breaches_of(font, strings)
        if self._overprints and self._mixes_ink:
            self._found.add(COLOUR)
        return self._found

    def at_page(self, page):
        resources = page.resources
        self._group(page.obj)
        contents = page.obj.get("/Contents", Array())
        streams = list(contents) if isinstance(contents, Array) else [contents]
        if streams:
            self._draw(page, streams, resources)
        self._resources(resources)

    def _is_new(self, thing):
        if not thing.is_indirect:
            return True
        if thing.objgen in self._seen:
            return False
        self._seen.add(thing.objgen)
        return True

    def _resources(self, resources):
        if not self._is_new(resources):
            return
        for kind, look in (
            ("/ColorSpace", self._colour),
            ("/ExtGState", self._state),
            ("/Pattern", self._pattern),
            ("/Shading", self._shading),
            ("/XObject", self._drawing),
            ("/Properties", self._layer),
        ):
            for thing in _values(resources.get(kind)):
                look(thing)

    def _draw(self, drawn, streams, resources):
        """Read the operators of `drawn`, a page or a stream, which stand in `streams`."""
        for stream in streams:
            self._stream(stream)
            size = len(stream.read_bytes())
            self._content += size
            if size > LARGEST_CONTENT or self._content > MOST_CONTENT:
                raise _TooMuch
        fonts = resources.get("/Font", Dictionary())
        strings, kept = None, []
        for instruction in pikepdf.parse_content_stream(drawn, OPERATORS):
            operator = str(instruction.operator)
            if operator == "q":
                kept.append(strings)
                if len(kept) > DEEPEST_STATE:
                    self._found.add(DRAWING)
            elif operator == "Q":
                strings = kept.pop() if kept else strings
            elif operator == "Tf":
                strings = self._strings_of(fonts[str(instruction.operands[0])])
            elif operator in SHOWING:
                _add_shown(strings, instruction.operands[-1])
            else:
                self._operator(operator, instruction)

    def _operator(self, operator, instruction):
        if operator in ("k", "K"):
            self._found.add(CMYK)
        elif operator in ("cs", "CS"):
            self._colour(instruction.operands[0])
        elif operator == "ri":
            self._intent(instruction.operands[0])
        elif operator == "INLINE IMAGE":
            self._image(instruction.iimage.obj)
        else:
            self._found.add(DRAWING)

    def _strings_of(self, font):
        """Return the list of what is shown in a font, which is looked at once all is there."""
        key = font.objgen if font.is_indirect else font.unparse()
        if key not in self._shown:
            self._shown[key] = font, []
            if font.get("/Subtype") == Name.Type3:
                own = font.get("/Resources", Dictionary())
                for letter in _values(font.CharProcs):
                    self._draw(letter, [letter], own)
                self._resources(own)
        return self._shown[key][1]

    def _drawing(self, thing):
        if not self._is_new(thing):
            return
        kind = thing.get("/Subtype")
        if kind == Name.Form and "/PS" not in thing and thing.get("/Subtype2") != Name.PS:
            self._form(thing)
        elif kind == Name.Image:
            self._image(thing)
            self._stream(thing)
        else:
            self._found.add(DRAWING)

    def _form(self, form):
        self._layer(form.get("/OC"))
        self._group(form)
        own = form.get("/Resources")
        if own is None:
            # It borrows from its page, which nobody may rely on.
            self._found.add(DRAWING)
            return
        self._draw(form, [form], own)
        self._resources(own)

    def _image(self, image):
        self._layer(image.get("/OC"))
        self._colour(image.get("/ColorSpace"))
        self._intent(image.get("/Intent"))
        self._filters(image)
        if image.get("/Interpolate") is True or "/Alternates" in image or "/OPI" in image:
            self._found.add(DRAWING)
        for key in ("/SMask", "/Mask"):
            if isinstance(image.get(key), Stream):
                self._drawing(image[key])

    def _state(self, state):
        if not self._is_new(state):
            return
        blendings = state.get("/BM", Name.Normal)
        blendings = list(blendings) if isinstance(blendings, Array) else [blendings]
        is_wrong = (
            "/TR" in state
            or state.get("/TR2", Name.Default) != Name.Default
            or "/HTP" in state
            or state.get("/HT", Name.Default) != Name.Default
            or not {str(blending) for blending in blendings} <= BLENDINGS
        )
        if is_wrong:
            self._found.add(DRAWING)
        if "/Font" in state:
            self._found.add(UNCHECKED)
        self._intent(state.get("/RI"))
        self._overprints |= state.get("/OPM", 0) == 1
        mask = state.get("/SMask")
        if isinstance(mask, Dictionary):
            self._drawing(mask.G)

    def _pattern(self, pattern):
        if not self._is_new(pattern):
            return
        if isinstance(pattern, Stream):
            self._draw(pattern, [pattern], pattern.Resources)
            self._resources(pattern.Resources)
        else:
            self._shading(pattern.Shading)
            if "/ExtGState" in pattern:
                self._state(pattern.ExtGState)

    def _shading(self, shading):
        self._colour(shading.get("/ColorSpace"))
        if isinstance(shading, Stream):
            self._stream(shading)

    def _layer(self, thing):
        if isinstance(thing, Dictionary) and thing.get("/Type") in (Name.OCG, Name.OCMD):
            self._found.add(LAYERS)

    def _group(self, thing):
        group = thing.get("/Group")
        if group is not None:
            self._colour(group.get("/CS"))

    def _colour(self, space):
        if space == Name.DeviceCMYK:
            self._found.add(CMYK)
        if not isinstance(space, Array) or not self._is_new(space):
            return
        kind = str(space[0])
        if kind == "/DeviceCMYK":
            self._found.add(CMYK)
        elif kind == "/ICCBased":
            self._profile(space[1])
        elif kind in ("/Indexed", "/Pattern") and len(space) > 1:
            self._colour(space[1])
        elif kind in ("/Separation", "/DeviceN"):
            self._colour(space[2])
            if kind == "/DeviceN" and not _names_its_inks(space):
                self._found.add(COLOUR)

    def _profile(self, profile):
        if not self._is_new(profile):
            return
        self._stream(profile)
        head, inks = profile.read_bytes()[:128], int(profile.get("/N", 0))
        self._mixes_ink |= inks == 4
        is_whole = head[36:40] == b"acsp" and head[8] <= NEWEST_PROFILE
        if (
            not is_whole
            or head[12:16] not in PROFILE_CLASSES
            or head[16:20] not in PROFILES.get(inks, ())
        ):
            self._found.add(COLOUR)

    def _intent(self, intent):
        if intent is not None and str(intent) not in INTENTS:
            self._found.add(DRAWING)

    def _stream(self, stream):
        if any(key in stream for key in ("/F", "/FFilter", "/FDecodeParms")):
            self._found.add(PACKING)
        self._filters(stream)

    def _filters(self, stream):
        given = stream.get("/Filter", Array())
        names = {str(name) for name in (given if isinstance(given, Array) else [given])}
        if "/JPXDecode" in names:
            self._found.add(JPEG2000)
        if names - FILTERS - {"/JPXDecode"}:
            self._found.add(PACKING)


def _values(dictionary):
    return [value for _, value in dictionary.items()] if dictionary is not None else []


def _add_shown(strings, operand):
    """Add what an operator shows to the strings of the font; raise TypeError without a font."""
    if strings is None:
        raise TypeError
    if isinstance(operand, Array):
        strings += [bytes(part) for part in operand if isinstance(part, String)]
    else:
        strings.append(bytes(operand))


def _names_its_inks(space):
    inks = {str(name) for name in space[1]} - PROCESS
    told = space[4].get("/Colorants", Dictionary()) if len(space) > 4 else Dictionary()
    return inks <= set(told.keys())
