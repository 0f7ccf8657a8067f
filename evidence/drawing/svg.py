"""How is SVG written so that whatever somebody typed stays text?"""

import datetime as dt
from html import escape

# How wide a letter of Inter is on average, as a part of its height.
LETTER = 0.53
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def tag(name, words=None, **attributes):
    """Return an element; `class_` is written as class, `text_anchor` as text-anchor."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if words is None:
        return f"<{name}{written}/>"
    return f"<{name}{written}>{words}</{name}>"


def text(words, x, y, *, look="", anchor="start"):
    """Return one line of text at a place."""
    clean = "".join(letter for letter in words if letter.isprintable())
    look = f"chart-text {look}".strip()
    return tag("text", escape(clean), x=x, y=y, class_=look, text_anchor=anchor)


def drawing(parts, width, height):
    """Return the whole drawing; what it shows is said beside it, so it is decoration to readers."""
    return tag(
        "svg",
        "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        aria_hidden="true",
        focusable="false",
    )


def clipped(words, room, size):
    """Return `words` cut to fit into `room`, ending in an ellipsis where they had to be."""
    most = max(1, int(room / (size * LETTER)))
    return words if len(words) <= most else f"{words[: max(1, most - 1)].rstrip()}…"


def ticks_of_days(first, last, most):
    """Return at most `most` days from `first` to `last` at which a scale is marked."""
    span = max(1, (last - first).days)
    for step in (1, 2, 7, 14, 28):
        if span / step <= most:
            return [first + dt.timedelta(days) for days in range(0, span + 1, step)]
    starts = _firsts_of_months(first, last)
    every = -(-len(starts) // most) if starts else 1
    return starts[::every]


def day_label(day, *, with_year):
    """Return a short date for a scale: 3 May, or May 2026 on a long one."""
    month = SHORT_MONTHS[day.month - 1]
    return f"{month} {day.year}" if with_year else f"{day.day} {month}"


def _firsts_of_months(first, last):
    found, year, month = [], first.year, first.month
    while dt.date(year, month, 1) <= last:
        if dt.date(year, month, 1) >= first:
            found.append(dt.date(year, month, 1))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def _short(value):
    """Return a coordinate without more decimals than anybody can see."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
