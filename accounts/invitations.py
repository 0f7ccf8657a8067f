"""How does a new person get a first password?"""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse


def invite(user, *, centre, absolute):
    """Send an e-mail with the link to set a first password; who has a password gets none.

    `absolute(path)` makes a full address of a path. Returns whether an e-mail was sent.
    """
    if user.has_usable_password():
        return False
    path = reverse(
        "account_reset_password_from_key",
        args=[user_pk_to_url_str(user), default_token_generator.make_token(user)],
    )
    words = {"user": user, "centre": centre, "address": absolute(path)}
    send_mail(
        f"Your portfolio at {centre}",
        render_to_string("email/invitation.txt", words),
        None,
        [user.email],
    )
    return True
