"""Where do the pages come from: kept, made in shares beforehand, or alone, one by one?"""

from dataclasses import astuple
from functools import partial
from math import ceil

from evidence import previews, prints, scanning, storage
from evidence.models import StoredFile
from portfolio.bundles import damage, front_matter, shares
from portfolio.bundles.highlights import highlights_of
from portfolio.bundles.press import Press

PRINTS, SHARES = "prints", "shares"
# Letters of HTML: fewer are set in less time than a process takes to start, more in seconds.
WORTH_A_PROCESS, ABOUT_A_SHARE = 35_000, 240_000


def gather(photograph, *, cache, scratch, report, call_for_help=None):
    """Return {SHA-256: path of its pages} for a manifest, and note in it what was found.

    Pages that are kept for the content hash are used as they are. The others are printed together,
    and the long parts before the evidence set, in shares that lie in `scratch`; `call_for_help()`
    is called when there are more than this process does at once. What can't be done so is made
    alone. Each artefact gets its true number of pages, or its problem. `cache` is where parts and
    prints are kept.
    """
    hashes = [artefact["sha256"] for artefact in photograph["artefacts"]]
    files = {file.sha256: file for file in StoredFile.objects.filter(sha256__in=hashes)}
    artefacts = [a for a in photograph["artefacts"] if _may_have_pages(a, files)]
    to_print = _without_rendition(photograph, artefacts)
    printed = prints.kept(cache / PRINTS, to_print)
    wanted = [one for sha256, one in to_print.items() if sha256 not in printed]
    _share_out(photograph, wanted, cache, scratch / SHARES, report, call_for_help)
    printed |= prints.kept(cache / PRINTS, [one.sha256 for one in wanted])
    paths = {}
    for done, artefact in enumerate(artefacts):
        report(40 + 60 * done // len(artefacts), _preparing(artefact))
        if one := printed.get(artefact["sha256"]):
            path, artefact["pages"] = one.path, one.pages
            artefact["rendition"] = prints.rendition_of(artefact["content_type"])
        else:
            path = _alone(artefact, files[artefact["sha256"]])
        if path:
            paths[artefact["sha256"]] = path
    return paths


def do(share, cache):
    """Do one share of what `gather` laid out, in this process or in another one."""
    if "set" in share:
        Press(cache).set_apart(share["set"])
    else:
        batch = [prints.Wanted(*one) for one in share["print"]]
        whole = [one for one in batch if storage.is_untouched(one.sha256)]
        originals = {one: storage.original(one.sha256) for one in whole}
        prints.print_batch(originals, cache / PRINTS)


def _may_have_pages(artefact, files):
    """Return whether to look for pages: also of a damaged file, unless it never came here."""
    return not artefact["problem"] or (artefact.get("damaged") and artefact["sha256"] in files)


def _without_rendition(photograph, artefacts):
    """Return {SHA-256: Wanted} of what is printed instead."""
    pointed_at = {artefact_id for artefact_id, _ in highlights_of(photograph)}
    return {
        artefact["sha256"]: prints.Wanted(
            artefact["sha256"], artefact["content_type"], artefact["size"]
        )
        for artefact in artefacts
        # A passage or an area is marked by the words of the page, which a print has not.
        if artefact["id"] not in pointed_at and not _is_rendered(artefact)
    }


def _share_out(photograph, wanted, cache, folder, report, call_for_help):
    batches = [{"print": list(map(astuple, batch))} for batch in prints.batches(wanted)]
    press = Press(cache)
    waiting = press.wanting(front_matter.parts(photograph))
    here = {} if batches else _longest(waiting)
    others = {key: html for key, html in waiting.items() if key not in here}
    laid_out = batches + _in_shares(others, lanes=shares.LANES - len(here))
    if not laid_out:
        return
    step = f"Converting {len(wanted)} {'file' if len(wanted) == 1 else 'files'}"
    step = step if wanted else "Setting the pages before the evidence"
    report(0, step)
    shares.lay_out(folder, laid_out)
    if call_for_help and len(laid_out) > shares.LANES:
        call_for_help()
    shares.finish(
        folder,
        lambda share: do(share, cache),
        lambda percent: report(40 * percent // 100, step),
        meanwhile=here and partial(press.set_here, here),
    )


def _longest(waiting):
    """Return the part, {key: HTML}, that this process sets itself beside all others, or none.

    That saves the start of a process where the others together are no longer.
    """
    key = max(waiting, key=lambda key: len(waiting[key]), default=None)
    is_half = key and 2 * len(waiting[key]) >= _letters(waiting)
    return {key: waiting[key]} if is_half else {}


def _in_shares(waiting, *, lanes):
    """Return parts, {key: HTML}, in shares that are set apart; in none where that takes longer."""
    letters = _letters(waiting)
    if letters < WORTH_A_PROCESS:
        return []
    made = [{} for _ in range(min(max(lanes, ceil(letters / ABOUT_A_SHARE)), len(waiting)))]
    for key in sorted(waiting, key=lambda key: -len(waiting[key])):
        min(made, key=_letters)[key] = waiting[key]
    return [{"set": some} for some in made]


def _letters(documents):
    return sum(map(len, documents.values()))


def _is_rendered(artefact):
    key = previews.converter_key()
    return previews.stored(storage.rendition(artefact["sha256"], key)) is not None


def _alone(artefact, file):
    """Return the path of the pages of one artefact, or None; what is wrong is noted in it."""
    try:
        made = scanning.render_whole(file)
    except previews.Unreadable as error:
        artefact["problem"], artefact["pages"] = str(error), 0
        return None
    except scanning.OriginalDamaged:
        damage.mark(artefact)
        artefact["pages"] = 0
        return None
    artefact["pages"], artefact["rendition"] = made.pages, made.kind
    return made.folder / previews.PAGES_NAME if made.pages else None


def _preparing(artefact):
    return f"Preparing {artefact['reference']} {artefact['title']}"
