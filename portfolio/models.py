"""Bundles: photographs of a portfolio at one moment, as PDF and ZIP."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core import clock
from learners.models import Enrolment
from portfolio.states import BundleState


class BundleQuerySet(models.QuerySet):
    def visible_to(self, user):
        visible = self.filter(enrolment__in=Enrolment.objects.visible_to(user))
        return visible.without_manifests()

    def without_manifests(self):
        """Leave the manifests in the database: each holds a whole portfolio."""
        return self.defer("manifest")

    def on_the_way(self):
        return self.filter(state__in=[BundleState.REQUESTED, BundleState.BUILDING])

    def abandoned(self):
        """Return what is being built by nobody: its lease has run out."""
        return self.filter(state=BundleState.BUILDING, lease_until__lt=timezone.now())


class Bundle(models.Model):
    """The truth about one export; the message to the worker is only a nudge.

    `attempts` is the fencing number: only the attempt that it names may write the row or put the
    files in place. A worker keeps its lease by reporting progress.
    """

    unaudited_fields = frozenset({"percent", "step", "attempts", "lease_until"})

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="bundles")
    state = models.CharField(max_length=10, choices=BundleState, default=BundleState.REQUESTED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(default=clock.now)
    percent = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    manifest = models.JSONField(null=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_size = models.PositiveBigIntegerField(default=0)
    zip_sha256 = models.CharField(max_length=64, blank=True)
    zip_size = models.PositiveBigIntegerField(default=0)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(state__in=["requested", "building"]),
                name="bundle_one_on_the_way",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready")
                | (Q(ready_at__isnull=False) & ~Q(pdf_sha256="") & ~Q(zip_sha256="")),
                name="bundle_ready_has_its_files",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""), name="bundle_failed_says_why"
            ),
        ]

    def __str__(self):
        return f"Bundle {self.pk} of {self.enrolment}"

    def get_absolute_url(self):
        return reverse("portfolio:bundle-view", args=[self.pk])

    @property
    def audit_chain(self):
        return f"enrolment-{self.enrolment_id}"

    @property
    def is_on_the_way(self):
        return self.state in (BundleState.REQUESTED, BundleState.BUILDING)

    def roles_of(self, user):
        """Return the roles of `user` towards the enrolment that was photographed."""
        return self.enrolment.roles_of(user)
