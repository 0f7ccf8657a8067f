"""How is a figure drawn over time, with its target and the day of the change?"""

import datetime as dt
import math

from evidence.drawing.svg import clipped, day_label, drawing, tag, text, ticks_of_days

HEIGHT, SIZE = 300, 12
TOP, BOTTOM, RIGHT = 34, 34, 16
LONG_SPAN = 400
# More dots than this would touch each other.
MOST_DOTS = 60


def drawn(points, *, width, amount, target=None, change_on=""):
    """Return the SVG of `points`, (ISO day, number) pairs in the order of time.

    `amount` writes a number with its unit, `target` is a number or None, `change_on` an ISO day
    or "".
    """
    days = [dt.date.fromisoformat(on) for on, _ in points]
    values = [value for _, value in points]
    scale = _Scale.of(days, values, target, change_on, width, amount)
    parts = [*_grid(scale, amount), *_days(scale)]
    if target is not None:
        y = scale.y(target)
        parts.append(tag("line", x1=scale.left, y1=y, x2=scale.right, y2=y, class_="chart-target"))
    if change_on:
        parts += _change(scale, dt.date.fromisoformat(change_on))
    places = [(scale.x(day), scale.y(value)) for day, value in zip(days, values, strict=True)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    if len(places) > 1:
        parts.append(tag("polyline", points=path, class_="chart-line"))
    dots = places if len(places) <= MOST_DOTS else [places[0], places[-1]]
    parts += [tag("circle", cx=x, cy=y, r=3.5, class_="chart-dot") for x, y in dots]
    if target is not None:
        # Above what it may lie on.
        label = text(f"Target {amount(target)}", scale.right, scale.y(target) - 6,
                     look="chart-target-word", anchor="end")  # fmt: skip
        parts.append(label)
    return drawing(parts, width, HEIGHT)


def days_between(first, last):
    """Return how many days lie between two ISO days."""
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days


class _Scale:
    """Turns days and values into places on the paper."""

    def __init__(self, first, last, steps, left, right):
        self.first, self.last, self.steps = first, last, steps
        self.left, self.right = left, right

    @classmethod
    def of(cls, days, values, target, change_on, width, amount):
        shown = [*values, *([] if target is None else [target])]
        steps = _steps(min(shown), max(shown))
        every = [*days, *([dt.date.fromisoformat(change_on)] if change_on else [])]
        first, last = min(every), max(every)
        if first == last:
            first, last = first - dt.timedelta(1), last + dt.timedelta(1)
        longest = max(len(amount(step)) for step in steps)
        left = min(width * 0.3, 14 + longest * SIZE * 0.58)
        return cls(first, last, steps, left, width - RIGHT)

    def x(self, day):
        part = (day - self.first).days / (self.last - self.first).days
        return self.left + part * (self.right - self.left)

    def y(self, value):
        low, high = self.steps[0], self.steps[-1]
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - BOTTOM - TOP)


def _steps(low, high):
    """Return from four to seven round numbers that hold everything from `low` to `high`."""
    if low == high:
        low, high = min(low, 0), max(high, 0)
    if low == high:
        high = 1
    if 0 < low < 0.5 * high:
        low = 0
    if high < 0 and high > 0.5 * low:
        high = 0
    raw = (high - low) / 4
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, max(last, first + 1) + 1)]


def _grid(scale, amount):
    for step in scale.steps:
        y = scale.y(step)
        yield tag("line", x1=scale.left, y1=y, x2=scale.right, y2=y, class_="chart-grid")
        label = clipped(amount(step), scale.left - 8, SIZE)
        yield text(label, scale.left - 8, y + 4, anchor="end")


def _days(scale):
    room = scale.right - scale.left
    with_year = (scale.last - scale.first).days > LONG_SPAN
    marks = ticks_of_days(scale.first, scale.last, max(2, int(room / (80 if with_year else 64))))
    for day in marks:
        x = scale.x(day)
        y = HEIGHT - BOTTOM
        yield tag("line", x1=x, y1=y, x2=x, y2=y + 5, class_="chart-axis")
        label = day_label(day, with_year=with_year)
        yield text(label, min(x, scale.right - len(label) * 3), y + 20, anchor="middle")


def _change(scale, day):
    x = scale.x(day)
    yield tag("line", x1=x, y1=TOP - 14, x2=x, y2=HEIGHT - BOTTOM, class_="chart-change")
    late = x > (scale.left + scale.right) / 2
    yield text("Changed", x + (-6 if late else 6), TOP - 12, look="chart-change-word",
               anchor="end" if late else "start")  # fmt: skip
