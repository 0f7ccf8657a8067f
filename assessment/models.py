"""Judgements, feedback and the signatures under a unit."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Role
from assessment.states import SignOffState
from core import clock
from evidence.models import ArtefactVersion
from learners.models import Enrolment
from qualifications.models import Criterion, Unit

VACSR = ("valid", "authentic", "current", "sufficient", "reliable")


class Judgement(models.Model):
    """One decision on one criterion; a later one supersedes it, nothing is edited."""

    unaudited_fields = frozenset()

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="judgements")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="judgements")
    attempt = models.PositiveIntegerField()
    met = models.BooleanField()
    valid = models.BooleanField()
    authentic = models.BooleanField()
    current = models.BooleanField()
    sufficient = models.BooleanField()
    reliable = models.BooleanField()
    feedback = models.TextField(blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="judgements"
    )
    judged_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["criterion", "attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "criterion", "attempt"], name="judgement_attempt_once"
            ),
            models.CheckConstraint(
                condition=Q(met=False) | Q(**dict.fromkeys(VACSR, True)),
                name="met_only_on_vacsr_evidence",
            ),
            models.CheckConstraint(
                condition=Q(met=True) | ~Q(feedback=""), name="not_yet_met_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.criterion.number} {'met' if self.met else 'not yet met'}"

    @property
    def audit_chain(self):
        return f"enrolment-{self.enrolment_id}"

    def vacsr(self):
        """Return [(word, whether it holds)] in the order of VACSR."""
        return [(word, getattr(self, word)) for word in VACSR]


class JudgedVersion(models.Model):
    """The evidence, as it stood, that a judgement rests on."""

    unaudited_fields = frozenset()

    judgement = models.ForeignKey(
        Judgement, on_delete=models.PROTECT, related_name="judged_versions"
    )
    version = models.ForeignKey(
        ArtefactVersion, on_delete=models.PROTECT, related_name="judged_versions"
    )

    class Meta:
        ordering = ["version__artefact__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["judgement", "version"], name="version_judged_once_a_judgement"
            )
        ]

    def __str__(self):
        return f"{self.judgement} on {self.version}"


class Feedback(models.Model):
    """What an assessor says about a submission as a whole."""

    unaudited_fields = frozenset()

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="feedback")
    text = models.TextField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["given_at"]

    def __str__(self):
        return self.text[:40]


class UnitSignOffQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def current(self):
        return self.exclude(state=SignOffState.REOPENED)


class UnitSignOff(models.Model):
    """A unit of one enrolment on its way from signed to claimed."""

    unaudited_fields = frozenset()

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="sign_offs")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sign_offs")
    state = models.CharField(max_length=14, choices=SignOffState, default=SignOffState.OPEN)
    reopened_because = models.TextField(blank=True)

    objects = UnitSignOffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit"],
                condition=~Q(state=SignOffState.REOPENED),
                name="unit_signed_off_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=SignOffState.REOPENED) | ~Q(reopened_because=""),
                name="sign_off_reopened_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.unit}: {self.get_state_display()}"

    def get_absolute_url(self):
        return reverse("assessment:unit-view", args=[self.enrolment_id, self.unit_id])

    @property
    def audit_chain(self):
        return f"enrolment-{self.enrolment_id}"

    def roles_of(self, user):
        """Return the roles of `user` towards the enrolment that is signed."""
        return self.enrolment.roles_of(user)


class Signature(models.Model):
    """Who signed, in which role, when, under which words, and a fingerprint of what it covers."""

    unaudited_fields = frozenset()

    sign_off = models.ForeignKey(UnitSignOff, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=20, choices=Role)
    words = models.TextField()
    fingerprint = models.CharField(max_length=64)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures"
    )
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["sign_off", "role"], name="signature_once_a_role")
        ]

    def __str__(self):
        return f"{self.signed_by} as {self.get_role_display()}"
