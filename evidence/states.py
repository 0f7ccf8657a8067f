"""Which states do a file and an artefact go through?"""

from django.db import models


class FileState(models.TextChoices):
    PENDING = "pending", "Being checked"
    CLEAN = "clean", "Ready"
    INFECTED = "infected", "Infected"
    UNREADABLE = "unreadable", "Can’t be shown"


class ArtefactState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


STORED_FILE = {
    (FileState.PENDING, "find_clean"): FileState.CLEAN,
    (FileState.PENDING, "find_infected"): FileState.INFECTED,
    (FileState.PENDING, "find_unreadable"): FileState.UNREADABLE,
    (FileState.CLEAN, "scan"): FileState.CLEAN,
    (FileState.CLEAN, "render_again"): FileState.CLEAN,
    (FileState.CLEAN, "find_infected"): FileState.INFECTED,
    (FileState.UNREADABLE, "scan"): FileState.UNREADABLE,
    (FileState.UNREADABLE, "find_infected"): FileState.INFECTED,
}
ARTEFACT = {
    (ArtefactState.DRAFT, "map"): ArtefactState.DRAFT,
    (ArtefactState.DRAFT, "replace"): ArtefactState.DRAFT,
    (ArtefactState.DRAFT, "submit"): ArtefactState.SUBMITTED,
    (ArtefactState.DRAFT, "withdraw"): ArtefactState.WITHDRAWN,
    (ArtefactState.SUBMITTED, "recall"): ArtefactState.DRAFT,
    (ArtefactState.SUBMITTED, "recall_returned"): ArtefactState.RETURNED,
    (ArtefactState.SUBMITTED, "replace"): ArtefactState.DRAFT,
    (ArtefactState.SUBMITTED, "replace_returned"): ArtefactState.RETURNED,
    (ArtefactState.SUBMITTED, "return"): ArtefactState.RETURNED,
    (ArtefactState.SUBMITTED, "accept"): ArtefactState.ACCEPTED,
    (ArtefactState.RETURNED, "map"): ArtefactState.RETURNED,
    (ArtefactState.RETURNED, "replace"): ArtefactState.RETURNED,
    (ArtefactState.RETURNED, "submit"): ArtefactState.SUBMITTED,
    (ArtefactState.RETURNED, "withdraw"): ArtefactState.WITHDRAWN,
    (ArtefactState.ACCEPTED, "map"): ArtefactState.DRAFT,
    (ArtefactState.ACCEPTED, "replace"): ArtefactState.DRAFT,
    (ArtefactState.ACCEPTED, "withdraw"): ArtefactState.WITHDRAWN,
    (ArtefactState.WITHDRAWN, "restore"): ArtefactState.DRAFT,
    (ArtefactState.WITHDRAWN, "restore_returned"): ArtefactState.RETURNED,
    (ArtefactState.WITHDRAWN, "restore_accepted"): ArtefactState.ACCEPTED,
}


def back_by(act, artefact):
    """Return the name of the step by which `act` brings an artefact back to where it came from."""
    step = f"{act}_{artefact.came_from}"
    return step if (artefact.state, step) in ARTEFACT else act
