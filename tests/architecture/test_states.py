"""The state tables: every state can be reached, and nothing leads to a state that is not there."""

import pytest

from assessment.states import UNIT_SIGN_OFF, SignOffState
from core.errors import RuleViolation
from core.states import next_state
from evidence.states import ARTEFACT, STORED_FILE, ArtefactState, FileState
from learners.states import ENROLMENT, EnrolmentState
from portfolio.states import BUNDLE, EXPORT, BundleState, ExportState

TABLES = [
    (STORED_FILE, FileState, FileState.PENDING),
    (ARTEFACT, ArtefactState, ArtefactState.DRAFT),
    (UNIT_SIGN_OFF, SignOffState, SignOffState.OPEN),
    (BUNDLE, BundleState, BundleState.REQUESTED),
    (EXPORT, ExportState, ExportState.BUILDING),
    (ENROLMENT, EnrolmentState, EnrolmentState.REGISTERED),
]


@pytest.mark.parametrize(("table", "states", "first"), TABLES)
def test_every_state_is_reached_from_the_first(table, states, first):
    reached, before = {first}, set()
    while reached != before:
        before = set(reached)
        reached |= {after for (state, _), after in table.items() if state in reached}

    assert reached == set(states)


@pytest.mark.parametrize(("table", "states", "first"), TABLES)
def test_a_step_that_the_table_does_not_know_is_refused(table, states, first):
    acts = {act for _, act in table}
    for state in states:
        for act in acts:
            if (state, act) not in table:
                with pytest.raises(RuleViolation, match=state.label.lower()):
                    next_state(table, state, act)
