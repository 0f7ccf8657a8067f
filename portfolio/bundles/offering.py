"""Is the last bundle of a portfolio still the whole truth, so that it is offered again?"""

from core import clock
from evidence import previews, storage
from portfolio.bundles import building, damage, manifest, photographs
from portfolio.models import Bundle


def kept(bundles):
    """Return the last finished bundle if it is still kept and all its files are there, else None.

    The store may be far away, so ask before anything is locked.
    """
    bundle = bundles.ready().first()
    if bundle is None or bundle.expires_at <= clock.now():
        return None
    return bundle if building.is_in_store(bundle) else None


def if_still_true(last):
    """Return what `kept` gave, under the lock, if it tells all that there is to tell, else None."""
    if last is None or not Bundle.objects.ready().filter(pk=last.pk).exists():
        return None
    today = _as_found(last.manifest, photographs.of(last))
    return last if manifest.story_of(last.manifest) == manifest.story_of(today) else None


def _as_found(told, today):
    """Note in today's manifest what was found damaged, or without pages, and still is; return it.

    The worker finds that while it builds; a photograph alone does not show it.
    """
    for many in ("artefacts", "earlier_versions"):
        # Where they are not the same ones, the stories differ anyway.
        for then, now in zip(told[many], today[many], strict=False):
            if then.get("damaged") and not now.get("damaged"):
                if not storage.is_untouched(then["sha256"]):
                    damage.mark(now)
            elif then.get("problem") and not now["problem"] and not _has_pages(then):
                now["problem"] = then["problem"]
    return today


def _has_pages(artefact):
    folder = storage.rendition(artefact["sha256"], previews.converter_key())
    return previews.stored(folder) is not None
