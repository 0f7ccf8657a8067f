"""What is the way to a page that lies below one portfolio?"""

from django.urls import reverse

HOME = "Home"


def to_portfolio(enrolment):
    """Return the way to the pages of one portfolio: home, then the portfolio."""
    name = enrolment.learner.user.get_short_name()
    return [
        {"label": HOME, "url": reverse("portfolio:home")},
        {"label": f"{name}’s portfolio", "url": enrolment.get_absolute_url()},
    ]
