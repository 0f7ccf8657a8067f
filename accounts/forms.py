"""What does a centre type about its staff?"""

from django import forms

from accounts.models import Role

STAFF_ROLES = [Role.ASSESSOR, Role.IQA, Role.EQA, Role.CENTRE_ADMIN]


class StaffForm(forms.Form):
    name = forms.CharField(
        max_length=120, label="Name", error_messages={"required": "Write the name."}
    )
    email = forms.EmailField(
        label="E-mail",
        help_text="They sign in with it.",
        error_messages={
            "required": "Write the e-mail address.",
            "invalid": "Write the whole address, like name@firm.example.",
        },
    )
    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in STAFF_ROLES], label="Role"
    )
