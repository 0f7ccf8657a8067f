"""At which place in an artefact is something shown: a page, a passage, a stretch of time?"""

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Place:
    """A page with a marked area or a quoted passage, or a stretch of a recording.

    `page` counts from 1; `area` is (left, top, width, height) in thousandths of the page;
    `quote` is a passage word for word; `start` and `end` are seconds. All empty: the whole.
    """

    page: int | None = None
    area: tuple | None = None
    quote: str = ""
    start: int | None = None
    end: int | None = None

    @classmethod
    def of(cls, reference):
        """Return the place that a CrossReference points at."""
        area = tuple(reference.area) if reference.area else None
        return cls(reference.page, area, reference.quote, reference.start, reference.end)

    @classmethod
    def read(cls, kept):
        """Return the place of a dict that `as_kept` made; what an older one lacks is empty."""
        area = tuple(kept["area"]) if kept.get("area") else None
        return cls(
            kept.get("page"), area, kept.get("quote", ""), kept.get("start"), kept.get("end")
        )

    def as_kept(self):
        """Return the page and what else is pointed at as JSON values, to be kept in a row."""
        finer = {
            "area": list(self.area) if self.area else None,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
        }
        said = {name: value for name, value in finer.items() if value not in (None, "")}
        return {"page": self.page, **said}

    @property
    def is_fine(self):
        """Whether it points at more than a page."""
        return bool(self.area or self.quote or self.start is not None)

    def in_short(self):
        """Return how a reference chip says it: "p3", "p3 marked", "04:10–05:30", or ""."""
        if self.start is not None:
            end = f"–{clock_time(self.end)}" if self.end is not None else ""
            return f"{clock_time(self.start)}{end}"
        if self.page is None:
            return ""
        return f"p{self.page} marked" if self.area or self.quote else f"p{self.page}"

    def as_fragment(self):
        """Return the end of a recording's address that makes a player begin and stop there."""
        if self.start is None:
            return ""
        return f"#t={self.start}" + (f",{self.end}" if self.end is not None else "")

    def in_address(self, address):
        """Return `address`, with or without a query, so that it opens at this place."""
        parts = {
            "page": self.page,
            "area": ",".join(map(str, self.area)) if self.area else "",
            "quote": self.quote,
            "from": self.start,
            "to": self.end,
        }
        query = urlencode({name: value for name, value in parts.items() if value not in (None, "")})
        if not query:
            return address
        joint = "" if address.endswith(("?", "&")) else "&" if "?" in address else "?"
        return f"{address}{joint}{query}"


WHOLE = Place()


def clock_time(seconds):
    """Return seconds as a player shows them: 04:10, 1:02:03."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = f"{minutes:02}:{seconds:02}"
    return f"{hours}:{clock}" if hours else clock
