"""Which tags of a typeset PDF say nothing?

WeasyPrint tags every box in a line, also those that only carry style. Who has a page read aloud has
nothing from those, and each is one more object in every bundle. What they hold goes to the element
around them. Neither does a reference to a link need an object of its own.
"""

from pikepdf import Array, Dictionary, Name

SILENT = {Name.Span, Name.NonStruct}
SAYS_NOTHING = {"/Type", "/S", "/P", "/K", "/Pg"}
HOLD_WORDS = SILENT | {
    Name.P, Name.H1, Name.H2, Name.H3, Name.TD, Name.TH, Name.LBody, Name.Link
}  # fmt: skip


def thin_out(pdf):
    """Take the elements without meaning out of the tags of an open PDF."""
    tree = pdf.Root.StructTreeRoot
    moved = {}
    for element in children(tree):
        _thin(element, moved)
    numbers = tree.ParentTree.Nums
    for at in range(1, len(numbers), 2):
        if isinstance(numbers[at], Array):
            numbers[at] = Array([_holder(one, moved) for one in numbers[at]])
        else:
            numbers[at] = _holder(numbers[at], moved)


def children(element):
    """Return what an element of the tags holds, as a list."""
    inside = element.get("/K", Array())
    return list(inside) if isinstance(inside, Array) else [inside]


def _thin(element, moved):
    """Thin out what is in `element`; `moved` takes {object id: who holds its content now}."""
    kept = []
    for child in children(element):
        if not _is_element(child):
            kept.append(_as_value(child))
            continue
        _thin(child, moved)
        held = children(child)
        if not _is_silent(child) or (held and not _may_hold(element, child)):
            kept.append(child)
            continue
        moved[child.objgen] = element
        for one in held:
            if _is_element(one):
                one.P = element
            kept.append(one)
    element.K = Array(kept)


def _as_value(child):
    """Return what is no element, such as a reference to a link, as a value in its element."""
    return Dictionary(dict(child.items())) if isinstance(child, Dictionary) else child


def _is_element(thing):
    return isinstance(thing, Dictionary) and thing.get("/Type") == Name.StructElem


def _is_silent(element):
    return element.S in SILENT and set(element.keys()) <= SAYS_NOTHING


def _may_hold(element, child):
    """Return whether `element` may hold what `child` holds: numbers of words count for one page."""
    return element.S in HOLD_WORDS and element.Pg.objgen == child.Pg.objgen


def _holder(element, moved):
    while _is_element(element) and element.objgen in moved:
        element = moved[element.objgen]
    return element
