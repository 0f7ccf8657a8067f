"""What the tests of exports share: three learners, and workers that do what waits."""

import pytest

from portfolio.bundles import building
from portfolio.exports import moving, requesting
from portfolio.models import Bundle
from tests.people import add_artefact, enrolled


@pytest.fixture
def three(enrolment, amy, centre, specification, owen):
    """Amy, Bea and Cem, each with one artefact."""
    others = [
        enrolled(name, centre=centre, specification=specification, by=owen)
        for name in ("bea", "cem")
    ]
    enrolments = [enrolment, *others]
    for one in enrolments:
        add_artefact(one, by=one.learner.user, words=f"These are the minutes of {one.learner}.")
    return enrolments


@pytest.fixture
def ask(centre, three, owen):
    """Return a function that asks for an export of the three, or of those given."""

    def asked(enrolments=None, *, edition="centre"):
        ids = [enrolment.pk for enrolment in (three if enrolments is None else enrolments)]
        return requesting.request(centre, ids, edition=edition, chosen="All learners.", by=owen)

    return asked


@pytest.fixture
def work(centre):
    """Return a function that does, one after the other, what the workers would do."""

    def until_done(*, most=50):
        for _ in range(most):
            moving.move_on(centre.pk)
            waiting = Bundle.objects.on_the_way().order_by("pk").first()
            if waiting is None:
                break
            building.build(waiting.pk)
        moving.move_on(centre.pk)

    return until_done


@pytest.fixture
def ready(ask, work):
    """An export of the three that is finished."""
    export = ask()
    work()
    export.refresh_from_db()
    assert export.state == "ready"
    return export
