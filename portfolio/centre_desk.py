"""What does a centre's admin look at first: who is at risk, who waits for whom, which bundles?"""

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import Centre, Membership, Role, User
from learners.models import Enrolment
from portfolio import quarantine, standings
from portfolio.models import Bundle

MOST_AT_RISK = 8
MOST_ALONE = 8
MOST_BUNDLES = 5


@dataclass(frozen=True)
class Queue:
    """What waits for one assessor: how many learners' evidence, and for how long the oldest."""

    assessor: User
    learners: int
    days: int


@dataclass(frozen=True)
class Desk:
    """One centre at a glance: `rows` are the Standings of those whose enrolment is running."""

    centre: Centre
    rows: list
    on_the_way: list
    latest: list
    quarantined: list

    @property
    def at_risk(self):
        return [row for row in standings.most_urgent_first(self.rows) if row.is_at_risk]

    @property
    def most_at_risk(self):
        return self.at_risk[:MOST_AT_RISK]

    @property
    def alone(self):
        return [row.enrolment for row in self.rows if row.is_alone]

    @property
    def most_alone(self):
        return self.alone[:MOST_ALONE]

    @property
    def queues(self):
        """The Queues of the centre's assessors, longest wait first."""
        waits, people = defaultdict(list), {}
        for row in self.rows:
            for allocation in row.enrolment.assessors if row.is_waiting else ():
                people[allocation.user_id] = allocation.user
                waits[allocation.user_id].append(row.waited)
        queues = [Queue(people[pk], len(days), max(days)) for pk, days in waits.items()]
        return sorted(queues, key=lambda queue: -queue.days)


def desks(user):
    """Return the Desks of the centres that this person administers."""
    admin = Membership.objects.current().filter(user=user, role=Role.CENTRE_ADMIN)
    return [_desk(centre) for centre in Centre.objects.filter(pk__in=admin.values("centre"))]


def sentence(found):
    """Return how many learners there are and how many need somebody's attention."""
    learners = sum(len(desk.rows) for desk in found)
    if not learners:
        return ""
    many = "1 learner is" if learners == 1 else f"{learners} learners are"
    at_risk = sum(len(desk.at_risk) for desk in found)
    alone = sum(len(desk.alone) for desk in found)
    return (
        f"{many} enrolled. {at_risk or 'Nobody'} at risk, {alone or 'nobody'} without an assessor."
    )


def _desk(centre):
    running = Enrolment.objects.filter(learner__centre=centre, state__in=standings.RUNNING)
    bundles = (
        Bundle.objects.filter(enrolment__learner__centre=centre)
        .without_manifests()
        .select_related("enrolment__learner__user")
    )
    return Desk(
        centre=centre,
        rows=standings.of(running),
        on_the_way=list(bundles.on_the_way()),
        quarantined=quarantine.finds([centre]),
        latest=list(bundles.exclude(pk__in=bundles.on_the_way().values("pk"))[:MOST_BUNDLES]),
    )
