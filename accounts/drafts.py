"""Where are words kept while they are typed, and when are they forgotten?

A page that keeps words as they are typed has a name of its own, random, which goes with each
keeping and with the form itself. Once the form was saved the name is spent: what was still on its
way from that page comes too late. A page also says what it knew when it came: words that another
page, here or on another device, kept or sent since then are newer, and stay. No clock but the
server's own is asked.
"""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import Draft
from core import clock


@dataclass(frozen=True)
class Known:
    """What a page knew of a draft when it came: whose form was saved last, and which words."""

    spent: str = ""
    version: str = ""


@dataclass(frozen=True)
class Standing:
    """What is kept of a form: the words, which page they came from, and what is Known by now."""

    fields: dict
    page: str
    known: Known


def keep(user, key, data, *, page="", knows=None):
    """Remember `data` (field name → text) for this person and form, replacing what was kept.

    `page` is the name of the page that it was typed on, "" when the server itself keeps it, and
    `knows` what that page Known. Returns False, and leaves all as it is, when it comes too late.
    """
    kept = {"data": data, "page": page}
    draft, is_new = Draft.objects.get_or_create(user=user, key=key, defaults=kept)
    if is_new:
        return True
    same = Draft.objects.filter(pk=draft.pk)
    if page:
        if draft.spent == page or (knows and _is_behind(draft, page, knows)):
            return False
        # It may be sent or kept elsewhere at this very moment.
        same = same.filter(updated_at=draft.updated_at)
    return bool(same.update(updated_at=clock.now(), **kept))


def recall(user, key):
    """Return what was kept (field name → text), or an empty dict."""
    return standing(user, key).fields


def standing(user, key):
    """Return the Standing of a form; an empty one when nothing was ever kept."""
    draft = Draft.objects.filter(user=user, key=key).first()
    if draft is None:
        return Standing({}, "", Known())
    return Standing(draft.data, draft.page, _known(draft))


def discard(user, key):
    """Forget what was kept, because the form was saved."""
    Draft.objects.filter(user=user, key=key).update(data={}, page="", updated_at=clock.now())


@transaction.atomic
def spend(user, key, page):
    """Forget what pages kept, because the form of `page` was saved; what the server kept stays."""
    Draft.objects.get_or_create(user=user, key=key)
    draft = Draft.objects.select_for_update().get(user=user, key=key)

    if draft.page:
        draft.data, draft.page = {}, ""
    draft.spent = page
    draft.save()


def _is_behind(draft, page, knows):
    """Return whether another page sent or kept something that this one has not seen."""
    now = _known(draft)
    return now.spent != knows.spent or (draft.page != page and now.version != knows.version)


def _known(draft):
    return Known(draft.spent, draft.updated_at.isoformat())
