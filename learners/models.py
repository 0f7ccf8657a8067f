"""Who is registered for what, and with whom?"""

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse

from accounts.models import Centre, Membership, Role, User, running_now
from core import clock
from learners.states import EnrolmentState
from qualifications.models import Specification, Unit


class LearnerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(
            pk__in=Enrolment.objects.visible_to(user).values("learner")
        ) | self.filter(centre__in=_administered_by(user))


class Learner(models.Model):
    unaudited_fields = frozenset()

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="learners")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="learners")
    uln = models.CharField("ULN", max_length=10, blank=True)

    objects = LearnerQuerySet.as_manager()

    class Meta:
        ordering = ["user__name"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "user"], name="learner_once_a_centre")
        ]

    def __str__(self):
        return self.user.name

    @property
    def audit_chain(self):
        return self.centre.audit_chain

    def roles_of(self, user):
        """Return {centre admin} for those who administer the learner's centre, else nothing."""
        return self.centre.roles_of(user) & {Role.CENTRE_ADMIN}


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        allocated = Allocation.objects.current().filter(enrolment=OuterRef("pk"), user=user)
        return self.filter(Exists(allocated) | Q(learner__centre__in=_administered_by(user)))

    def locked(self, pk):
        """Return one enrolment with its row locked: what every act takes first."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def with_names(self):
        return self.select_related(
            "learner__user", "learner__centre", "specification__qualification"
        )

    def with_assessors(self):
        """Bring along the allocations of those who assess now, as the list `assessors`."""
        assessing = Allocation.objects.current().filter(role=Role.ASSESSOR).select_related("user")
        return self.prefetch_related(Prefetch("allocations", assessing, to_attr="assessors"))


class Enrolment(models.Model):
    unaudited_fields = frozenset()

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="enrolments")
    specification = models.ForeignKey(
        Specification, on_delete=models.PROTECT, related_name="enrolments"
    )
    state = models.CharField(
        max_length=20, choices=EnrolmentState, default=EnrolmentState.REGISTERED
    )
    starts_on = models.DateField("starts on")
    due_on = models.DateField("due on")
    registration_number = models.CharField(max_length=40, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["learner__user__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "specification"],
                condition=~Q(state__in=["withdrawn", "archived"]),
                name="enrolment_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("starts_on")), name="enrolment_due_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.learner}: {self.specification.qualification}"

    def get_absolute_url(self):
        return reverse("portfolio:portfolio-view", args=[self.pk])

    @property
    def audit_chain(self):
        return f"enrolment-{self.pk}"

    def roles_of(self, user):
        """Return the set of roles in which `user` meets this enrolment now."""
        roles = set(
            Allocation.objects.current()
            .filter(enrolment=self, user=user)
            .values_list("role", flat=True)
        )
        if _administered_by(user).filter(pk=self.learner.centre_id).exists():
            roles.add(Role.CENTRE_ADMIN)
        return roles

    def chosen_units(self):
        """Return the units chosen now, in the order of the specification."""
        return Unit.objects.filter(
            choices__enrolment=self, choices__withdrawn_at__isnull=True
        ).order_by("position")


class UnitChoiceQuerySet(models.QuerySet):
    def current(self):
        return self.filter(withdrawn_at__isnull=True)


class UnitChoice(models.Model):
    unaudited_fields = frozenset()

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="unit_choices")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="choices")
    chosen_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = UnitChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit"],
                condition=Q(withdrawn_at__isnull=True),
                name="unit_chosen_once",
            )
        ]

    def __str__(self):
        return f"{self.unit} for {self.enrolment}"


class AllocationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def current(self):
        return self.filter(running_now())


class Allocation(models.Model):
    """The only way, beside centre administration, to see an enrolment; history stays."""

    unaudited_fields = frozenset()

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="allocations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="allocations")
    role = models.CharField(max_length=20, choices=Role)
    starts = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField(null=True, blank=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "user", "role"],
                condition=Q(ends__isnull=True),
                name="allocation_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="allocation_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.CENTRE_ADMIN), name="allocation_is_not_administration"
            ),
        ]

    def __str__(self):
        return f"{self.user} as {self.get_role_display()}: {self.enrolment}"

    @property
    def audit_chain(self):
        return f"enrolment-{self.enrolment_id}"

    def roles_of(self, user):
        """Return the roles of `user` towards the enrolment."""
        return self.enrolment.roles_of(user)


def _administered_by(user):
    return Centre.objects.filter(
        pk__in=Membership.objects.current()
        .filter(user=user, role=Role.CENTRE_ADMIN)
        .values("centre")
    )
