"""Which files are no longer what was handed in, and how is that said in a bundle?

The rest of a portfolio is worth having without them: they are named, and left out of the ZIP.
"""

from evidence import storage

PAGES_LOST = "Its pages could not be read when this portfolio was made."
DAMAGED = "The file itself was lost or changed in the store, so it is not in the ZIP."


def mark(entry):
    """Note in an artefact or an earlier version of a manifest that its file is damaged."""
    entry["damaged"] = True
    if "problem" in entry:
        entry["problem"] = DAMAGED


def mark_all(photograph):
    """Read every file that a manifest hands out, and mark those that are damaged."""
    for entry in [*photograph["artefacts"], *photograph["earlier_versions"]]:
        if is_handed_out(entry) and not storage.is_untouched(entry["sha256"]):
            mark(entry)


def mark_lost_pages(photograph, artefact_ids):
    """Note in a manifest that the pages of these artefacts can't be shown; the files are there."""
    for artefact in photograph["artefacts"]:
        if artefact["id"] in artefact_ids:
            artefact["pages"] = 0
            artefact["problem"] = artefact["problem"] or PAGES_LOST


def is_handed_out(entry):
    """Return whether the file of a manifest's entry is in the ZIP: it is safe, and undamaged."""
    return not (entry.get("quarantined") or entry.get("damaged"))


def names(photograph):
    """Return how the damaged files of a manifest are told to a person."""
    entries = [*photograph["artefacts"], *photograph["earlier_versions"]]
    return [
        f"{entry['reference']} “{entry['file_name']}”" for entry in entries if entry.get("damaged")
    ]


def without_pages(photograph):
    """Return how the files are told to a person that are there, but can't be shown as pages."""
    return [
        f"{artefact['reference']} “{artefact['file_name']}”: {artefact['problem']}"
        for artefact in photograph["artefacts"]
        if artefact["problem"] and not artefact.get("damaged")
    ]
