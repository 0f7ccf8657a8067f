"""In which order is the book read aloud, and what is each part of a page?

Our own parts come with the tags that the typesetter gave them; a page of evidence is one passage,
or one figure with a description where it holds no letters.
"""

from itertools import count

from pikepdf import Array, Dictionary, Name, String

from evidence.renditions.thinning import children

HEADING, PASSAGE, FIGURE = Name.H1, Name.P, Name.Figure
ASIDE = b"/Artifact BMC\n%sEMC\n"


def aside(ink):
    """Return operators as what is not read aloud: it repeats what is said elsewhere."""
    return ASIDE % ink


class Tags:
    """The book's tree of tags; parts and sheets are added in the order in which they are read."""

    def __init__(self, book):
        self._book = book
        self._document = self._element(Name.Document)
        self._keys = count()
        self._parents = Array()
        self._links = {}

    def add_part(self, source, sheets):
        """Take over the tags of `source`, whose pages are the objects `sheets` of the book now."""
        tree = self._book.copy_foreign(source.Root.StructTreeRoot)
        for element in children(tree):
            for child in children(element):
                self._put(child, self._document)
        keys, held = {}, {}
        numbers = tree.ParentTree.Nums
        for at in range(0, len(numbers), 2):
            keys[int(numbers[at])] = key = next(self._keys)
            held[key] = numbers[at + 1]
            self._parents.extend([key, numbers[at + 1]])
        for sheet in sheets:
            sheet.StructParents = keys[int(sheet.StructParents)]
            for annotation in sheet.get("/Annots", ()):
                if "/StructParent" in annotation:
                    annotation.StructParent = key = keys[int(annotation.StructParent)]
                    self._links[key] = held[key]

    def say(self, link, words, *, leads):
        """Let `words` be read in the place of a link of a part, which `leads` on or does not."""
        element = self._links.get(int(link.get("/StructParent", -1)))
        if element is None:
            return
        element.ActualText = String(words)
        if not leads:
            element.S = Name.Span
            element.K = Array([k for k in element.K if not isinstance(k, Dictionary)])

    def add_section(self, title):
        """Return the element that `add_sheet` takes for the pages of an artefact."""
        section = self._element(Name.Sect)
        section.T = String(title)
        self._put(section, self._document)
        return section

    def add_sheet(self, section, sheet, *, heading, words, strip, drawing):
        """Return the operators of a page of evidence with their tags.

        `heading` is what is read for the strip, "" where it only repeats; `words` describe the
        page to those who can't see it, should it hold no letters.
        """
        held = Array()
        if heading:
            head = self._element(HEADING, sheet, len(held))
            head.ActualText = String(heading)
            strip = _marked(HEADING, len(held), strip)
            held.append(head)
        else:
            strip = aside(strip)
        kind = PASSAGE if _holds_letters(sheet) else FIGURE
        shown = self._element(kind, sheet, len(held))
        if kind == FIGURE:
            shown.Alt = String(words)
        drawing = _marked(kind, len(held), drawing)
        held.append(shown)
        for element in held:
            self._put(element, section)
        sheet.StructParents = key = next(self._keys)
        sheet.Tabs = Name.S
        self._parents.extend([key, held])
        return strip + drawing

    def write(self):
        """Write the tree into the book."""
        root = self._book.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        root.K = Array([self._document])
        root.ParentTree = self._book.make_indirect(Dictionary(Nums=self._parents))
        root.ParentTreeNextKey = next(self._keys)
        self._document.P = root
        self._book.Root.StructTreeRoot = root
        self._book.Root.MarkInfo = Dictionary(Marked=True)

    def _element(self, kind, sheet=None, number=None):
        made = self._book.make_indirect(Dictionary(Type=Name.StructElem, S=kind, K=Array()))
        if sheet is not None:
            made.Pg, made.K = sheet, number
        return made

    def _put(self, element, parent):
        element.P = parent
        parent.K.append(element)


def _marked(kind, number, ink):
    return f"{kind} <</MCID {number}>> BDC\n".encode() + ink + b"EMC\n"


def _holds_letters(sheet):
    return "/Font" in sheet.Resources.XObject.Evidence.get("/Resources", {})
