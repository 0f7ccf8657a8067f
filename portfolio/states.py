"""Which states do a bundle, and an export of many, go through?"""

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


class ExportState(models.TextChoices):
    BUILDING = "building", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "No longer kept"


EXPORT = {
    (ExportState.BUILDING, "finish"): ExportState.READY,
    (ExportState.BUILDING, "give_up"): ExportState.FAILED,
    (ExportState.BUILDING, "cancel"): ExportState.CANCELLED,
    (ExportState.READY, "try_again"): ExportState.BUILDING,
    (ExportState.FAILED, "try_again"): ExportState.BUILDING,
    (ExportState.READY, "expire"): ExportState.EXPIRED,
}
