"""Which state follows when an act is done?"""

from core.errors import RuleViolation


def next_state(table, state, act):
    """Return the state that `act` leads to from `state`, by a `{(state, act): next state}` table.

    Raises RuleViolation when the table has no such step.
    """
    try:
        return table[(state, act)]
    except KeyError:
        words = str(getattr(state, "label", state)).lower()
        raise RuleViolation(
            f"This can’t be done now: it is {words}. Reload the page to see where it stands."
        ) from None
