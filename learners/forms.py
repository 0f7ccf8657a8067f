"""What does the centre type about learners and enrolments?"""

import datetime as dt

from django import forms
from django.utils.timezone import localdate

from accounts.models import Membership, Role, User
from core.forms import LONGEST_REASON, REASON_TOO_LONG, PlainForm
from qualifications.models import Specification, Unit

STAFF_ROLES = [Role.ASSESSOR, Role.IQA, Role.EQA]
NO_DAY = "There is no such day. Check day, month and year."


class LearnerForm(PlainForm):
    name = forms.CharField(
        max_length=120,
        label="Name",
        help_text="As on the registration.",
        error_messages={"required": "Write the name."},
    )
    email = forms.EmailField(
        label="E-mail",
        help_text="The learner signs in with it.",
        error_messages={
            "required": "Write the e-mail address.",
            "invalid": "Write the whole address, like name@firm.example.",
        },
    )
    uln = forms.CharField(
        max_length=10,
        required=False,
        label="ULN",
        help_text="Unique Learner Number: ten digits.",
        widget=forms.TextInput({"inputmode": "numeric"}),
    )


class SpecificationField(forms.ModelChoiceField):
    def label_from_instance(self, specification):
        """Return awarding body and title, or the units where the title is not known."""
        qualification = specification.qualification
        if qualification.title:
            return f"{qualification.awarding_body}: {qualification.title}"
        units = ", ".join(unit.title for unit in specification.units.all())
        return f"{qualification.awarding_body}: title not known, with {units}"


class EnrolmentForm(PlainForm):
    specification = SpecificationField(
        Specification.objects.current()
        .select_related("qualification")
        .prefetch_related("units")
        .order_by("qualification__awarding_body", "qualification__title"),
        label="Qualification",
        empty_label="Choose a qualification",
        error_messages={"required": "Choose a qualification."},
    )
    starts_on = forms.DateField(
        label="Starts on",
        initial=localdate,
        help_text="The first day that counts.",
        error_messages={"required": "Say when it starts.", "invalid": NO_DAY},
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    due_on = forms.DateField(
        label="Due on",
        help_text="Progress is measured against it.",
        error_messages={"required": "Say when it is due.", "invalid": NO_DAY},
        initial=lambda: localdate() + dt.timedelta(days=365),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    registration_number = forms.CharField(
        max_length=40,
        required=False,
        label="Registration number",
        help_text="From the awarding body, once you have it.",
    )


class UnitsForm(PlainForm):
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, specification, **kwargs):
        super().__init__(*args, **kwargs)
        units = specification.units.saying_whether_criteria_are_known()
        self.fields["units"].queryset = units.select_related("group")


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, user):
        """Return the name, with the e-mail that tells two people of one name apart."""
        return f"{user.name} ({user.email})"


class AllocationForm(PlainForm):
    user = PersonField(
        User.objects.none(),
        label="Person",
        empty_label="Choose a person of the centre",
        error_messages={"required": "Choose a person."},
    )
    role = forms.ChoiceField(label="As", choices=[(role.value, role.label) for role in STAFF_ROLES])

    def __init__(self, *args, centre, **kwargs):
        super().__init__(*args, **kwargs)
        staff = Membership.objects.current().filter(centre=centre, role__in=STAFF_ROLES)
        self.fields["user"].queryset = User.objects.filter(pk__in=staff.values("user"))


class ReasonForm(PlainForm):
    because = forms.CharField(
        max_length=LONGEST_REASON,
        label="Why?",
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": "Say why, in a few words. Nothing was changed.",
            "max_length": f"{REASON_TOO_LONG} Nothing was changed.",
        },
    )
