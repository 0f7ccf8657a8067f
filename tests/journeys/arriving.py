"""How does a learner with nothing yet come into the demo, for a journey of their own?"""

from portfolio.demo.story import PASSWORD

_ARRIVES = """
from accounts import people
from accounts.models import User
from learners import allocation, enrolment, registration
from learners.models import Enrolment
owen, ben = (User.objects.get(email=f"{{who}}@harbour.example") for who in ("owen", "ben"))
like = Enrolment.objects.get(learner__user__email="amy@harbour.example")
email = "{login}@harbour.example"
people.add_person(email, name="{name}", by=owen, password="{password}")
learner = registration.add_learner(like.learner.centre, name="{name}", email=email, uln="", by=owen)
days = {{"starts_on": like.starts_on, "due_on": like.due_on}}
enrolled = registration.enrol(learner, like.specification, by=owen, **days)
units = list(like.chosen_units()[:{units}])
enrolment.choose_units(enrolled, units, by=owen)
allocation.allocate(enrolled, ben, role="assessor", by=owen)
print(*(c.number for u in units for o in u.outcomes.all() for c in o.criteria.all()))
"""


def arrive(site, login, name, *, units=1):
    """Enrol a learner with Ben as assessor on the first of Amy's units; return the criteria."""
    words = {"login": login, "name": name, "password": PASSWORD, "units": units}
    return site.tell(_ARRIVES.format(**words)).split()


NOTE = "\n".join(
    [
        "Refunds by telephone, my account",
        "Week 1: I counted 62 calls that nobody answered, and told my manager why that matters.",
        "Week 2: plan, people, risks and dates agreed with the team; the plan hangs in the office.",
        "Week 5: two colleagues were against it. I moved the start by four days.",
        "Week 12: 23 unanswered calls. Customers said that they know now whom they speak to.",
    ]
).encode()
"""What such a learner uploads: one short text that shows something of every criterion."""
