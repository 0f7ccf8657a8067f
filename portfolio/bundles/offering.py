"""Is the last bundle of a portfolio still the whole truth, so that it is offered again?"""

from dataclasses import dataclass

from core import clock
from evidence import previews, storage
from portfolio.bundles import building, damage, manifest, photographs
from portfolio.models import Bundle


@dataclass(frozen=True)
class Last:
    """The last bundle of a portfolio, and which files that it found wanting still are, by SHA-256.

    The worker finds that while it builds; a photograph alone does not show it.
    """

    bundle: Bundle
    damaged: frozenset
    without_pages: frozenset


def kept(bundles):
    """Return the Last finished bundle if it is still kept and all its files are there, else None.

    The store may be far away, so ask before anything is locked.
    """
    bundle = bundles.ready().first()
    if bundle is None or bundle.expires_at <= clock.now() or not building.is_in_store(bundle):
        return None
    entries = [*bundle.manifest["artefacts"], *bundle.manifest["earlier_versions"]]
    damaged = {entry["sha256"] for entry in entries if entry.get("damaged")}
    unshown = {entry["sha256"] for entry in entries if entry.get("problem")} - damaged
    return Last(
        bundle,
        frozenset(sha256 for sha256 in damaged if not storage.is_untouched(sha256)),
        frozenset(sha256 for sha256 in unshown if not _has_pages(sha256)),
    )


def if_still_true(last):
    """Return the bundle of a Last, under the lock, if it tells all that there is to tell."""
    if last is None or not Bundle.objects.ready().filter(pk=last.bundle.pk).exists():
        return None
    told = last.bundle.manifest
    today = _as_found(last, photographs.of(last.bundle))
    return last.bundle if manifest.story_of(told) == manifest.story_of(today) else None


def _as_found(last, today):
    """Note in today's manifest what the last bundle found wanting, and still is; return it."""
    for many in ("artefacts", "earlier_versions"):
        # Where they are not the same ones, the stories differ anyway.
        for then, now in zip(last.bundle.manifest[many], today[many], strict=False):
            if then.get("damaged") and not now.get("damaged"):
                if then["sha256"] in last.damaged:
                    damage.mark(now)
            elif then["sha256"] in last.without_pages and now.get("problem") == "":
                now["problem"] = then["problem"]
    return today


def _has_pages(sha256):
    return previews.stored(storage.rendition(sha256, previews.converter_key())) is not None
