"""Who are the people, at which centres, in which roles?"""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core import clock


class Role(models.TextChoices):
    LEARNER = "learner", "Learner"
    ASSESSOR = "assessor", "Assessor"
    IQA = "iqa", "IQA"
    EQA = "eqa", "EQA"
    WITNESS = "witness", "Witness"
    CENTRE_ADMIN = "centre_admin", "Centre admin"


def running_now(prefix=""):
    """Return the filter for rows with `starts` and `ends` that are in force at this moment."""
    now = clock.now()
    return Q(**{f"{prefix}starts__lte": now}) & (
        Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gt": now})
    )


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, *, name):
        """Save and return a user; without a password, sign-in waits until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    unaudited_fields = frozenset({"password", "last_login"})

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def audit_chain(self):
        return f"person-{self.pk}"

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split()[0]


class CentreQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(pk__in=Membership.objects.current().filter(user=user).values("centre"))


class Centre(models.Model):
    unaudited_fields = frozenset()

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(unique=True)

    objects = CentreQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("portfolio:learner-list", args=[self.pk])

    @property
    def audit_chain(self):
        return f"centre-{self.pk}"

    def roles_of(self, user):
        """Return the set of roles in which `user` works at this centre now."""
        return set(
            Membership.objects.current()
            .filter(user=user, centre=self)
            .values_list("role", flat=True)
        )


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(centre__in=Centre.objects.visible_to(user))

    def current(self):
        return self.filter(running_now())


class Membership(models.Model):
    unaudited_fields = frozenset()

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    starts = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "centre", "role"],
                condition=Q(ends__isnull=True),
                name="membership_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()} at {self.centre}"

    def roles_of(self, user):
        """Return the roles of `user` at the centre of the membership."""
        return self.centre.roles_of(user)


class Draft(models.Model):
    """Words that a person is still typing: kept aside until the form is saved."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    page = models.CharField("page that it was typed on", max_length=32, blank=True)
    spent = models.CharField("page whose form was saved last", max_length=32, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="draft_once_a_form")]

    def __str__(self):
        return f"{self.key} of {self.user}"
