"""How is a plan drawn, a bar for each task?"""

import datetime as dt
from functools import partial

from evidence.drawing.svg import clipped, day_label, drawing, tag, text, ticks_of_days

SIZE, HEAD, BAR, LONG_SPAN = 12, 30, 16, 400
# On a narrow sheet the name stands above its bar, on a wide one beside it.
NARROW, BESIDE, RIGHT = 560, 0.32, 8


# A drawing can't be parted between pages, so a long plan is drawn on several.
MOST_BARS = 24


def sheets(tasks):
    """Return ("", or which tasks; a function of the width that draws them) for each sheet."""
    span = (_day(min(task[1] for task in tasks)), _day(max(task[2] for task in tasks)))
    if len(tasks) <= MOST_BARS:
        return [("", partial(drawn, tasks, span))]
    return [
        (
            f", tasks {at + 1} to {min(at + MOST_BARS, len(tasks))}",
            partial(drawn, tasks[at : at + MOST_BARS], span, before=at),
        )
        for at in range(0, len(tasks), MOST_BARS)
    ]


def drawn(tasks, span, width, *, before=0):
    """Return the SVG of `tasks`: (name, first ISO day, last ISO day, status) each.

    `span` is the first and the last day of the whole plan, `before` how many tasks come earlier.
    """
    spans = [(_day(start), _day(end)) for _, start, end, _ in tasks]
    first, last = span
    days = (last - first).days + 1
    above = width < NARROW
    left, row = (0, 46) if above else (round(width * BESIDE), 28)
    room = width - RIGHT - left
    height = HEAD + row * len(tasks) + 6

    def x(day):
        return left + (day - first).days / days * room

    parts = list(_scale(first, last, x, room, height, left))
    for at, (task, (start, end)) in enumerate(zip(tasks, spans, strict=True)):
        top = HEAD + at * row
        parts.append(tag("line", x1=0, y1=top, x2=width, y2=top, class_="chart-grid"))
        name, status = f"{before + at + 1}. {task[0]}", task[3] or "plain"
        parts.append(
            text(clipped(name, width if above else left - 12, SIZE), 0, top + 18, look="chart-name")
        )
        bar_top = top + (25 if above else 6)
        until = x(end + dt.timedelta(1))
        long = max(3.0, until - x(start))
        look = f"chart-bar chart-{status}"
        parts.append(tag("rect", x=x(start), y=bar_top, width=long, height=BAR, rx=4, class_=look))
    return drawing(parts, width, height)


def _day(iso):
    return dt.date.fromisoformat(iso)


def _scale(first, last, x, room, height, left):
    with_year = (last - first).days > LONG_SPAN
    for day in ticks_of_days(first, last, max(2, int(room / 72))):
        at = x(day)
        yield tag("line", x1=at, y1=HEAD - 6, x2=at, y2=height, class_="chart-grid")
        label = day_label(day, with_year=with_year)
        if at + len(label) * 7 < left + room + RIGHT:
            yield text(label, at, HEAD - 12)
