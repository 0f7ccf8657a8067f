"""How does sign-in differ from allauth's defaults?"""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """People are registered by their centre; nobody signs up alone."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": (
            "E-mail and password do not go together. Try again, or set a new password below."
        ),
    }

    def is_open_for_signup(self, request):
        return False
