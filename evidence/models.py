"""Artefacts, their files, and what they are cross-referenced to."""

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from core import clock
from evidence.states import ArtefactState, FileState
from learners.models import Enrolment
from qualifications.models import Criterion


class EvidenceKind(models.TextChoices):
    PRODUCT = "product_evidence", "Product evidence"
    OBSERVATION = "observation", "Observation"
    DISCUSSION = "professional_discussion", "Professional discussion"
    QUESTIONING = "questioning", "Questioning"
    ACCOUNT = "reflective_account", "Reflective account"
    TESTIMONY = "witness_testimony", "Witness testimony"
    EXPERT = "expert_witness", "Expert witness testimony"
    SIMULATION = "simulation", "Simulation"
    RPL = "rpl", "Recognition of prior learning"


class StoredFile(models.Model):
    """The untouched bytes of one file, kept once however often they come in."""

    unaudited_fields = frozenset({"created_at"})

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("size in bytes")
    content_type = models.CharField(max_length=100)
    state = models.CharField(max_length=12, choices=FileState, default=FileState.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    pages = models.PositiveIntegerField(default=0)
    rendition = models.CharField(max_length=8, blank=True)
    rendered_with = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=FileState.UNREADABLE) | ~Q(reason=""),
                name="file_unreadable_has_a_reason",
            )
        ]

    def __str__(self):
        return self.sha256

    @property
    def audit_chain(self):
        return "files"


class ArtefactQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def current(self):
        return self.exclude(state=ArtefactState.WITHDRAWN)

    def awaiting_assessor(self):
        return self.filter(state=ArtefactState.SUBMITTED)

    def ready_to_submit(self):
        return self.filter(
            state__in=[ArtefactState.DRAFT, ArtefactState.RETURNED],
            file__state__in=[FileState.CLEAN, FileState.UNREADABLE],
            pk__in=CrossReference.objects.current().to_chosen_units().values("artefact"),
        )

    def not_mapped(self):
        return self.exclude(pk__in=CrossReference.objects.current().values("artefact"))

    def counting_criteria(self):
        """Annotate `criteria`: to how many criteria each artefact is cross-referenced now."""
        current = Q(cross_references__withdrawn_at__isnull=True)
        return self.annotate(criteria=Count("cross_references", filter=current))


class Artefact(models.Model):
    unaudited_fields = frozenset()

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="artefacts")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=30, choices=EvidenceKind, default=EvidenceKind.PRODUCT)
    state = models.CharField(max_length=12, choices=ArtefactState, default=ArtefactState.DRAFT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="artefacts")
    file_name = models.CharField("file name as given", max_length=255)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=clock.now)
    withdrawn_because = models.TextField(blank=True)

    objects = ArtefactQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="artefact_reference_once"),
            models.CheckConstraint(
                condition=~Q(state=ArtefactState.WITHDRAWN) | ~Q(withdrawn_because=""),
                name="artefact_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def get_absolute_url(self):
        return reverse("portfolio:artefact-view", args=[self.pk])

    @property
    def audit_chain(self):
        return f"enrolment-{self.enrolment_id}"

    @property
    def reference(self):
        return f"E{self.number:02d}"

    def roles_of(self, user):
        """Return the roles of `user` towards the enrolment that the artefact is for."""
        return self.enrolment.roles_of(user)


class ArtefactVersion(models.Model):
    """The artefact as it was sent: file, mapping, declaration. Never changed afterwards."""

    unaudited_fields = frozenset()

    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="versions")
    file_name = models.CharField(max_length=255)
    title = models.CharField(max_length=120)
    cross_references = models.JSONField()
    declaration = models.TextField()
    answer = models.TextField(blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(default=clock.now)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        ordering = ["artefact", "number"]
        constraints = [
            models.UniqueConstraint(fields=["artefact", "number"], name="version_number_once")
        ]

    def __str__(self):
        return f"{self.artefact.reference} version {self.number}"


class CrossReferenceQuerySet(models.QuerySet):
    def current(self):
        return self.filter(withdrawn_at__isnull=True)

    def to_chosen_units(self):
        """Return those to criteria of units that the learner has chosen now."""
        return self.filter(
            criterion__outcome__unit__choices__enrolment=F("artefact__enrolment"),
            criterion__outcome__unit__choices__withdrawn_at__isnull=True,
        )


class CrossReference(models.Model):
    """One artefact shows one criterion, on this page, by this claim."""

    unaudited_fields = frozenset()

    artefact = models.ForeignKey(
        Artefact, on_delete=models.PROTECT, related_name="cross_references"
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="cross_references"
    )
    page = models.PositiveIntegerField(null=True, blank=True)
    claim = models.CharField("what it shows", max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = CrossReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["artefact__number", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["artefact", "criterion"],
                condition=Q(withdrawn_at__isnull=True),
                name="criterion_mapped_once_an_artefact",
            ),
            models.CheckConstraint(
                condition=Q(page__isnull=True) | Q(page__gte=1), name="page_counts_from_one"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("created_at")),
                name="cross_reference_withdrawn_later",
            ),
        ]

    def __str__(self):
        return f"{self.artefact.reference} → {self.criterion}"
