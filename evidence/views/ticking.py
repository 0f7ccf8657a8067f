"""Which criteria does a form offer to tick, where nothing but the ticks is asked?"""


def units_to_tick(units, ticked):
    """Return [{unit, criteria: [{pk, number, text, is_ticked}], number}] of units with criteria.

    `units` come with their content, `ticked` are ids; `number` counts those that are ticked.
    """
    found = []
    for unit in units:
        criteria = [
            {"pk": c.pk, "number": c.number, "text": c.text, "is_ticked": c.pk in ticked}
            for outcome in unit.outcomes.all()
            for c in outcome.criteria.all()
        ]
        if criteria:
            number = sum(criterion["is_ticked"] for criterion in criteria)
            found.append({"unit": unit, "criteria": criteria, "number": number})
    return found
