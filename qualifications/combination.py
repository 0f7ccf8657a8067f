"""Do the chosen units add up to the qualification?"""

from dataclasses import dataclass, field

from qualifications.models import UnitGroup

NOT_KNOWN = "The rules of combination of this qualification are not known."


@dataclass(frozen=True)
class Combination:
    """How a choice of units stands against the rules of combination, in sentences.

    `missing` can still be chosen later, `broken` has to be changed. `rules` are the rules as the
    specification has them, `cites` says where it has them from, `notes` what is not known.
    Only known credits are counted; `credits_by_group` maps group codes to them.
    """

    missing: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    rules_are_known: bool = False
    cites: str = ""
    credits_known: int = 0
    credits_by_group: dict[str, int] = field(default_factory=dict)
    units_without_known_credit: tuple = ()

    @property
    def is_complete(self):
        """Return whether the rules are known and nothing is missing or broken."""
        return self.rules_are_known and not self.missing and not self.broken


def check(specification, units):
    """Return the Combination that the chosen `units` make under `specification`'s rules.

    `units` are saved Unit objects in any order. Asks the database two questions, however many
    units there are.
    """
    units = sorted(units, key=lambda unit: (unit.position, unit.pk))
    groups = list(specification.groups.prefetch_related("units"))
    own = _once(unit for unit in units if unit.specification_id == specification.pk)
    broken = [*_foreign(specification, units), *_chosen_twice(units)]
    missing = []
    credits_by_group = {
        group.code: _credits(unit for unit in own if unit.group_id == group.pk) for group in groups
    }
    for group in groups:
        short, over = _check_group(group, own, credits_by_group[group.code])
        missing += short
        broken += over
    missing += [*_check_level(specification.rules, own), *_check_total(specification.rules, own)]
    known = bool(specification.rules)
    return Combination(
        missing=tuple(missing),
        broken=tuple(broken),
        notes=tuple(_notes(own, rules_are_known=known)),
        rules=tuple(_rules_in_words(specification.rules, groups)),
        rules_are_known=known,
        cites=specification.rules.get("cites", ""),
        credits_known=_credits(own),
        credits_by_group=credits_by_group,
        units_without_known_credit=tuple(unit for unit in own if unit.credit is None),
    )


def _foreign(specification, units):
    for unit in units:
        if unit.specification_id != specification.pk:
            yield f"{unit.title} is not a unit of this specification. Leave it out."


def _chosen_twice(units):
    seen = set()
    for unit in units:
        if unit.pk in seen:
            yield f"{unit.title} is chosen twice. Leave one out."
        seen.add(unit.pk)


def _check_group(group, units, credits):
    """Return two lists of sentences: what the group still lacks, what it has too much of."""
    missing, broken = [], []
    if group.kind == UnitGroup.Kind.MANDATORY:
        chosen = {unit.pk for unit in units}
        absent = [unit.title for unit in group.units.all() if unit.pk not in chosen]
        if absent:
            missing.append(f"Group {group.code} is mandatory. Choose {_listed(absent)}.")
    elif group.min_credits is not None and credits < group.min_credits:
        missing.append(
            f"Group {group.code} needs {_credit(group.min_credits)}; you have chosen {credits}. "
            f"Choose {group.min_credits - credits} more."
        )
    if group.max_credits is not None and credits > group.max_credits:
        broken.append(
            f"Group {group.code} may give {_credit(group.max_credits)} at most; you have chosen "
            f"{credits}. Leave out {credits - group.max_credits}."
        )
    return missing, broken


def _check_level(rules, units):
    rule = rules.get("credits_at_level")
    if not rule:
        return
    known = [unit for unit in units if unit.level is not None]
    credits = _credits(unit for unit in known if unit.level >= rule["level"])
    unknown = _credits(unit for unit in units if unit.level is None)
    if credits < rule["credits"]:
        maybe = f" The level of {_credit(unknown)} more is not known." if unknown else ""
        yield (
            f"{_credit(rule['credits'])} must be at level {rule['level']} or above; you have "
            f"chosen {credits}. Choose {rule['credits'] - credits} more.{maybe}"
        )


def _check_total(rules, units):
    needed, credits = rules.get("credits"), _credits(units)
    if needed and credits < needed:
        yield (
            f"The qualification needs {_credit(needed)}; you have chosen {credits}. "
            f"Choose {needed - credits} more."
        )


def _notes(units, *, rules_are_known):
    if not rules_are_known:
        yield NOT_KNOWN
        return
    without_credit = [unit.title for unit in units if unit.credit is None]
    if without_credit:
        yield f"Credit not known, so not counted: {_listed(without_credit)}."
    without_group = [unit.title for unit in units if unit.group_id is None]
    if without_group:
        yield f"Group not known, so counted in none: {_listed(without_group)}."


def _rules_in_words(rules, groups):
    if needed := rules.get("credits"):
        yield f"At least {_credit(needed)} in all."
    for group in groups:
        if group.kind == UnitGroup.Kind.MANDATORY:
            total = f" ({_credit(group.min_credits)})" if group.min_credits else ""
            yield f"Every unit of group {group.code}{total}."
        elif group.min_credits:
            yield f"At least {_credit(group.min_credits)} from group {group.code}."
        if group.max_credits is not None:
            yield f"At most {_credit(group.max_credits)} from group {group.code}."
    if rule := rules.get("credits_at_level"):
        yield f"At least {_credit(rule['credits'])} at level {rule['level']} or above."


def _once(units):
    return list({unit.pk: unit for unit in units}.values())


def _credits(units):
    return sum(unit.credit or 0 for unit in units)


def _credit(number):
    return "1 credit" if number == 1 else f"{number} credits"


def _listed(titles):
    *first, last = titles
    return f"{', '.join(first)} and {last}" if first else last
