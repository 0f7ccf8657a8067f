"""Which kind of file does a bundle's PDF say that it is: PDF/A-3u, or a plain PDF, and why?"""

import struct

from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms

from evidence.renditions import archival

DECLARED = "PDF/A-3u: every rule that this system checks is kept. No validator has seen it."
PLAIN = "A plain PDF, not PDF/A-3u. It has {}."
NOT_ALL = "PDF/A-3u but for the volumes with {}."
PART, LEVEL = "3", "U"
# As many of the parts that break a rule are named as leave the sentence short enough for its room.
MOST_NAMED, LONGEST = (24, 12, 6, 3, 1), 850
COLOURS = "sRGB IEC61966-2.1"
DATE_AT = 24
# The profile is made when it is asked for; with that date the same bundle would be other bytes.
DATE = struct.pack(">6H", 2020, 1, 1, 0, 0, 0)


class Verdict:
    """What was found in the parts of a PDF as they were put into it.

    One that is a volume tells what was found in the `whole`, a Verdict too, of all volumes so far.
    """

    def __init__(self, whole=None):
        self._breaches = {}
        self._whole = whole

    def note(self, name, breaches):
        """Note which rules, as keys of archival.SAID, the part `name` breaks."""
        for breach in breaches:
            self._breaches.setdefault(breach, {})[name] = True
        if self._whole:
            self._whole.note(name, breaches)

    def note_part(self, name, part):
        """Note what an open PDF says that it breaks, which was checked when it was made."""
        self.note(name, archival.marked(part))

    @property
    def declares(self):
        """Return whether every part keeps the rules."""
        return not self._breaches

    @property
    def sentence(self):
        """Return what is told to people; a plain PDF names what keeps it from being more."""
        found = self._whole or self
        if found.declares:
            return DECLARED
        said = NOT_ALL if self._whole else PLAIN
        for most in MOST_NAMED:
            sentence = said.format(found._told(most))
            if len(sentence) <= LONGEST:
                break
        return sentence

    def _told(self, most):
        """Return each rule that is broken, with at most so many of the parts that break it."""
        return ", ".join(
            f"{archival.SAID[breach]} ({_several(list(self._breaches[breach]), most)})"
            for breach in archival.SAID
            if breach in self._breaches
        )


def declare(book):
    """Make an open PDF, all of whose parts keep the rules, say that it is PDF/A-3u."""
    profile = book.make_stream(srgb(), N=3)
    book.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String(COLOURS),
                Info=String(COLOURS),
                RegistryName=String("http://www.color.org"),
                DestOutputProfile=profile,
            )
        ]
    )
    with book.open_metadata(set_pikepdf_as_editor=False) as about:
        about["pdfaid:part"], about["pdfaid:conformance"] = PART, LEVEL


def srgb():
    """Return the ICC profile of sRGB: what red, green and blue mean in all that we make."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made[:DATE_AT] + DATE + made[DATE_AT + len(DATE) :]


def _several(names, most):
    named, more = names[:most], len(names) - most
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")
