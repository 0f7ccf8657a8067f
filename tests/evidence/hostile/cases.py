"""What is one file of the corpus, and what is expected of it?"""

from collections.abc import Callable
from dataclasses import dataclass, field

REFUSED, NEUTRALISED, ACCEPTED = "refused", "neutralised", "accepted"

AGAIN = "then add it again."
SAVED_AGAIN = "Open it on your device, save it again, then add the new copy."
AS_PDF = "Save it as PDF, then add the PDF."
UNPACKED = "Unpack it, then add the files one by one."
DAMAGED = f"it is damaged or incomplete. {SAVED_AGAIN}"
CUT_OFF = f"it is cut off: its end is missing. {SAVED_AGAIN}"
UNKNOWN = f"it is of a kind that is not taken here. {AS_PDF}"
UNSAFE = f"it holds parts that could do harm when it is opened. {AS_PDF}"
BOMB = f"it unpacks to far more than a document holds. {AS_PDF}"
PASSWORD = f"it is protected by a password. Remove the password, {AGAIN}"
HEAVY = (
    "it takes too much time or memory to open. "
    "Open it on your device, print it to PDF, then add that PDF."
)
UNREADABLE = "This {} could not be shown as pages: {}"


@dataclass(frozen=True)
class Case:
    """One file: `make(outside)` returns its bytes; nobody may ask the address `outside`.

    `says` is the refusal behind "… was not added: ", or why its pages could not be made; `holds`
    is {what: number or None} of what is found in it.
    """

    title: str
    name: str
    make: Callable
    outcome: str
    says: str = ""
    holds: dict = field(default_factory=dict)
    claimed: str = ""

    def __str__(self):
        return self.title


def refused(title, name, make, says, **more):
    """Return a Case that is not taken at the door."""
    return Case(title, name, make, REFUSED, says, **more)


def neutralised(title, name, make, says="", **holds):
    """Return a Case that is taken, while what it holds is never run, followed or shown."""
    counted = {what.replace("_", " "): number for what, number in holds.items()}
    return Case(title, name, make, NEUTRALISED, says, counted)


def accepted(title, name, make, **more):
    """Return a Case that is awkward, and harmless all the same."""
    return Case(title, name, make, ACCEPTED, **more)
