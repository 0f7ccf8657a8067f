"""How does sign-in differ from allauth's defaults?"""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """People are registered by their centre; nobody signs up alone."""

    def is_open_for_signup(self, request):
        return False
