"""What did somebody type into an address, or into a field that no form checks?"""

MOST_DIGITS = 9


def whole_number(text):
    """Return the number that `text` writes in digits; None when it writes none, or a huge one."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def on_one_line(text):
    """Return `text` with single spaces for whatever stands between its words, line ends too."""
    return " ".join(text.split())


def without_nul(text):
    """Return `text` without NUL characters, which PostgreSQL can't keep."""
    return text.replace("\x00", "")
