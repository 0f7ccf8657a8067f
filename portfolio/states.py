"""Which states does a bundle go through?"""

from django.db import models


class BundleState(models.TextChoices):
    REQUESTED = "requested", "Asked for"
    BUILDING = "building", "Building"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "No longer kept"


BUNDLE = {
    (BundleState.REQUESTED, "build"): BundleState.BUILDING,
    (BundleState.REQUESTED, "cancel"): BundleState.CANCELLED,
    (BundleState.BUILDING, "finish"): BundleState.READY,
    (BundleState.BUILDING, "give_up"): BundleState.FAILED,
    (BundleState.BUILDING, "hand_back"): BundleState.REQUESTED,
    (BundleState.BUILDING, "cancel"): BundleState.CANCELLED,
    (BundleState.READY, "expire"): BundleState.EXPIRED,
}
