"""How does a new person get a first password?"""

import logging

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

log = logging.getLogger(__name__)


def invite(user, *, centre, absolute):
    """Send an e-mail with the link to set a first password; who has a password gets none.

    `absolute(path)` makes a full address of a path. Returns whether all went well: a mail server
    that is away must not hide that the person was added.
    """
    if user.has_usable_password():
        return True
    path = reverse(
        "account_reset_password_from_key",
        args=[user_pk_to_url_str(user), default_token_generator.make_token(user)],
    )
    words = {"user": user, "centre": centre, "address": absolute(path)}
    text = render_to_string("email/invitation.txt", words)
    try:
        send_mail(f"Your portfolio at {centre}", text, None, [user.email])
    except OSError:
        log.exception("The invitation of person %s could not be sent.", user.pk)
        return False
    return True


def not_invited(person):
    """Return the sentence that says that the e-mail was not sent, and how to go on."""
    return (
        f"The e-mail with the link to a first password could not be sent. Ask {person} to go to "
        "the sign-in page later and choose “Forgotten your password?” there."
    )
