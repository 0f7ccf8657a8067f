"""Which states does an enrolment go through?"""

from django.db import models


class EnrolmentState(models.TextChoices):
    REGISTERED = "registered", "Registered"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    COMPLETED = "completed", "Completed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    ARCHIVED = "archived", "Archived"


ENROLMENT = {
    (EnrolmentState.REGISTERED, "choose_units"): EnrolmentState.ACTIVE,
    (EnrolmentState.ACTIVE, "choose_units"): EnrolmentState.ACTIVE,
    (EnrolmentState.ACTIVE, "pause"): EnrolmentState.PAUSED,
    (EnrolmentState.PAUSED, "resume"): EnrolmentState.ACTIVE,
    (EnrolmentState.ACTIVE, "complete"): EnrolmentState.COMPLETED,
    (EnrolmentState.REGISTERED, "withdraw"): EnrolmentState.WITHDRAWN,
    (EnrolmentState.ACTIVE, "withdraw"): EnrolmentState.WITHDRAWN,
    (EnrolmentState.PAUSED, "withdraw"): EnrolmentState.WITHDRAWN,
    (EnrolmentState.COMPLETED, "archive"): EnrolmentState.ARCHIVED,
    (EnrolmentState.WITHDRAWN, "archive"): EnrolmentState.ARCHIVED,
    (EnrolmentState.REGISTERED, "allocate"): EnrolmentState.REGISTERED,
    (EnrolmentState.ACTIVE, "allocate"): EnrolmentState.ACTIVE,
    (EnrolmentState.PAUSED, "allocate"): EnrolmentState.PAUSED,
    (EnrolmentState.COMPLETED, "allocate"): EnrolmentState.COMPLETED,
    (EnrolmentState.ACTIVE, "work"): EnrolmentState.ACTIVE,
}
