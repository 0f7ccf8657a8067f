"""What do all forms share? Shape only: rules stay in the acts."""

from crispy_forms.helper import FormHelper
from django import forms

LONGEST_REASON = 500
REASON_TOO_LONG = f"Say why in {LONGEST_REASON} characters or fewer."


class PlainForm(forms.Form):
    """A form whose fields are drawn alike; the page brings form tag, token and buttons."""

    @property
    def helper(self):
        """Return what crispy needs to draw the fields, and the errors above them."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper
