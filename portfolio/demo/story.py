"""Who is in the demo, at which centre, in which role, and with which story?"""

from dataclasses import dataclass
from datetime import date

from accounts.models import Role
from portfolio.demo.amy import AMY
from portfolio.demo.joe import JOE
from portfolio.demo.others import OTHERS
from portfolio.demo.steps import OPERATIONAL_CHANGE

PASSWORD = "portfolio-demo"  # noqa: S105 - printed on purpose; the demo is off in production
FINISHED = "joe"
"""The learner whom `build_bundle demo` means: signed off."""


@dataclass(frozen=True)
class DemoCentre:
    """A training centre of the demo."""

    slug: str
    name: str
    mail: str


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in with PASSWORD: the e-mail is login@ the centre's domain."""

    login: str
    name: str
    role: Role
    centre: DemoCentre
    trainee: bool = False

    @property
    def email(self):
        return f"{self.login}@{self.centre.mail}"


HARBOUR = DemoCentre("harbour", "Harbour Skills Centre", "harbour.example")
NORTHGATE = DemoCentre("northgate", "Northgate Training", "northgate.example")

STAFF = (
    Person("ben", "Ben Whitfield", Role.ASSESSOR, HARBOUR),
    Person("tess", "Tess Nguyen", Role.ASSESSOR, HARBOUR, trainee=True),
    Person("cara", "Cara Doyle", Role.IQA, HARBOUR),
    Person("owen", "Owen Pritchard", Role.CENTRE_ADMIN, HARBOUR),
    Person("eve", "Eve Lindqvist", Role.EQA, HARBOUR),
    Person("dan", "Dan Sutcliffe", Role.CENTRE_ADMIN, NORTHGATE),
    Person("farah", "Farah Aziz", Role.ASSESSOR, NORTHGATE),
)
LEARNERS = (
    Person("amy", "Amy Carter", Role.LEARNER, HARBOUR),
    Person("joe", "Joe Okafor", Role.LEARNER, HARBOUR),
    *(Person(sketch.login, sketch.name, Role.LEARNER, HARBOUR) for sketch in OTHERS),
    Person("luke", "Luke Robson", Role.LEARNER, NORTHGATE),
)
PEOPLE = STAFF + LEARNERS
STORIES = (AMY, JOE)
ASSESSORS = {
    "amy": "ben",
    "joe": "ben",
    "luke": "farah",
    **{sketch.login: sketch.assessor for sketch in OTHERS if sketch.assessor},
}
"""Learner to assessor; who is not among them has none yet."""


@dataclass(frozen=True)
class Plan:
    """What was agreed when a learner was registered: the time and the codes of the units."""

    starts_on: date
    due_on: date
    units: tuple[str, ...] = (OPERATIONAL_CHANGE,)


def plan_of(login):
    """Return the story, the sketch or the Plan of a learner: each has dates and units."""
    told = {story.learner: story for story in STORIES} | {sketch.login: sketch for sketch in OTHERS}
    return told.get(login) or Plan(date(2026, 9, 1), date(2027, 8, 31))


def person(login):
    """Return the Person with this login; raises KeyError when there is none."""
    return {somebody.login: somebody for somebody in PEOPLE}[login]
