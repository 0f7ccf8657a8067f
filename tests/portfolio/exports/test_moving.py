"""An export goes on fairly to everybody else, ends complete, and survives whoever dies."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Role
from audit import trail
from audit.models import AuditEvent
from core.errors import RuleViolation
from portfolio.bundles import building
from portfolio.bundles import requesting as bundling
from portfolio.exports import moving, outcomes, requesting
from portfolio.models import Bundle, Export
from tests.people import add_artefact, enrolled, person


def on_the_way():
    return Bundle.objects.on_the_way().count()


def states(export):
    return [outcome.state for outcome in outcomes.of(export)]


def events(act):
    return AuditEvent.objects.filter(act=act).count()


def test_at_most_two_of_a_centre_s_bundles_wait_or_are_made(ask, three, centre):
    ask()
    ask(three[:2], edition="learner")

    for _ in range(3):
        moving.move_on(centre.pk)

    assert on_the_way() == moving.MOST_ON_THE_WAY == 2


def test_the_next_is_asked_for_when_one_has_ended(ask, centre):
    export = ask()
    moving.move_on(centre.pk)
    assert states(export) == ["requested", "requested", "requested"]
    assert [row.bundle is None for row in export.portfolios.all()] == [False, False, True]

    building.build(Bundle.objects.order_by("pk").first().pk)
    moving.move_on(centre.pk)

    assert states(export) == ["ready", "requested", "requested"]
    assert on_the_way() == 2


def test_a_learner_s_own_bundle_is_next_after_the_two(ask, three, amy, work, centre):
    ask()
    moving.move_on(centre.pk)
    own = bundling.request(three[2], edition="learner", by=three[2].learner.user)

    before = Bundle.objects.on_the_way().filter(requested_at__lt=own.requested_at)

    assert before.count() == 2


def test_two_centres_take_turns(ask, centre, other_centre, specification, dan):
    ask()
    others = [
        enrolled(name, centre=other_centre, specification=specification, by=dan)
        for name in ("xan", "yul", "zoe")
    ]
    requesting.request(
        other_centre, [e.pk for e in others], edition="centre", chosen="All learners.", by=dan
    )

    built = []
    for _ in range(6):
        for one in (centre, other_centre):
            moving.move_on(one.pk)
        bundle = Bundle.objects.on_the_way().order_by("requested_at").first()
        built.append(bundle.enrolment.learner.centre.name)
        building.build(bundle.pk)

    assert built[:4] == ["Harbour", "Harbour", "Northgate", "Northgate"]
    assert built[4:] == ["Harbour", "Northgate"]


def test_it_ends_when_every_portfolio_is_made(ready, settings):
    assert states(ready) == ["ready"] * 3
    assert ready.expires_at - ready.finished_at == dt.timedelta(days=settings.EXPORT_KEPT_DAYS)
    assert list(trail.verify()) == []


def test_each_portfolio_that_fails_says_why_and_holds_nothing_up(ask, work, three, amy):
    export = ask()
    moving.move_on(export.centre_id)
    first = Bundle.objects.order_by("pk").first()
    Bundle.objects.filter(pk=first.pk).update(state="building", attempts=3, lease_until=past())
    building.hand_back_abandoned()
    work()

    export.refresh_from_db()
    assert (export.state, states(export)) == ("ready", ["failed", "ready", "ready"])
    assert outcomes.of(export)[0].sentence == building.STOPPED_TOO_OFTEN


def test_where_nothing_could_be_made_the_export_has_failed(ask, three, work, owen):
    export = ask(three[:1])
    moving.move_on(export.centre_id)
    bundling.cancel(Bundle.objects.get(), by=owen)
    work()

    export.refresh_from_db()
    assert (export.state, outcomes.of(export)[0].sentence) == ("failed", outcomes.CALLED_OFF)


def test_what_has_not_changed_is_taken_as_it_is(ready, ask, three, amy, work):
    add_artefact(three[0], by=amy, name="more.txt")
    again = ask()
    moving.move_on(again.centre_id)

    assert states(again) == ["requested", "ready", "ready"]
    work()
    assert Bundle.objects.count() == 4


def test_many_that_have_not_changed_are_taken_in_several_tasks(ready, ask, monkeypatch, centre):
    monkeypatch.setattr(moving, "STEPS_AT_ONCE", 2)
    ask()

    assert [moving.move_on(centre.pk) for _ in range(2)] == [True, False]
    assert Export.objects.first().state == "ready"


def test_the_store_is_asked_before_anything_is_locked(ready, ask, monkeypatch, centre):
    is_in_store, depths = building.is_in_store, []

    def note(bundle):
        depths.append(len(connection.savepoint_ids))
        return is_in_store(bundle)

    monkeypatch.setattr(building, "is_in_store", note)
    ask()
    before = len(connection.savepoint_ids)

    moving.move_on(centre.pk)

    assert depths == [before] * 3


def test_done_twice_it_is_done_once(ask, work, centre):
    ask()
    work()
    before = AuditEvent.objects.count()

    assert moving.move_on(centre.pk) is False
    assert AuditEvent.objects.count() == before
    assert events("export.finished") == 1


def test_a_worker_killed_between_two_steps_is_followed_by_another(ask, work, centre, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_args, **_named):
        raise Killed

    export = ask()
    with monkeypatch.context() as patch:
        patch.setattr(moving.trail, "record", die)
        with pytest.raises(Killed):
            moving.move_on(centre.pk)
    assert (on_the_way(), moving.centres_with_running()) == (0, [centre.pk])

    work()

    assert states(export) == ["ready"] * 3
    assert moving.centres_with_running() == []
    assert Bundle.objects.count() == 3
    assert list(trail.verify()) == []


def test_the_end_of_a_bundle_moves_its_export_on(
    ask, centre, owen, django_capture_on_commit_callbacks, monkeypatch
):
    told = []
    monkeypatch.setattr(building.ending, "signature", lambda name, args: Told(told, name, args))
    ask()
    moving.move_on(centre.pk)
    first, second = Bundle.objects.order_by("pk")

    with django_capture_on_commit_callbacks(execute=True):
        building.build(first.pk)
        bundling.cancel(second, by=owen)

    assert told == [(building.ending.MOVE, [centre.pk])] * 2


class Told:
    """A nudge that is only written down."""

    def __init__(self, told, name, args):
        self._told, self._nudge = told, (name, args)

    def delay(self):
        self._told.append(self._nudge)


def test_bundles_are_kept_as_long_as_an_export_needs_them(ready):
    Bundle.objects.update(expires_at=past())
    building.expire()
    assert states(ready) == ["ready"] * 3

    Export.objects.update(expires_at=past())
    moving.expire()
    building.expire()

    ready.refresh_from_db()
    assert (ready.state, states(ready)) == ("expired", ["expired"] * 3)
    assert events("export.expired") == 1


def test_a_bundle_from_before_checksums_were_kept_gets_its_own(ready, ask, centre):
    known = dict(Bundle.objects.values_list("pk", "zip_crc32"))
    Bundle.objects.update(zip_crc32=None)
    ask()

    moving.move_on(centre.pk)

    assert dict(Bundle.objects.values_list("pk", "zip_crc32")) == known
    assert None not in known.values()


def past():
    return timezone.now() - dt.timedelta(days=1)


class TestCallingOff:
    def test_it_stops_asking_and_calls_off_what_only_it_wanted(self, ask, owen, centre):
        export = ask()
        moving.move_on(centre.pk)

        export = requesting.cancel(export, by=owen)
        moving.move_on(centre.pk)

        assert (export.state, states(export)) == ("cancelled", ["cancelled"] * 3)
        assert (on_the_way(), Bundle.objects.count()) == (0, 2)
        assert list(trail.verify()) == []

    def test_what_somebody_else_asked_for_goes_on(self, ask, three, owen, centre):
        olga = person("olga", centre=centre, role=Role.CENTRE_ADMIN)
        already = bundling.request(three[0], edition="centre", by=owen)
        export = ask()
        moving.move_on(centre.pk)
        meanwhile = bundling.request(three[1], edition="centre", by=olga)

        requesting.cancel(export, by=owen)

        assert set(Bundle.objects.on_the_way()) == {already, meanwhile}

    def test_what_another_export_waits_for_goes_on(self, ask, three, owen, centre, monkeypatch):
        monkeypatch.setattr(moving, "MOST_ON_THE_WAY", 9)
        first, second = ask(), ask(three[:2])
        moving.move_on(centre.pk)

        requesting.cancel(first, by=owen)

        waited_for = Bundle.objects.on_the_way().values_list("enrolment", flat=True)
        assert set(waited_for) == {three[0].pk, three[1].pk}
        assert states(second) == ["requested"] * 2

    def test_what_no_export_waits_for_any_more_goes(self, ask, three, owen, centre, monkeypatch):
        monkeypatch.setattr(moving, "MOST_ON_THE_WAY", 9)
        first, second = ask(), ask(three[:2])
        moving.move_on(centre.pk)

        requesting.cancel(first, by=owen)
        requesting.cancel(second, by=owen)

        assert (on_the_way(), states(second)) == (0, ["cancelled"] * 2)

    def test_what_ended_in_that_moment_stays(self, ask, owen, centre, monkeypatch):
        export = ask()
        moving.move_on(centre.pk)
        call_off = requesting.requesting.cancel

        def ended(bundle, *, by):
            building.build(bundle.pk)
            return call_off(bundle, by=by)

        monkeypatch.setattr(requesting.requesting, "cancel", ended)
        export = requesting.cancel(export, by=owen)

        assert states(export) == ["ready", "ready", "cancelled"]

    def test_a_finished_one_is_not_called_off(self, ready, owen):
        with pytest.raises(RuleViolation, match="it is ready"):
            requesting.cancel(ready, by=owen)


class TestTryingAgain:
    def test_what_was_left_out_is_made_once_more(self, ask, work, owen, centre):
        export = ask()
        moving.move_on(centre.pk)
        bundling.cancel(Bundle.objects.order_by("pk").first(), by=owen)
        work()
        made = {row.bundle_id for row in export.portfolios.all()[1:]}

        export = requesting.try_again(export, by=owen)
        assert (export.state, states(export)) == ("building", ["requested", "ready", "ready"])
        work()

        assert states(export) == ["ready"] * 3
        assert made < {row.bundle_id for row in export.portfolios.all()}
        assert list(trail.verify()) == []

    def test_with_nothing_left_out_there_is_nothing_to_try(self, ready, owen):
        with pytest.raises(RuleViolation, match="nothing to try"):
            requesting.try_again(ready, by=owen)

    def test_while_the_same_runs_that_one_goes_on(self, ask, owen, centre, work):
        export = ask()
        moving.move_on(centre.pk)
        bundling.cancel(Bundle.objects.order_by("pk").first(), by=owen)
        work()
        ask()

        with pytest.raises(RuleViolation, match="Watch that export"):
            requesting.try_again(export, by=owen)


class TestAskingTwice:
    def test_while_it_runs_gives_the_running_one(self, ask, three):
        export = ask()

        assert ask(list(reversed(three))) == export
        assert (Export.objects.count(), events("export.requested")) == (1, 1)

    def test_another_edition_or_other_learners_are_another_export(self, ask, three):
        assert len({ask().pk, ask(edition="learner").pk, ask(three[:2]).pk}) == 3

    def test_learners_of_another_centre_are_passed_over(self, ask, three, other_centre, dan, owen):
        with pytest.raises(RuleViolation, match="at least one learner"):
            requesting.request(
                other_centre, [three[0].pk], edition="centre", chosen="All learners.", by=dan
            )

    def test_too_many_are_refused(self, ask, monkeypatch):
        monkeypatch.setattr(requesting, "MOST", 2)

        with pytest.raises(RuleViolation, match="At most 2 portfolios"):
            ask()
