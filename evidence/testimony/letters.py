"""How does a witness get the link to write a testimony?"""

import logging

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

log = logging.getLogger(__name__)


def send_link(request, secret, *, absolute):
    """Send the witness of a TestimonyRequest the link; return whether the e-mail went off.

    `absolute(path)` makes a full address of a path. Nobody but the witness sees the secret, so
    it is sent at once and never put into a queue.
    """
    learner = request.enrolment.learner
    words = {
        "request": request,
        "learner": learner,
        "address": absolute(reverse("evidence:testimony-give", args=[secret])),
    }
    letter = EmailMessage(
        f"{learner} asks you for a testimony",
        render_to_string("email/testimony_request.txt", words),
        to=[request.witness_email],
    )
    try:
        letter.send()
    except OSError:
        log.exception("The link of testimony request %s could not be sent.", request.pk)
        return False
    return True


def not_sent(request):
    """Return the sentence that says that the e-mail was not sent, and how to go on."""
    return (
        f"The e-mail to {request.witness_name} could not be sent. Check the address below, and "
        "send it again in a while."
    )
