"""How are Gantt charts, lines and bars drawn as SVG for the demo's PDF documents?"""

from dataclasses import dataclass
from datetime import date, timedelta

GREY = "#5b6472"
LIGHT = "#d9dee6"
FONT = 'font-family="DejaVu Sans, Liberation Sans, sans-serif"'


@dataclass(frozen=True)
class Task:
    """One bar of a Gantt chart; a milestone when it starts and ends on the same day."""

    name: str
    owner: str
    starts: date
    ends: date
    done: int = 0
    phase: str = ""
    moved_from: tuple = ()


@dataclass(frozen=True)
class Line:
    """One row of points of a line chart, or one set of bars."""

    name: str
    values: tuple
    colour: str


def gantt(tasks, *, first, last, colour, today=None, holidays=()):
    """An SVG Gantt chart, A4 landscape wide: phases, bars with dates and owners, milestones.

    A task's `moved_from` (starts, ends) is drawn as a dashed outline under its bar.
    """
    row, top, left, right = 23, 46, 330, 1010
    phases = [
        name
        for at, name in enumerate(t.phase for t in tasks)
        if name and (at == 0 or tasks[at - 1].phase != name)
    ]
    height = top + row * (len(tasks) + len(phases)) + 12

    def place(day):
        return left + (right - left) * (day - first).days / ((last - first).days + 1)

    parts = _calendar(first, last, place, top, height, holidays)
    y = top
    for at, task in enumerate(tasks):
        if task.phase and (at == 0 or tasks[at - 1].phase != task.phase):
            parts.append(f'<rect x="0" y="{y}" width="{right}" height="{row}" fill="#e9edf4"/>')
            parts.append(_text(4, y + 15, task.phase, 10, weight="bold", fill=colour))
            y += row
        parts += _task(task, y, row, place, colour)
        y += row
    if today:
        x = place(today)
        parts.append(
            f'<line x1="{x:.1f}" y1="{top - 6}" x2="{x:.1f}" y2="{height - 8}" '
            'stroke="#a31a1a" stroke-width="1.5" stroke-dasharray="5 3"/>'
        )
        parts.append(_text(x + 3, height - 1, f"drawn {today:%-d %b}", 8.5, fill="#a31a1a"))
    return _svg(right, height, parts, "269mm")


def line_chart(
    labels, lines, *, width=660, height=230, low=0, high=None, form="{:.0f}".format, marks=()
):
    """An SVG line chart. `marks` are (label index, words) of upright lines such as "go-live"."""
    left, right, top, bottom = 52, width - 12, 26, height - 30
    high = high or _round_above(max(value for line in lines for value in line.values))
    step = (right - left) / max(len(labels) - 1, 1)

    def height_of(value):
        return bottom - (bottom - top) * (value - low) / (high - low)

    parts = _grid(left, right, low, high, form, height_of)
    for at, label in enumerate(labels):
        parts.append(_text(left + at * step, bottom + 15, label, 9, anchor="middle"))
    for at, words in marks:
        x = left + at * step
        parts.append(
            f'<line x1="{x:.1f}" y1="{top - 4}" x2="{x:.1f}" y2="{bottom}" '
            f'stroke="{GREY}" stroke-dasharray="4 3"/>'
        )
        parts.append(_text(x + 4, top + 13, words, 8.5))
    for line in lines:
        points = [(left + at * step, height_of(value)) for at, value in enumerate(line.values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{line.colour}" '
            'stroke-width="2.4" stroke-linejoin="round"/>'
        )
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8" fill="{line.colour}"/>' for x, y in points
        ]
    parts += _legend(lines, left)
    return _svg(width, height, parts, f"{width * 0.263:.1f}mm")


def bar_chart(labels, sets, *, width=660, height=220, high=None, form="{:.0f}".format):
    """An SVG chart of upright bars, one group a label, one bar a set."""
    left, right, top, bottom = 52, width - 12, 26, height - 30
    high = high or _round_above(max(value for line in sets for value in line.values))
    group = (right - left) / len(labels)
    bar = group * 0.7 / len(sets)

    def height_of(value):
        return bottom - (bottom - top) * value / high

    parts = _grid(left, right, 0, high, form, height_of)
    for at, label in enumerate(labels):
        x = left + at * group
        parts.append(_text(x + group / 2, bottom + 15, label, 9, anchor="middle"))
        for nth, line in enumerate(sets):
            y = height_of(line.values[at])
            start = x + group * 0.15 + nth * bar
            parts.append(
                f'<rect x="{start:.1f}" y="{y:.1f}" width="{bar * 0.92:.1f}" '
                f'height="{bottom - y:.1f}" fill="{line.colour}"/>'
            )
            parts.append(
                _text(start + bar * 0.46, y - 3, form(line.values[at]), 8, anchor="middle")
            )
    parts += _legend(sets, left)
    return _svg(width, height, parts, f"{width * 0.263:.1f}mm")


def ranked_bars(rows, *, colour, width=660):
    """An SVG chart of lying bars, longest first, with each one's number and share."""
    row, left = 24, 250
    whole = sum(value for _, value in rows)
    longest = max(value for _, value in rows)
    parts = []
    for at, (name, value) in enumerate(rows):
        y = at * row + 4
        long = (width - left - 110) * value / longest
        parts.append(_text(left - 8, y + 13, name, 9.5, anchor="end", fill="#1d2430"))
        parts.append(f'<rect x="{left}" y="{y}" width="{long:.1f}" height="17" fill="{colour}"/>')
        parts.append(_text(left + long + 6, y + 13, f"{value} ({value / whole:.0%})", 9.5))
    return _svg(width, len(rows) * row + 6, parts, f"{width * 0.263:.1f}mm")


def _round_above(value):
    step = 4
    while step * 4 < value * 1.08:
        step += 1 if step < 20 else 5
    return step * 4


def _calendar(first, last, place, top, height, holidays):
    parts = []
    day = first - timedelta(days=first.weekday())
    while day <= last:
        if day >= first:
            x = place(day)
            parts.append(
                f'<line x1="{x:.1f}" y1="{top - 18}" x2="{x:.1f}" y2="{height - 12}" '
                f'stroke="{LIGHT}"/>'
            )
            parts.append(_text(x + 2, top - 20, f"W{day.isocalendar().week}", 9, weight="bold"))
            parts.append(_text(x + 2, top - 8, f"{day:%-d %b}", 8))
        day += timedelta(days=7)
    for holiday, name in holidays:
        x = place(holiday)
        wide = place(holiday + timedelta(days=1)) - x
        parts.append(
            f'<rect x="{x:.1f}" y="{top}" width="{wide:.1f}" height="{height - 12 - top}" '
            'fill="#f6d9b8"/>'
        )
        parts.append(_text(x + 1, 9, name, 8, fill="#8a4000"))
    parts.append(_text(4, top - 8, "Task", 9, weight="bold"))
    parts.append(_text(235, top - 8, "Owner", 9, weight="bold"))
    return parts


def _task(task, y, row, place, colour):
    parts = [_text(10, y + 15, task.name, 9, fill="#1d2430"), _text(235, y + 15, task.owner, 9)]
    start = place(task.starts)
    if task.moved_from:
        old, old_end = (place(task.moved_from[0]), place(task.moved_from[1] + timedelta(days=1)))
        parts.append(
            f'<rect x="{old:.1f}" y="{y + 2}" width="{old_end - old:.1f}" '
            f'height="{row - 5}" fill="none" stroke="{GREY}" stroke-dasharray="3 2"/>'
        )
    if task.starts == task.ends:
        middle, edge = start + 4, start > 950
        parts.append(
            f'<path d="M{middle:.1f} {y + 5} l6.5 6.5 l-6.5 6.5 l-6.5 -6.5 z" fill="#a31a1a"/>'
        )
        parts.append(
            _text(
                middle - 10 if edge else middle + 10,
                y + 15,
                f"{task.starts:%-d %b}",
                8.5,
                weight="bold",
                anchor="end" if edge else "start",
            )
        )
        return parts
    long = place(task.ends + timedelta(days=1)) - start
    parts.append(
        f'<rect x="{start:.1f}" y="{y + 4}" width="{long:.1f}" height="{row - 9}" '
        f'rx="2" fill="{colour}" fill-opacity="0.35"/>'
    )
    if task.done:
        parts.append(
            f'<rect x="{start:.1f}" y="{y + 4}" width="{long * task.done / 100:.1f}" '
            f'height="{row - 9}" rx="2" fill="{colour}"/>'
        )
    words = f"{task.starts:%-d %b}–{task.ends:%-d %b}" + (f" · {task.done}%" if task.done else "")
    if start + long > 905:
        parts.append(_text(start - 4, y + 15, words, 8, anchor="end"))
    else:
        parts.append(_text(start + long + 4, y + 15, words, 8))
    return parts


def _grid(left, right, low, high, form, height_of):
    parts = []
    for at in range(5):
        value = low + (high - low) * at / 4
        y = height_of(value)
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="{LIGHT}"/>')
        parts.append(_text(left - 6, y + 3, form(value), 9, anchor="end"))
    return parts


def _legend(lines, left):
    parts, x = [], left
    for line in lines:
        parts.append(f'<rect x="{x}" y="4" width="11" height="9" fill="{line.colour}"/>')
        parts.append(_text(x + 15, 12, line.name, 9))
        x += 34 + 6 * len(line.name)
    return parts


def _text(x, y, words, size, *, anchor="start", weight="normal", fill=GREY):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" {FONT} text-anchor="{anchor}" '
        f'font-weight="{weight}" fill="{fill}">{words}</text>'
    )


def _svg(width, height, parts, wide):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{wide}" height="{float(wide[:-2]) * height / width:.1f}mm">'
        + "".join(parts)
        + "</svg>"
    )
