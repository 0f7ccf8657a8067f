"""How do states, icons, times and sizes look on every page?"""

from datetime import datetime, timedelta

from django import forms, template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

STATES = {
    "unmapped": ("Unmapped", "unmapped", "unmapped"),
    "mapped": ("Mapped", "mapped", "mapped"),
    "awaiting": ("Awaiting", "awaiting", "awaiting"),
    "not_yet_met": ("Not yet met", "notyet", "notyet"),
    "met": ("Met", "met", "met"),
    "needs_reconfirmation": ("Needs re-confirmation", "reconfirm", "reconfirm"),
    "draft": ("Not sent yet", "mapped", "mapped"),
    "submitted": ("Sent", "awaiting", "awaiting"),
    "returned": ("Returned", "notyet", "notyet"),
    "accepted": ("Accepted", "met", "met"),
    "withdrawn": ("Withdrawn", "x", "danger"),
    "sending": ("Sending", "upload", "mapped"),
    "pending": ("Being checked", "clock", "awaiting"),
    "clean": ("Ready to map", "met", "met"),
    "infected": ("Quarantined", "danger", "danger"),
    "unreadable": ("No preview", "warn", "notyet"),
    "well": ("Well", "met", "met"),
    "unwell": ("Needs attention", "warn", "notyet"),
    "requested": ("Asked for", "clock", "mapped"),
    "building": ("Building", "awaiting", "awaiting"),
    "ready": ("Ready", "met", "met"),
    "failed": ("Could not be made", "danger", "danger"),
    "cancelled": ("Cancelled", "x", "unmapped"),
    "expired": ("No longer kept", "clock", "unmapped"),
    "open": ("Open", "unmapped", "unmapped"),
    "declared": ("Declared", "pen", "awaiting"),
    "signed": ("Signed", "sign", "met"),
    "countersigned": ("Countersigned", "sign", "met"),
    "confirmed": ("Confirmed", "shield", "met"),
    "claimed": ("Claimed", "met", "met"),
    "reopened": ("Reopened", "notyet", "notyet"),
    "stale": ("Needs re-confirmation", "reconfirm", "reconfirm"),
    "registered": ("Registered", "mapped", "mapped"),
    "active": ("Active", "awaiting", "awaiting"),
    "paused": ("Paused", "pause", "unmapped"),
    "completed": ("Completed", "met", "met"),
    "archived": ("Archived", "box", "unmapped"),
}
NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"]
DECORATION = mark_safe('aria-hidden="true"')
SOON = timedelta(seconds=45)


@register.simple_tag
def icon(name, *, size="", label=""):
    """Return the drawing `name` of the sprite; `label` is what it says aloud, else decoration."""
    return format_html(
        '<svg class="icon{}" {}><use href="{}#{}"></use></svg>',
        f" icon-{size}" if size else "",
        format_html('role="img" aria-label="{}"', label) if label else DECORATION,
        static("icons.svg"),
        name,
    )


@register.inclusion_tag("components/state.html")
def state(value, *, label="", look="pill"):
    """Show a stored state or TextChoices member as word, icon and colour together.

    Raises KeyError for a state that the table above doesn't hold: each has to be drawn first.
    """
    word, drawing, tone = STATES[str(value)]
    return {
        "word": label or getattr(value, "label", word),
        "icon": drawing,
        "tone": tone,
        "look": look,
    }


@register.filter
def tone(value):
    """Return the colour family of a state, for parts that colour a whole cell."""
    return STATES[str(value)][2]


@register.filter
def state_icon(value):
    """Return the name of a state's drawing."""
    return STATES[str(value)][1]


@register.filter
def state_word(value):
    """Return a state's word, as its own label or from the table above."""
    return getattr(value, "label", STATES[str(value)][0])


@register.simple_tag
def ago(moment, *, exact=False):
    """Return <time>: the relative form to see, the exact one on hover; None gives nothing."""
    if not moment:
        return ""
    local = timezone.localtime(moment)
    written = date_format(local, "j F Y, H:i")
    seen = written if exact else _relative(local)
    return format_html(
        '<time datetime="{}" title="{}">{}<span class="visually-hidden">{}</span></time>',
        local.isoformat(timespec="seconds"),
        written,
        seen,
        "" if exact else f" ({written})",
    )


@register.simple_tag
def day(value):
    """Return <time> for a day or the day of a moment: its date to see, how far off it is on hover.

    A year is written only when it is not this one; None gives nothing.
    """
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    far = _far(value)
    return format_html(
        '<time datetime="{}" title="{}">{}<span class="visually-hidden"> ({})</span></time>',
        value.isoformat(),
        far,
        _short_date(value),
        far,
    )


@register.filter(name="bytes")
@register.simple_tag(name="bytes")
def size_in_words(number):
    """Return a number of bytes as people write it: 412 KB, 3.1 MB."""
    if number is None:
        return ""
    for unit in ("bytes", "KB", "MB"):
        if number < 1000:
            return f"{_short(number)} {unit}"
        number /= 1000
    return f"{_short(number)} GB"


@register.filter
def extension(name):
    """Return the ending of a file's name in capitals, four letters at most."""
    stem, _, ending = name.rpartition(".")
    return ending.upper()[:4] if stem and ending else "FILE"


@register.filter
def initials(name):
    """Return the first letters of the first and the last name."""
    words = str(name).split()
    if not words:
        return "?"
    return (words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]).upper()


@register.filter
def percent_of(part, whole):
    """Return how many per cent of `whole` the `part` is, 0 to 100; nothing of nothing is 0."""
    if not whole:
        return 0
    return max(0, min(100, round(100 * part / whole)))


@register.filter
def plural(number, words):
    """Return the number with its noun: `3|plural:"criterion,criteria"` is "3 criteria"."""
    one, many = words.split(",")
    return f"{number} {one if number == 1 else many}"


@register.filter
def first_places(nav):
    """Return the four places that a phone's foot bar has room for."""
    return list(nav or ())[:4]


@register.filter
def answers_to_look_at(form):
    """Return the sentence above a form that came back; nothing when no field has an error."""
    count = sum(1 for name in form.errors if name in form.fields)
    if not count:
        return ""
    if count == 1:
        return "One answer needs another look."
    return f"{NUMBERS[count] if count < len(NUMBERS) else count} answers need another look."


@register.filter
def takes_words(form):
    """Return whether more than files is asked for: a browser never sends those back."""
    return any(not isinstance(field, forms.FileField) for field in form.fields.values())


def _relative(local):
    """Return "now", "3 hours ago" within a day, "yesterday", "3 days ago", else the date."""
    now = timezone.localtime()
    days = (now.date() - local.date()).days
    if abs(now - local) < SOON:
        return "now"
    if days == 0:
        return naturaltime(local)
    if days == 1:
        return f"yesterday, {date_format(local, 'H:i')}"
    if 1 < days < 14:
        return f"{days} days ago"
    return _short_date(local)


def _short_date(value):
    """Return 5 April, with its year when that is not this one."""
    return date_format(value, "j F" if value.year == timezone.localdate().year else "j F Y")


def _far(value):
    """Return how far off a day is: "today", "in 12 days", and roughly: "4 months ago"."""
    days = (value - timezone.localdate()).days
    if abs(days) < 2:
        return ("yesterday", "today", "tomorrow")[days + 1]
    number, words = abs(days), "day,days"
    if number >= 60:
        number, words = round(number / 30.4), "month,months"
    if number >= 24 and words == "month,months":
        number, words = round(number / 12), "year,years"
    length = plural(number, words)
    return f"in {length}" if days > 0 else f"{length} ago"


def _short(number):
    """Return whole numbers from 10 on, one decimal below, without a trailing nought."""
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")
