"""Artefacts, their files, and what they are cross-referenced to."""

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from core import clock
from evidence.door import holdings
from evidence.places import Place
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
    KPI = "kpi_record", "KPI record"
    PLAN = "plan", "Plan"
    IN_SITU = "in_situ", "In-situ evidence"


class StoredFile(models.Model):
    """The untouched bytes of one file, kept once however often they come in."""

    unaudited_fields = frozenset({"created_at", "tries", "taken_until", "tried_with", "tried_at"})

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("size in bytes")
    content_type = models.CharField(max_length=100)
    state = models.CharField(max_length=12, choices=FileState, default=FileState.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    pages = models.PositiveIntegerField(default=0)
    rendition = models.CharField(max_length=8, blank=True)
    rendered_with = models.CharField(max_length=64, blank=True)
    found = models.JSONField(
        "what it holds that is never run or followed", default=list, blank=True
    )
    scanned_with = models.CharField("virus scanner, empty: not scanned", max_length=60, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField("how often a worker began", default=0)
    taken_until = models.DateTimeField("until when a worker has it", null=True, blank=True)
    tried_with = models.CharField("converter for pages anew", max_length=64, blank=True)
    tried_at = models.DateTimeField("when pages anew were begun", null=True, blank=True)
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

    @property
    def found_in_words(self):
        """A sentence for each thing in it that is never run or followed."""
        return holdings.in_words(self.found)


class Witness(models.Model):
    """Somebody without an account who saw the learner at work, and says so in a testimony."""

    unaudited_fields = frozenset()

    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail")
    role = models.CharField("job title", max_length=120)
    relation = models.CharField("relation to the learner", max_length=200)
    competence = models.TextField("occupational competence")
    signed_at = models.DateTimeField(default=clock.now)

    def __str__(self):
        return self.name


class ArtefactQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def current(self):
        return self.exclude(state=ArtefactState.WITHDRAWN)

    def awaiting_assessor(self):
        return self.filter(state=ArtefactState.SUBMITTED)

    def quarantined(self):
        return self.current().filter(file__state=FileState.INFECTED)

    def ready_to_submit(self):
        return self.filter(
            state__in=[ArtefactState.DRAFT, ArtefactState.RETURNED],
            file__state__in=[FileState.CLEAN, FileState.UNREADABLE],
            pk__in=CrossReference.objects.current().to_chosen_units().values("artefact"),
        ).exclude(kind=EvidenceKind.RPL, details={})

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
    came_from = models.CharField(
        "state before it was sent or withdrawn", max_length=12, choices=ArtefactState, blank=True
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="artefacts")
    file_name = models.CharField("safe file name", max_length=255)
    given_name = models.TextField("file name as given, where it differs", blank=True)
    details = models.JSONField("what this kind of evidence asks for", default=dict, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    witness = models.OneToOneField(
        Witness, on_delete=models.PROTECT, related_name="testimony", null=True, blank=True
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
            models.CheckConstraint(
                condition=Q(uploaded_by__isnull=False) | Q(witness__isnull=False),
                name="artefact_came_from_somebody",
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

    @property
    def author(self):
        """The name of who uploaded or wrote it: a user or a witness."""
        return (self.uploaded_by or self.witness).name

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
    kind = models.CharField(max_length=30, choices=EvidenceKind, default=EvidenceKind.PRODUCT)
    details = models.JSONField(default=dict, blank=True)
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

    def is_of(self, artefact):
        """Return whether `artefact` still has the file, title, kind and details that were sent."""
        names = ("file_id", "title", "kind", "details")
        return all(getattr(self, name) == getattr(artefact, name) for name in names)


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
    """One artefact shows one criterion, at this very place, by this claim.

    `area` is [left, top, width, height] of a rectangle in thousandths of the page's width and
    height; `start` and `end` are seconds of a recording.
    """

    unaudited_fields = frozenset()

    artefact = models.ForeignKey(
        Artefact, on_delete=models.PROTECT, related_name="cross_references"
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="cross_references"
    )
    page = models.PositiveIntegerField(null=True, blank=True)
    area = models.JSONField(null=True, blank=True)
    quote = models.CharField("quoted passage", max_length=500, blank=True)
    start = models.PositiveIntegerField("from, in seconds", null=True, blank=True)
    end = models.PositiveIntegerField("to, in seconds", null=True, blank=True)
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
                condition=Q(area__isnull=True) | Q(page__isnull=False), name="area_is_on_a_page"
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__isnull=False, end__gt=F("start")),
                name="stretch_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("created_at")),
                name="cross_reference_withdrawn_later",
            ),
        ]

    def __str__(self):
        return f"{self.artefact.reference} → {self.criterion}"

    @property
    def place(self):
        """The Place in the artefact that the cross-reference points at."""
        return Place.of(self)


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(sent_by=user, enrolment__in=Enrolment.objects.visible_to(user))

    def unfinished(self):
        return self.filter(artefact__isnull=True, refused="")


class Upload(models.Model):
    """A file on its way in by tus, until it is an artefact, refused or forgotten.

    How many bytes are there says the file in the folder of incoming ones, not this row.
    """

    token = models.CharField(max_length=43, unique=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="uploads")
    replaces = models.ForeignKey(
        Artefact, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    name = models.TextField("file name as given", blank=True)
    claimed = models.CharField("MIME type as claimed", max_length=200, blank=True)
    length = models.PositiveBigIntegerField("length in bytes")
    artefact = models.ForeignKey(
        Artefact, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    refused = models.TextField("why it was not added", blank=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self):
        return self.name or self.token[:8]

    def roles_of(self, user):
        """Return the roles of `user` towards the enrolment that the file is for."""
        return self.enrolment.roles_of(user)


class TestimonyRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def open(self):
        """Return those whose link still works."""
        return self.filter(artefact=None, withdrawn_at=None, expires_at__gt=clock.now())


class TestimonyRequest(models.Model):
    """A witness is asked to write a testimony under a one-time link that needs no account.

    Only the SHA-256 of the link's secret is kept.
    """

    unaudited_fields = frozenset({"draft"})

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="testimony_requests"
    )
    secret_sha256 = models.CharField(max_length=64, unique=True)
    witness_name = models.CharField(max_length=120)
    witness_email = models.EmailField("e-mail")
    about = models.TextField("what the witness saw")
    criteria = models.ManyToManyField(Criterion, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    artefact = models.OneToOneField(
        Artefact, on_delete=models.PROTECT, related_name="asked_for", null=True, blank=True
    )
    draft = models.JSONField(default=dict, blank=True)

    objects = TestimonyRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]

    def __str__(self):
        return f"{self.witness_name}, asked by {self.asked_by}"

    @property
    def audit_chain(self):
        return f"enrolment-{self.enrolment_id}"

    def roles_of(self, user):
        """Return the roles of `user` towards the enrolment that it is asked for."""
        return self.enrolment.roles_of(user)
