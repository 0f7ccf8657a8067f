"""Photographs of a portfolio: bundles, many exported at once, and those from another centre."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils import timezone

from accounts.models import Centre, Membership, Role
from core import clock
from evidence.models import StoredFile
from evidence.states import FileState
from learners.models import Enrolment, Learner
from portfolio.states import BundleState, ExportState


class Edition(models.TextChoices):
    LEARNER = "learner", "Learner’s edition"
    CENTRE = "centre", "Centre’s edition"


class ImportedPortfolioQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return those of the learners that `user` may see; of the own ones no centre's edition."""
        learners = Learner.objects.visible_to(user) | Learner.objects.filter(user=user)
        visible = self.filter(learner__in=learners.values("pk"))
        centres = Q(edition=Edition.CENTRE, learner__user=user)
        return visible.exclude(centres).without_manifests()

    def without_manifests(self):
        """Leave the manifests in the database: each holds a whole portfolio."""
        return self.defer("manifest")

    def telling_infected(self):
        """Annotate `is_infected`: whether a virus was found in a file of each."""
        infected = ImportedFile.objects.filter(
            imported=OuterRef("pk"), file__state=FileState.INFECTED
        )
        return self.annotate(is_infected=Exists(infected))

    def telling_names(self):
        """Annotate `told_name`: the learner's name in the file of each."""
        return self.annotate(told_name=KT("manifest__learner__name"))

    def locked(self, pk):
        """Return one with its row locked: what every act about it takes first."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class ImportedPortfolio(models.Model):
    """A portfolio that came from elsewhere: read-only history, never counted as judged here.

    `manifest` is what the ZIP said, without the places in that ZIP; `photograph_sha256` is its
    fingerprint without `origin`, the same however far it has travelled. `origin` tells every
    journey, this one last.
    """

    unaudited_fields = frozenset()

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="imports")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="imports")
    edition = models.CharField(max_length=7, choices=Edition)
    manifest = models.JSONField()
    manifest_sha256 = models.CharField(max_length=64)
    photograph_sha256 = models.CharField(max_length=64)
    origin = models.JSONField()
    taken_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField(default=clock.now)

    objects = ImportedPortfolioQuerySet.as_manager()

    class Meta:
        ordering = ["-imported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "photograph_sha256"], name="portfolio_imported_once_a_centre"
            ),
        ]

    def __str__(self):
        return f"{self.learner}, from {self.came_from}"

    def get_absolute_url(self):
        return reverse("portfolio:imported-view", args=[self.pk])

    @property
    def audit_chain(self):
        return f"centre-{self.centre_id}"

    @property
    def came_from(self):
        """The name of the centre that it came from on its last journey."""
        return self.origin[-1]["centre"]

    def roles_of(self, user):
        """Return the roles of `user` towards the learner's enrolments here, and as the learner."""
        roles = set(self.learner.roles_of(user))
        for enrolment in self.learner.enrolments.all():
            roles |= enrolment.roles_of(user)
        return roles | {Role.LEARNER} if self.learner.user_id == user.pk else roles


class ImportedFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(imported__in=ImportedPortfolio.objects.visible_to(user).values("pk"))


class ImportedFile(models.Model):
    """An original that came with an imported portfolio; `version` is 0 for the one that stood."""

    unaudited_fields = frozenset()

    imported = models.ForeignKey(ImportedPortfolio, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="imports")
    reference = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=0)
    file_name = models.CharField("safe file name", max_length=255)

    objects = ImportedFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["imported", "reference", "version"], name="imported_file_once"
            ),
        ]

    def __str__(self):
        return f"{self.reference} version {self.version}" if self.version else self.reference

    def get_absolute_url(self):
        return reverse("portfolio:imported-file-view", args=[self.pk])

    @property
    def audit_chain(self):
        return self.imported.audit_chain

    def roles_of(self, user):
        """Return the roles of `user` towards the imported portfolio."""
        return self.imported.roles_of(user)


class BundleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the bundles that `user` may know of: of an own portfolio, no centre's edition."""
        visible = self.filter(
            Q(enrolment__in=Enrolment.objects.visible_to(user).values("pk"))
            | Q(imported__in=ImportedPortfolio.objects.visible_to(user).values("pk"))
        )
        centres = Q(edition=Edition.CENTRE, enrolment__learner__user=user)
        return visible.exclude(centres).without_manifests()

    def without_manifests(self):
        """Leave the manifests in the database: each holds a whole portfolio."""
        return self.defer("manifest")

    def on_the_way(self):
        return self.filter(state__in=[BundleState.REQUESTED, BundleState.BUILDING])

    def ready(self):
        return self.filter(state=BundleState.READY)

    def abandoned(self):
        """Return what is being built by nobody: its lease has run out."""
        return self.filter(state=BundleState.BUILDING, lease_until__lt=timezone.now())

    def outdated(self):
        """Return what was kept long enough, and no export needs any more."""
        needed = ExportedPortfolio.objects.filter(export__in=Export.objects.kept())
        kept_too_long = self.ready().filter(expires_at__lt=timezone.now())
        return kept_too_long.exclude(pk__in=needed.exclude(bundle=None).values("bundle"))


class Bundle(models.Model):
    """The truth about one export; the message to the worker is only a nudge.

    `attempts` is the fencing number: only the attempt that it names may write the row or put the
    files in place. A worker keeps its lease by reporting progress. `volumes` tells the title, the
    pages, the SHA-256 and the size of each PDF where there are several; `pdf_…` tell the first.
    """

    unaudited_fields = frozenset(
        [
            "percent",
            "step",
            "attempts",
            "begun_at",
            "lease_until",
            "damaged",
            "zip_crc32",
            "only_exported",
        ]
    )

    enrolment = models.ForeignKey(
        Enrolment, null=True, on_delete=models.PROTECT, related_name="bundles"
    )
    imported = models.ForeignKey(
        ImportedPortfolio, null=True, on_delete=models.PROTECT, related_name="bundles"
    )
    state = models.CharField(max_length=10, choices=BundleState, default=BundleState.REQUESTED)
    edition = models.CharField(max_length=7, choices=Edition)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(default=clock.now)
    percent = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField("when the last attempt began", null=True)
    lease_until = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    manifest = models.JSONField(null=True)
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    damaged = models.JSONField("the damaged files that the manifest names", default=list)
    pages = models.PositiveIntegerField(default=0)
    pdf_says = models.TextField("what the PDF says of its kind", blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_size = models.PositiveBigIntegerField(default=0)
    volumes = models.JSONField(default=list)
    zip_sha256 = models.CharField(max_length=64, blank=True)
    zip_size = models.PositiveBigIntegerField(default=0)
    zip_crc32 = models.PositiveBigIntegerField("CRC-32 of the ZIP", null=True)
    only_exported = models.BooleanField("wanted by an export, and by nobody else", default=False)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "edition"],
                condition=Q(state__in=["requested", "building"]),
                name="bundle_one_on_the_way",
            ),
            models.UniqueConstraint(
                fields=["imported"],
                condition=Q(state__in=["requested", "building"]),
                name="bundle_one_on_the_way_of_an_import",
            ),
            models.CheckConstraint(
                condition=Q(enrolment__isnull=False, imported__isnull=True)
                | Q(enrolment__isnull=True, imported__isnull=False),
                name="bundle_is_of_one_portfolio",
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
        return f"Bundle {self.pk} of {self.portfolio}"

    def get_absolute_url(self):
        return reverse("portfolio:bundle-view", args=[self.pk])

    @property
    def portfolio(self):
        """What was photographed: an Enrolment, or an ImportedPortfolio."""
        return self.enrolment or self.imported

    @property
    def audit_chain(self):
        return self.portfolio.audit_chain

    @property
    def is_on_the_way(self):
        return self.state in (BundleState.REQUESTED, BundleState.BUILDING)

    @property
    def pdfs(self):
        """What each PDF of a finished bundle is; `kind` is what its address calls it."""
        only = {"title": "", "pages": self.pages, "sha256": self.pdf_sha256, "size": self.pdf_size}
        return [
            {**told, "kind": f"pdf-{number}" if number > 1 else "pdf"}
            for number, told in enumerate(self.volumes or [only], 1)
        ]

    def roles_of(self, user):
        """Return the roles of `user` towards the portfolio that was photographed."""
        return self.portfolio.roles_of(user)

    def hold(self):
        """Lock the portfolio that was photographed, until the transaction ends."""
        if self.enrolment_id:
            Enrolment.objects.locked(self.enrolment_id)
        else:
            ImportedPortfolio.objects.locked(self.imported_id)


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        admin = Membership.objects.current().filter(user=user, role=Role.CENTRE_ADMIN)
        return self.filter(centre__in=admin.values("centre"))

    def running(self):
        return self.filter(state=ExportState.BUILDING)

    def kept(self):
        """Return what is being made, and what can still be downloaded."""
        return self.running() | self.downloadable()

    def downloadable(self):
        return self.filter(state=ExportState.READY, expires_at__gt=timezone.now())

    def outdated(self):
        return self.filter(state=ExportState.READY, expires_at__lte=timezone.now())


class Export(models.Model):
    """Many portfolios of one centre, asked for at once; nothing of it is kept but these rows.

    `chosen` says in words which learners were asked for, `chosen_sha256` is of their enrolments.
    """

    unaudited_fields = frozenset()

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="exports")
    edition = models.CharField(max_length=7, choices=Edition)
    chosen = models.TextField("which learners, in words")
    chosen_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.BUILDING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "edition", "chosen_sha256"],
                condition=Q(state="building"),
                name="export_running_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "failed"]) | Q(finished_at__isnull=False),
                name="export_finished_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(expires_at__isnull=False),
                name="export_ready_says_until_when",
            ),
        ]

    def __str__(self):
        return f"Export {self.pk} of {self.centre}"

    def get_absolute_url(self):
        return reverse("portfolio:export-view", args=[self.pk])

    @property
    def audit_chain(self):
        return self.centre.audit_chain

    def roles_of(self, user):
        """Return {centre admin} for those who administer the centre, else nothing."""
        return self.centre.roles_of(user) & {Role.CENTRE_ADMIN}


class ExportedPortfolio(models.Model):
    """One portfolio of an export; what became of it is told by its bundle, or by `reason`."""

    unaudited_fields = frozenset()

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="portfolios")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    bundle = models.ForeignKey(
        Bundle, null=True, blank=True, on_delete=models.PROTECT, related_name="exported"
    )
    reason = models.TextField("why no bundle could be asked for", blank=True)

    class Meta:
        ordering = ["enrolment__learner__user__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["export", "enrolment"], name="portfolio_exported_once")
        ]

    def __str__(self):
        return f"{self.enrolment} in {self.export}"

    @property
    def audit_chain(self):
        return self.export.audit_chain
