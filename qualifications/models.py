"""What does a qualification ask for: its units, outcomes, criteria and guidance?

The library has no owner: everybody who is signed in may read it. Only `loading.load` writes it.
"""

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q


class Origin(models.TextChoices):
    """How well a statement is grounded."""

    STATED = "stated", "stated by the source text"
    FOUND = "found", "found elsewhere in public pages"
    DERIVED = "derived", "derived from the source text"
    PROPOSED = "proposed", "proposed by this specification"


class Qualification(models.Model):
    """A qualification of an awarding body; blank and null fields are not known.

    `code` tells the loader which qualification a file is about, even when its title or number
    was not known at first or was corrected later.
    """

    unaudited_fields = frozenset()

    code = models.SlugField(max_length=80, unique=True)
    awarding_body = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=60, blank=True)
    level = models.PositiveSmallIntegerField(null=True)
    framework = models.CharField(max_length=100, blank=True)
    suite = models.CharField(max_length=200, blank=True)
    tqt = models.PositiveIntegerField(null=True)
    glh = models.PositiveIntegerField(null=True)
    facts = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["awarding_body", "title", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["awarding_body", "number"],
                condition=~Q(number=""),
                name="qualification_number_once",
            ),
        ]

    def __str__(self):
        return self.title or f"Qualification not known ({self.awarding_body})"


class SpecificationQuerySet(models.QuerySet):
    def current(self):
        """Return the latest version of each qualification's specification."""
        later = self.model.objects.filter(
            qualification=OuterRef("qualification"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(later))


class Specification(models.Model):
    """One version of what a qualification asks for; a changed file becomes the next version."""

    audit_chain = "library"
    unaudited_fields = frozenset()

    class CriteriaOrigin(models.TextChoices):
        OFFICIAL = "official", "official"
        CENTRE_DEVISED = "centre-devised", "centre-devised"

    qualification = models.ForeignKey(
        Qualification, on_delete=models.PROTECT, related_name="specifications"
    )
    version = models.PositiveIntegerField()
    criteria_origin = models.CharField(max_length=20, choices=CriteriaOrigin)
    criteria_origin_because = models.TextField(blank=True)
    rules = models.JSONField(default=dict, blank=True)
    source_sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    objects = SpecificationQuerySet.as_manager()

    class Meta:
        ordering = ["qualification", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "version"], name="specification_version_once"
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1), name="specification_version_from_1"
            ),
            models.CheckConstraint(
                condition=Q(criteria_origin="official") | ~Q(criteria_origin_because=""),
                name="specification_devised_criteria_say_why",
            ),
        ]

    def __str__(self):
        return f"{self.qualification}, version {self.version}"

    def is_current(self):
        """Return whether no later version of this specification has been loaded."""
        latest = self.qualification.specifications.aggregate(latest=Max("version"))["latest"]
        return self.version == latest


class UnitGroup(models.Model):
    """A group of units that the rules of combination name, such as mandatory group A."""

    unaudited_fields = frozenset()

    class Kind(models.TextChoices):
        MANDATORY = "mandatory", "mandatory"
        OPTIONAL = "optional", "optional"

    specification = models.ForeignKey(
        Specification, on_delete=models.PROTECT, related_name="groups"
    )
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    min_credits = models.PositiveSmallIntegerField(null=True)
    max_credits = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["specification", "code"]
        constraints = [
            models.UniqueConstraint(fields=["specification", "code"], name="unit_group_code_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["mandatory", "optional"]), name="unit_group_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(min_credits=None)
                | Q(max_credits=None)
                | Q(min_credits__lte=F("max_credits")),
                name="unit_group_least_within_most",
            ),
        ]

    def __str__(self):
        return f"Group {self.code}: {self.title}"


class UnitQuerySet(models.QuerySet):
    def saying_whether_criteria_are_known(self):
        """Return the units, each with `has_criteria`: False means structure only."""
        return self.annotate(
            has_criteria=Exists(Criterion.objects.filter(outcome__unit=OuterRef("pk")))
        )

    def with_criteria(self):
        """Return the units that can be worked on, because their criteria are known."""
        return self.saying_whether_criteria_are_known().filter(has_criteria=True)

    def with_content(self):
        """Return the units with outcomes, criteria, evidence types and guidance: 8 queries."""
        return self.select_related("group").prefetch_related(
            "outcomes__criteria__evidence_types",
            "outcomes__criteria__guidance",
            "evidence_types__criteria",
            "guidance",
        )


class Unit(models.Model):
    """A unit; null and blank fields are not known. `group` null: its group is not known."""

    unaudited_fields = frozenset()

    specification = models.ForeignKey(Specification, on_delete=models.PROTECT, related_name="units")
    group = models.ForeignKey(
        UnitGroup, on_delete=models.PROTECT, related_name="units", null=True, blank=True
    )
    code = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    reference = models.CharField(max_length=40, blank=True)
    credit = models.PositiveSmallIntegerField(null=True)
    level = models.PositiveSmallIntegerField(null=True)
    glh = models.PositiveSmallIntegerField(null=True)
    synopsis = models.TextField(blank=True)
    kind = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=list, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["specification", "position"]
        constraints = [
            models.UniqueConstraint(fields=["specification", "code"], name="unit_code_once"),
            models.UniqueConstraint(
                fields=["specification", "position"], name="unit_position_once"
            ),
            models.UniqueConstraint(
                fields=["specification", "reference"],
                condition=~Q(reference=""),
                name="unit_reference_once",
            ),
        ]

    def __str__(self):
        return self.title


class Outcome(models.Model):
    """A learning outcome of a unit."""

    unaudited_fields = frozenset()

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.STATED)

    class Meta:
        ordering = ["unit", "number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="outcome_number_once"),
            models.CheckConstraint(
                condition=Q(origin__in=["stated", "found", "derived", "proposed"]),
                name="outcome_origin_known",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class Criterion(models.Model):
    """An assessment criterion: what to show, and what the assessor awards credit for.

    `reason` says why it stands under its outcome; `also_touches` holds further outcome numbers.
    """

    unaudited_fields = frozenset()

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="criteria")
    number = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    looks_for = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    also_touches = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["outcome__number", "position"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["outcome", "number"], name="criterion_number_once"),
            models.UniqueConstraint(fields=["outcome", "position"], name="criterion_position_once"),
        ]

    def __str__(self):
        return f"{self.number} {self.text}"


class EvidenceType(models.Model):
    """A kind of evidence that can show criteria of a unit, such as a Gantt chart.

    `named_in` lists where the unit speaks of it: criterion numbers, guidance codes, "synopsis".
    """

    unaudited_fields = frozenset()

    class Category(models.TextChoices):
        ACCOUNT = "account", "account"
        DATA = "data", "data"
        FEEDBACK = "feedback", "feedback"
        OBSERVATION = "observation", "observation"
        PLANNING = "planning", "planning"
        POLICY = "policy", "policy"
        PORTFOLIO = "portfolio", "portfolio"
        RECORD = "record", "record"
        REPORT = "report", "report"
        STANDARD = "standard", "standard"
        TESTIMONY = "testimony", "testimony"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="evidence_types")
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=12, choices=Category)
    named_in = models.JSONField(default=list, blank=True)
    criteria = models.ManyToManyField(Criterion, related_name="evidence_types", blank=True)

    class Meta:
        ordering = ["unit", "position"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="evidence_type_code_once"),
        ]

    def __str__(self):
        return self.name


class Guidance(models.Model):
    """A piece of help for learner and assessor, tied to the criteria that it helps with.

    `correction` sets a misconception right. `scope` tells advice about the unit from advice
    about the whole qualification. `sign` lets gap analysis notice a mistake in a portfolio.
    """

    unaudited_fields = frozenset()

    class Kind(models.TextChoices):
        OVERVIEW = "overview", "overview"
        KEY_CONCEPT = "key concept", "key concept"
        TIP = "tip", "tip"
        COMMON_MISTAKE = "common mistake", "common mistake"
        MISCONCEPTION = "misconception", "misconception"
        MODEL = "model", "model"
        TECHNIQUE = "technique", "technique"
        LEGISLATION = "legislation", "legislation"
        PRIOR_KNOWLEDGE = "prior knowledge", "prior knowledge"
        KEY_TERM = "key term", "key term"
        STANDARD = "standard", "related standard"
        NOTE = "note", "note"

    class Scope(models.TextChoices):
        UNIT = "unit", "this unit"
        QUALIFICATION = "qualification", "the whole qualification"

    class Sign(models.TextChoices):
        NO_BASELINE = "no_baseline", "no figures from before the change"
        NO_CUSTOMER_LINK = "no_customer_link", "no result for customers"
        NO_MEASURES = "no_measures", "no measurable success criteria"
        NO_MONITORING = "no_monitoring", "no monitoring after the start"
        NO_STAKEHOLDERS = "no_stakeholders", "nobody else was involved"
        ONLY_FIGURES = "only_figures", "figures without what people say"
        SINGLE_KIND = "single_kind", "evidence of one kind only"
        UNEVEN_OUTCOMES = "uneven_outcomes", "an outcome with far less evidence"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="guidance")
    kind = models.CharField(max_length=20, choices=Kind)
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    correction = models.TextField(blank=True)
    scope = models.CharField(max_length=15, choices=Scope, default=Scope.UNIT)
    sign = models.CharField(max_length=20, choices=Sign, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.STATED)
    named_in = models.JSONField(default=list, blank=True)
    criteria = models.ManyToManyField(Criterion, related_name="guidance", blank=True)

    class Meta:
        ordering = ["unit", "position"]
        verbose_name_plural = "guidance"
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="guidance_code_once"),
            models.CheckConstraint(
                condition=~Q(kind="misconception") | ~Q(correction=""),
                name="guidance_misconception_is_corrected",
            ),
        ]

    def __str__(self):
        return self.heading or self.text
