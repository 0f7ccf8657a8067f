"""Where are words kept while they are typed?"""

from accounts.models import Draft


def keep(user, key, data):
    """Remember `data` (field name → text) for this person and form, replacing what was kept."""
    draft, _ = Draft.objects.update_or_create(user=user, key=key, defaults={"data": data})
    return draft


def recall(user, key):
    """Return what was kept (field name → text), or an empty dict."""
    draft = Draft.objects.filter(user=user, key=key).first()
    return draft.data if draft else {}


def discard(user, key):
    """Forget what was kept, because the form was saved."""
    Draft.objects.filter(user=user, key=key).delete()
