"""The append-only trail: one event for each act, chained by hash."""

from django.conf import settings
from django.db import models


class AuditChain(models.Model):
    """How far a chain has come: the anchor that shows when its last events were cut off."""

    name = models.CharField(max_length=60, unique=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    def __str__(self):
        return self.name


class AuditEvent(models.Model):
    """Who did which act to what, when; `rows` holds a fingerprint of every row that it wrote."""

    chain = models.ForeignKey(AuditChain, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    rows = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_number_once_a_chain")
        ]

    def __str__(self):
        return f"{self.chain} {self.number}: {self.act} {self.subject}"
