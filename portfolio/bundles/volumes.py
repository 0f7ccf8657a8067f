"""Of which PDFs does a bundle consist: of one, or of volumes where that would be too large?

Volume 1 holds all that stands before the evidence, and each further one the evidence of a unit.
What serves several units stands in the volume of the first of them.
"""

from dataclasses import dataclass, field
from math import inf

from audit import fingerprints
from portfolio.bundles import attachments
from portfolio.bundles.names import pdf_names
from portfolio.bundles.part import Part

BEFORE = "Contents, units and evidence index"
OF_UNIT = "Evidence of unit {}, {}"
OF_NO_UNIT = "Evidence that is mapped to no unit"


@dataclass(frozen=True)
class Size:
    """So many pages, and so many bytes."""

    pages: float
    bytes: float

    def exceeds(self, most):
        """Return whether there are more pages or more bytes than in the Size `most`."""
        return self.pages > most.pages or self.bytes > most.bytes


ANY = Size(inf, inf)


@dataclass(frozen=True)
class Volume:
    """A PDF of a bundle: which of how many, what it holds, the name that it is handed over by.

    `manifest_sha256` says of which bundle it is one.
    """

    number: int = 1
    of: int = 1
    title: str = ""
    file: str = ""
    manifest_sha256: str = ""
    artefacts: list = field(default_factory=list, repr=False, compare=False)

    @property
    def words(self):
        """“Volume 2 of 4”, and nothing for a bundle's only PDF."""
        return f"Volume {self.number} of {self.of}" if self.of > 1 else ""

    def __str__(self):
        return f"{self.words}: {self.title}" if self.words else ""


def divide(manifest, size, most):
    """Return the Volumes of a bundle that as one PDF would have `size`: one, unless over `most`.

    A volume may itself be larger than that; it is not divided further.
    """
    artefacts, sha256 = manifest["artefacts"], fingerprints.of_value(manifest)
    if not artefacts or not size.exceeds(most):
        return [Volume(manifest_sha256=sha256, artefacts=artefacts)]
    held = [(BEFORE, []), *_by_unit(manifest)]
    files = pdf_names(manifest, len(held))
    return [
        Volume(number, len(held), title, file, sha256, within)
        for number, ((title, within), file) in enumerate(zip(held, files, strict=True), 1)
    ]


def measure(manifest, front, rendition_of):
    """Return the Size of a bundle as one PDF, by that of what goes into it.

    `front` are the Sheets before the evidence; `rendition_of(sha256)` gives the path of a file's
    pages or None.
    """
    artefacts = manifest["artefacts"]
    paths = [rendition_of(a["sha256"]) for a in artefacts if a["pages"]]
    paths += [sheets.path for sheets in front]
    size = sum(path.stat().st_size for path in paths if path)
    if attachments.fit(manifest):
        size += sum(artefact["size"] for artefact in artefacts)
    pages = sum(sheets.pages for sheets in front) + sum(a["pages"] or 1 for a in artefacts)
    return Size(pages, size)


def pages_of(manifest, volumes):
    """Return the Part that each volume begins with, which says what it is; none for only one.

    That of the first tells the others, those of the others their artefacts.
    """
    return [_page(manifest, volume, volumes) for volume in volumes if volume.words]


def file_of(name, number):
    """Return the name of a volume's file: portfolio.pdf, portfolio-2.pdf and so on."""
    stem, dot, kind = name.rpartition(".")
    return name if number == 1 else f"{stem}-{number}{dot}{kind}"


def _by_unit(manifest):
    """Return (title, artefacts) for each unit that is the first of some evidence, then the rest."""
    first = {}
    for position, unit in enumerate(manifest["units"], 1):
        for criterion in (c for outcome in unit["outcomes"] for c in outcome["criteria"]):
            for item in criterion["evidence"]:
                first.setdefault(item["artefact_id"], position)
    titles = {n: OF_UNIT.format(n, unit["title"]) for n, unit in enumerate(manifest["units"], 1)}
    titles[None] = OF_NO_UNIT
    held = {position: [] for position in titles}
    for artefact in manifest["artefacts"]:
        held[first.get(artefact["id"])].append(artefact)
    return [(titles[position], within) for position, within in held.items() if within]


def _page(manifest, volume, volumes):
    if volume.number == 1:
        rows = [{"target": _name(other), "label": str(other)} for other in volumes[1:]]
    else:
        rows = [
            {"target": f"artefact/{a['id']}", "label": f"{a['reference']} {a['title']}"}
            for a in volume.artefacts
        ]
    data = {
        "learner": manifest["learner"]["name"],
        "centre": manifest["centre"]["name"],
        "qualification": manifest["qualification"]["title"],
        "words": volume.words,
        "title": volume.title,
        "rows": rows,
    }
    return Part(_name(volume), "pdf/volume.html", data, f"Setting the first page of {volume.words}")


def _name(volume):
    return f"volume/{volume.number}"
