"""What does the centre type about learners and enrolments?"""

import datetime as dt

from django import forms
from django.utils.timezone import localdate

from accounts.models import Membership, Role, User
from qualifications.models import Specification, Unit

STAFF_ROLES = [Role.ASSESSOR, Role.IQA, Role.EQA]


class LearnerForm(forms.Form):
    name = forms.CharField(max_length=120, label="Name", help_text="As on the registration.")
    email = forms.EmailField(label="E-mail", help_text="The learner signs in with it.")
    uln = forms.CharField(
        max_length=10, required=False, label="ULN", help_text="Ten digits; empty if not known."
    )


class EnrolmentForm(forms.Form):
    specification = forms.ModelChoiceField(
        Specification.objects.current().select_related("qualification"),
        label="Qualification",
        empty_label="Choose a qualification",
    )
    starts_on = forms.DateField(
        label="Starts on", initial=localdate, widget=forms.DateInput({"type": "date"})
    )
    due_on = forms.DateField(
        label="Due on",
        initial=lambda: localdate() + dt.timedelta(days=365),
        widget=forms.DateInput({"type": "date"}),
    )
    registration_number = forms.CharField(
        max_length=40,
        required=False,
        label="Registration number",
        help_text="From the awarding body; empty until you have it.",
    )


class UnitsForm(forms.Form):
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, specification, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = specification.units.select_related("group")


class AllocationForm(forms.Form):
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in STAFF_ROLES])
    user = forms.ModelChoiceField(User.objects.none(), label="Person", empty_label="Choose")

    def __init__(self, *args, centre, **kwargs):
        super().__init__(*args, **kwargs)
        staff = Membership.objects.current().filter(centre=centre, role__in=STAFF_ROLES)
        self.fields["user"].queryset = User.objects.filter(pk__in=staff.values("user"))


class ReasonForm(forms.Form):
    because = forms.CharField(label="Why?", max_length=500, widget=forms.Textarea({"rows": 3}))
