"""Which states does a unit sign-off go through, and what can be said of a criterion?"""

from django.db import models


class Coverage(models.TextChoices):
    UNMAPPED = "unmapped", "Unmapped"
    MAPPED = "mapped", "Mapped"
    AWAITING = "awaiting", "Awaiting"
    NOT_YET_MET = "not_yet_met", "Not yet met"
    MET = "met", "Met"
    NEEDS_RECONFIRMATION = "needs_reconfirmation", "Needs re-confirmation"


class SignOffState(models.TextChoices):
    OPEN = "open", "Open"
    SIGNED = "signed", "Signed by the assessor"
    DECLARED = "declared", "Confirmed by the learner"
    COUNTERSIGNED = "countersigned", "Countersigned"
    CONFIRMED = "confirmed", "Confirmed by IQA"
    CLAIMED = "claimed", "Claimed"
    REOPENED = "reopened", "Reopened"


UNIT_SIGN_OFF = {
    (SignOffState.OPEN, "sign"): SignOffState.SIGNED,
    (SignOffState.SIGNED, "declare"): SignOffState.DECLARED,
    (SignOffState.SIGNED, "reopen"): SignOffState.REOPENED,
    (SignOffState.DECLARED, "countersign"): SignOffState.COUNTERSIGNED,
    (SignOffState.DECLARED, "confirm"): SignOffState.CONFIRMED,
    (SignOffState.DECLARED, "reopen"): SignOffState.REOPENED,
    (SignOffState.COUNTERSIGNED, "confirm"): SignOffState.CONFIRMED,
    (SignOffState.COUNTERSIGNED, "reopen"): SignOffState.REOPENED,
    (SignOffState.CONFIRMED, "claim"): SignOffState.CLAIMED,
    (SignOffState.CONFIRMED, "reopen"): SignOffState.REOPENED,
}
