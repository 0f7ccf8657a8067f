"""What do people type to sign in, and a centre about its staff?"""

from allauth.account import forms as allauth_forms
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


class SignInForm(allauth_forms.LoginForm):
    """E-mail and password; the way to a new password stands at the foot of the page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        _label(self, {"login": "E-mail", "password": "Password"})

    def clean_login(self):
        """Return the e-mail in small letters, so that no spelling of it has tries of its own."""
        return super().clean_login().lower()


class ForgottenPasswordForm(allauth_forms.ResetPasswordForm):
    """The address that the link to a new password is sent to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _label(self, {"email": "E-mail"})


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    """A password, twice, by somebody who came with a mailed link."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _label(self, {"password1": "New password", "password2": "The same once more"})


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The password of today, and the new one twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {"password1": "New password", "password2": "The same once more"}
        _label(self, labels | {"oldpassword": "Password of today"})


def _label(form, labels):
    """Give fields their labels, and take away the placeholders that repeat them."""
    for name, words in labels.items():
        form.fields[name].label = words
        form.fields[name].widget.attrs.pop("placeholder", None)
