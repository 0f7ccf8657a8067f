"""Of what is a bundle made: of an enrolment as it stands now, or of a photograph from elsewhere?"""

import copy

from evidence.states import FileState
from portfolio.bundles import imprint, keys, manifest

# Who hands a photograph on, and with what, has to say this itself: of the whole, and of each file.
MOVING = ("origin", "imprint", "seal")
MADE_HERE = ("pages", "rendition", "rendered_with")
FILE_MOVING = (*MADE_HERE, "problem", "quarantined", "damaged")


def of(bundle):
    """Return the manifest that `bundle` is made from."""
    if bundle.imported_id:
        return again(bundle.imported)
    return manifest.take(bundle.enrolment_id, bundle.edition)


def again(imported):
    """Return the manifest of an ImportedPortfolio, to be handed on: the same but for its origin.

    Besides, only what is in MOVING and FILE_MOVING can differ: another centre seals, and another
    machine makes the pages.
    """
    photograph = copy.deepcopy(imported.manifest)
    photograph["origin"] = imported.origin
    photograph["imprint"] = imprint.key()
    photograph["seal"] = keys.of_centre(imported.centre.slug).facts
    files = {
        (row.reference, row.version): row.file for row in imported.files.select_related("file")
    }
    for artefact in photograph["artefacts"]:
        file = files.get((artefact["reference"], 0))
        if file:
            artefact |= {name: getattr(file, name) for name in MADE_HERE}
            artefact["problem"] = manifest.problem_of(file)
            artefact["quarantined"] = file.state == FileState.INFECTED
    for version in photograph["earlier_versions"]:
        file = files.get((version["reference"], version["number"]))
        if file:
            version["quarantined"] = file.state == FileState.INFECTED
    return photograph
