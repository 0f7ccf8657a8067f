"""Does every bundle end whole, once, and with nothing left behind, whatever is killed meanwhile?

`python -m tests.durability` starts this on servers, data and workers of its own.
"""

import contextlib
import datetime as dt
import functools
import logging
import random
import time
from dataclasses import dataclass, field

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from core.errors import RuleViolation
from portfolio.bundles import building, requesting
from portfolio.models import Bundle, Edition
from tests.durability import phases, verdicts
from tests.durability.portfolios import Class
from tests.running.waiting import until

KINDS = CHILD, GROUP, BROKER, DATABASE = (
    "kill -9 of the pool child", "kill -9 of the worker group", "kill -9 of the broker",
    "restart of PostgreSQL",
)  # fmt: skip
NOT_SENT, CALLED_OFF, ALWAYS = "message never sent", "called off", "killed at every attempt"
# Three leases have to run out.
GIVEN_UP_WITHIN = 400
RESUMED_WITHIN = 120
# Two sweeps may pass until everything has been tidied up.
TIDY_WITHIN = 40
WAVE = 7


@dataclass
class Point:
    """One blow: what is struck, and in which phase of a bundle."""

    kind: str
    phase: str
    hit: str = ""
    bundle: Bundle | None = None
    restarted: dt.datetime | None = None
    resumed: float = 0
    twice: bool = False
    left: list = field(default_factory=list)
    faults: list = field(default_factory=list)


def points(number, seed):
    """Return so many Points in waves of four kinds; 28 hit every kind in every phase."""
    chance = random.Random(seed)
    kinds, order = chance.sample(KINDS, len(KINDS)), chance.sample(phases.PHASES, 7)
    found = [Point(kinds[index % 4], order[index % 7]) for index in range(number)]
    found += [Point(NOT_SENT, phases.QUEUED)]
    # The longest phase: the bundle must not be ready before the first blow.
    found += [Point(ALWAYS, phases.CONVERTING)] if number > 20 else []
    found += [Point(CALLED_OFF, phase) for phase in order[: max(2, number // 7)]]
    return found


class Ordeal:
    """A running system, and what is done to it."""

    def __init__(self, postgres, broker, workers, temporary, seed):
        self._postgres, self._broker, self._workers = postgres, broker, workers
        self._temporary = temporary
        # A message that can't be sent is meant here, and told at length.
        logging.getLogger("django.db.backends.base").setLevel(logging.CRITICAL)
        self._chance = random.Random(f"moments of {seed}")
        self._class = None
        self._also_struck = set()

    def prepare(self):
        """Make the tables, and the people and files that are there before anything is struck."""
        call_command("migrate", verbosity=0)
        self._class = Class()

    def wave(self, wave):
        """Strike one blow after the other, then see each bundle to its end; return what is left."""
        for point in wave:
            until(self._workers.child, seconds=RESUMED_WITHIN)
            self._strike(point, self._class.learner())
            for other in wave:
                if other.bundle and other.bundle.pk in self._also_struck:
                    other.restarted = point.restarted
            say(
                f"  bundle {point.bundle.pk}: {point.kind}, aimed at {point.phase}, hit {point.hit}"
            )
        # What is killed again and again comes first, before it is whole.
        for point in sorted(wave, key=lambda point: point.kind != ALWAYS):
            self._see_through(point)
        left = self._left()
        for line in left:
            say(f"  LEFT BEHIND: {line}")
        return left

    def _strike(self, point, enrolment):
        self._also_struck = set()
        if point.kind == NOT_SENT:
            self._broker.kill()
            self._ask(point, enrolment)
            self._broker.start()
        elif point.phase == phases.QUEUED:
            with self._workers.standing_still():
                self._ask(point, enrolment)
                self._blow(point)
        else:
            self._ask(point, enrolment)
            with self._reached(point):
                point.hit = phases.phase_of(point.bundle)
                self._blow(point)
        point.restarted = timezone.now()

    def _ask(self, point, enrolment):
        point.bundle = requesting.request(enrolment, edition=Edition.CENTRE, by=None)
        point.hit = phases.phase_of(point.bundle)

    @contextlib.contextmanager
    def _reached(self, point):
        """Run the block in the phase; where that would be over too quickly, the worker waits."""
        if point.phase == phases.RENAMING:
            with self._at_renaming(point.bundle):
                yield
            return
        held = contextlib.nullcontext()
        if point.phase == phases.MARKING and point.kind != CALLED_OFF:
            phases.wait_for(point.bundle, phases.WRITING)
            # Marking done begins with a lock on the enrolment.
            held = row_held("learners_enrolment", point.bundle.enrolment_id)
        with held:
            phases.wait_for(point.bundle, point.phase)
            if point.phase in phases.LONGEST:
                time.sleep(self._chance.uniform(0, phases.LONGEST[point.phase]))
            yield

    @contextlib.contextmanager
    def _at_renaming(self, bundle):
        """Run the block while the worker stands still somewhere in the renaming, or just past it.

        It is led there from one report of progress to the next.
        """
        phases.wait_for(bundle, phases.WRITING)
        is_past = functools.partial(phases.is_past, bundle, phases.WRITING)
        with self._workers.standing_still() as going_on:
            while not is_past():
                with row_held("portfolio_bundle", bundle.pk) as held_up:
                    with going_on():
                        until(lambda: held_up() or is_past())
                    servers = held_up()
                # The server does what it was asked for, even though the worker stands still.
                until(functools.partial(are_at_rest, servers))
            with going_on():
                time.sleep(self._chance.uniform(0, phases.LONGEST[phases.RENAMING]))
            yield

    def _blow(self, point):
        others = Bundle.objects.filter(state="building").exclude(pk=point.bundle.pk)
        self._also_struck = set(others.values_list("pk", flat=True))
        if point.kind in (CHILD, ALWAYS):
            self._workers.kill_child()
        elif point.kind == GROUP:
            self._workers.kill_group()
        elif point.kind == BROKER:
            self._broker.kill()
            time.sleep(self._chance.uniform(0.5, 3))
            self._broker.start()
        elif point.kind == DATABASE:
            connection.close()
            self._postgres.stop()
            time.sleep(self._chance.uniform(0.1, 2))
            self._postgres.start()
        else:
            with contextlib.suppress(RuleViolation):
                requesting.cancel(point.bundle, by=None)

    def _see_through(self, point):
        if point.kind == ALWAYS:
            self._see_given_up(point)
            return
        bundle, deadline = point.bundle, point.restarted + dt.timedelta(seconds=RESUMED_WITHIN)
        bundle.refresh_from_db()
        while bundle.is_on_the_way and timezone.now() < deadline:
            time.sleep(0.1)
            bundle.refresh_from_db()
        if point.kind == CALLED_OFF and bundle.state == "cancelled":
            return
        point.faults = verdicts.faults(bundle)
        if not point.faults:
            point.twice = verdicts.made_twice(bundle)
            point.resumed = max(0, (bundle.ready_at - point.restarted).total_seconds())
            if point.resumed > RESUMED_WITHIN:
                point.faults = [f"it took {point.resumed:.1f} s"]
            took = f"after {point.resumed:.1f} s, attempt {bundle.attempts}"
            say(f"  bundle {bundle.pk}: whole {took}")
        for fault in point.faults:
            say(f"  FAULT of bundle {bundle.pk}: {fault}")

    def _see_given_up(self, point):
        """Kill the pool process at each further attempt; in the end that is said."""
        bundle, struck = point.bundle, 1
        deadline = point.restarted + dt.timedelta(seconds=GIVEN_UP_WITHIN)
        while bundle.is_on_the_way and timezone.now() < deadline:
            bundle.refresh_from_db()
            if bundle.state == "building" and bundle.attempts > struck:
                self._workers.kill_child()
                struck = bundle.attempts
            time.sleep(0.05)
        if (bundle.state, bundle.reason) != ("failed", building.STOPPED_TOO_OFTEN):
            point.faults = [f"it is {bundle.state}: {bundle.reason}"]
            say(f"  FAULT of bundle {bundle.pk}: {point.faults[0]}")
        point.resumed = (timezone.now() - point.restarted).total_seconds()

    def _left(self):
        """Return what is left behind when the sweeps have had their time."""
        deadline = time.monotonic() + TIDY_WITHIN
        while left := verdicts.left_behind(self._workers, self._temporary):
            if time.monotonic() > deadline:
                break
            time.sleep(0.5)
        return left + verdicts.broken_trail()


@contextlib.contextmanager
def row_held(table, pk):
    """Let nobody else change a row; the block gets a function that tells which servers wait."""
    database = settings.DATABASES["default"]
    other = psycopg.connect(
        host=database["HOST"], port=database["PORT"], user=database["USER"], dbname=database["NAME"]
    )
    ours = "pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    waiting = f"SELECT pid FROM pg_locks WHERE NOT granted AND {ours}"
    other.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR UPDATE", [pk])
    try:
        yield lambda: [pid for (pid,) in other.execute(waiting)]
    finally:
        other.close()


def are_at_rest(servers):
    """Have these processes of PostgreSQL done what they were asked for?"""
    running = "SELECT 1 FROM pg_stat_activity WHERE pid = ANY(%s) AND state = 'active'"
    with connection.cursor() as cursor:
        cursor.execute(running, [servers])
        return cursor.fetchone() is None


def run(ordeal, number, seed):
    """Strike all blows and print the table; return whether every bundle came through."""
    say(f"Seed {seed}, {number} points; to repeat them: --points {number} --seed {seed}")

    left, begun, struck = [], time.monotonic(), points(number, seed)
    for first in range(0, len(struck), WAVE):
        wave = struck[first : first + WAVE]
        say(f"Points {first + 1} to {first + len(wave)} of {len(struck)}")
        here = ordeal.wave(wave)
        wave[0].left = here
        left += here
    print_table(struck)
    say(f"{(time.monotonic() - begun) / 60:.1f} minutes. Left behind in all: {len(left)}.")
    return not (left or any(point.faults or point.twice for point in struck))


def print_table(struck):
    """Print a line for each kind of blow."""
    say(f"\n{'kind':28}{'tries':>7}{'whole':>7}{'twice':>7}{'left':>7}{'longest resume':>17}")
    for kind in (*KINDS, NOT_SENT, CALLED_OFF, ALWAYS):
        mine = [point for point in struck if point.kind == kind]
        whole = sum(not point.faults for point in mine)
        twice = sum(point.twice for point in mine)
        left = sum(len(point.left) for point in mine)
        longest = max((point.resumed for point in mine), default=0)
        say(f"{kind:28}{len(mine):7}{whole:7}{twice:7}{left:7}{longest:15.1f} s")
    hit = {phase: sum(point.hit == phase for point in struck) for phase in phases.PHASES}
    say("hit while " + ", ".join(f"{phase} {number}" for phase, number in hit.items()))


def say(line):
    """Print a line at once, so that it is there even if the next step never ends."""
    print(line, flush=True)  # noqa: T201  the table is what this is for
