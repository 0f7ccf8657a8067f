"""What does a centre type about its staff?"""

from django import forms

from accounts.models import Role

STAFF_ROLES = [Role.ASSESSOR, Role.IQA, Role.EQA, Role.CENTRE_ADMIN]


class StaffForm(forms.Form):
    name = forms.CharField(max_length=120, label="Name")
    email = forms.EmailField(label="E-mail", help_text="They sign in with it.")
    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in STAFF_ROLES], label="Role"
    )
