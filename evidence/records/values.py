"""How is a day, a number or a time read as people write it, and written again?

Each reader returns the value that is kept as JSON, or raises ValueError with a sentence.
"""

import datetime as dt
import math
import re

EARLIEST, LATEST = dt.date(1950, 1, 1), dt.date(2100, 1, 1)
LARGEST = 1e12
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
WRITTEN = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]+([a-z]{3,9})\.?,?[ .-]+(\d{4})")
SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?\s*([ap]m)?|(\d{1,2})\s*([ap]m)")
MOMENT = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")
SIGNS = re.compile(r"^[£$€]|[£$€%]$|(?<=\d)[ ,\u00a0\u202f](?=\d{3}(?!\d))")

HOW_A_DAY = "Write the day as 3 May 2026, 03/05/2026 or 2026-05-03."
HOW_A_CLOCK = "Write the time as 14:30."
HOW_A_MOMENT = "Write the time as minutes and seconds, such as 04:10."
HOW_A_NUMBER = "Write it as a number, such as 4.5."


def day(words, *, not_after=None):
    """Return a day as 2026-05-03."""
    found = _day(" ".join(words.lower().split()))
    if found < EARLIEST:
        raise ValueError("This is before 1950. Check the year.")
    if found > LATEST:
        raise ValueError("This is after 2099. Check the year.")
    if not_after and found > not_after:
        raise ValueError("This day has not come yet. Check the date.")
    return found.isoformat()


def clock(words):
    """Return a time of day as 14:30."""
    found = CLOCK.fullmatch(words.lower().strip())
    if not found:
        raise ValueError(HOW_A_CLOCK)
    hour, minute, half = int(found[1] or found[4]), int(found[2] or 0), found[3] or found[5]
    if half and not 1 <= hour <= 12:
        raise ValueError(HOW_A_CLOCK)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise ValueError(HOW_A_CLOCK)
    return f"{hour:02}:{minute:02}"


def moment(words):
    """Return the seconds from the start of a recording that 04:10 or 1:02:03 says."""
    found = MOMENT.fullmatch(words.strip())
    if not found or int(found[3]) > 59 or (found[1] and int(found[2]) > 59):
        raise ValueError(HOW_A_MOMENT)
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


def number(words):
    """Return a number that may be written with its sign, £ 1,250.50 or 6.2%."""
    plain = words.strip().replace("−", "-")
    sign = "-" if plain.startswith("-") else ""
    plain = SIGNS.sub("", plain.removeprefix("-").strip())
    plain = SIGNS.sub("", plain.strip())
    if not re.fullmatch(r"\d{1,13}(?:\.\d{1,10})?|\.\d{1,10}", plain.strip(), re.ASCII):
        raise ValueError(HOW_A_NUMBER)
    found = float(sign + plain.strip())
    if not is_number(found):
        raise ValueError("This number is too large to be drawn.")
    return int(found) if found.is_integer() else found


def is_number(value):
    """Return whether a JSON value is a finite number of a size that can be drawn."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= LARGEST


def day_in_words(kept):
    """Return "2026-05-03" as 3 May 2026."""
    value = dt.date.fromisoformat(kept)
    return f"{value.day} {MONTHS[value.month - 1].capitalize()} {value.year}"


def number_in_words(kept):
    """Return a number as people write it: 1,250.5 or −3."""
    words = f"{kept:,.10f}".rstrip("0").rstrip(".")
    return words.replace("-", "−") if words not in ("-0", "") else "0"


def moment_in_words(kept):
    """Return seconds as a player shows them: 04:10, 1:02:03."""
    hours, rest = divmod(kept, 3600)
    minutes, seconds = divmod(rest, 60)
    said = f"{minutes:02}:{seconds:02}"
    return f"{hours}:{said}" if hours else said


def _day(words):
    """Return the date that is written in one of the ways people use."""
    if found := ISO.fullmatch(words):
        year, month, number_ = found.groups()
    elif found := SLASHED.fullmatch(words):
        number_, month, year = found.groups()
    elif found := WRITTEN.fullmatch(words):
        number_, name, year = found.groups()
        month = next((n for n, full in enumerate(MONTHS, 1) if _names(name, full)), 0)
    else:
        raise ValueError(HOW_A_DAY)
    try:
        return dt.date(int(year), int(month), int(number_))
    except ValueError:
        raise ValueError(f"There is no such day. {HOW_A_DAY}") from None


def _names(name, month):
    return month.startswith(name) or (month == "september" and name == "sept")
