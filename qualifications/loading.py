"""How does a specification file get into the library?"""

import hashlib

from django.db import transaction
from django.utils import timezone

from audit import trail
from qualifications.models import (
    Criterion,
    EvidenceType,
    Guidance,
    Origin,
    Outcome,
    Qualification,
    Specification,
    Unit,
    UnitGroup,
)
from qualifications.reading import SpecificationError, content_of
from qualifications.validation import read_specification

QUALIFICATION_TEXT = ("title", "number", "framework", "suite")
QUALIFICATION_NUMBERS = ("level", "tqt", "glh")


@transaction.atomic
def load(path):
    """Load the specification file at `path` and return its Specification.

    A file that is the current version already changes nothing. A changed file becomes the next
    version; earlier versions stay, since enrolments point at them.
    Raises SpecificationError, which lists every problem with file, line and field; then nothing
    is loaded.
    """
    if unchanged := loaded_before(path):
        return unchanged
    document = read_specification(path)
    data, digest = document.data, hashlib.sha256(document.content).hexdigest()
    _refuse_a_number_in_use(document)
    qualification = Qualification.objects.select_for_update().filter(code=data["code"]).first()
    latest = qualification and qualification.specifications.order_by("-version").first()

    qualification = _write_qualification(qualification, data)
    specification = Specification.objects.create(
        qualification=qualification,
        version=latest.version + 1 if latest else 1,
        criteria_origin=data["criteria_origin"],
        criteria_origin_because=data.get("criteria_origin_because", ""),
        rules=data.get("rules", {}),
        source_sha256=digest,
        loaded_at=timezone.now(),
    )
    groups = _write_groups(specification, data.get("groups", []))
    rows = [qualification, *groups.values()]
    for position, unit in enumerate(data["units"], start=1):
        rows += _write_unit(specification, groups, position, unit)

    trail.record(
        "specification.loaded",
        specification,
        by=None,
        wrote=rows,
        file=document.file_name,
        sha256=digest,
        version=specification.version,
    )
    return specification


def loaded_before(path):
    """Return the current Specification that was loaded from exactly this file, or None.

    Raises SpecificationError when the file can't be read.
    """
    digest = hashlib.sha256(content_of(path)).hexdigest()
    return Specification.objects.current().filter(source_sha256=digest).first()


def _refuse_a_number_in_use(document):
    about = document.data["qualification"]
    other = (
        Qualification.objects.filter(awarding_body=about["awarding_body"], number=about["number"])
        .exclude(code=document.data["code"])
        .first()
    )
    if about["number"] and other:
        sentence = f'This number belongs to the qualification with the code "{other.code}".'
        problem = document.problem(("qualification", "number"), sentence)
        raise SpecificationError(document.file_name, [problem])


def _write_qualification(qualification, data):
    about = data["qualification"]
    qualification = qualification or Qualification(code=data["code"])
    qualification.awarding_body = about["awarding_body"]
    for name in QUALIFICATION_TEXT:
        setattr(qualification, name, about.get(name) or "")
    for name in QUALIFICATION_NUMBERS:
        setattr(qualification, name, about.get(name))
    qualification.facts = about.get("facts", [])
    qualification.save()
    return qualification


def _write_groups(specification, groups):
    rows = UnitGroup.objects.bulk_create(
        UnitGroup(
            specification=specification,
            code=group["code"],
            title=group["title"],
            kind=group["kind"],
            min_credits=group.get("min_credits"),
            max_credits=group.get("max_credits"),
        )
        for group in groups
    )
    return {row.code: row for row in rows}


def _write_unit(specification, groups, position, data):
    unit = Unit.objects.create(
        specification=specification,
        group=groups.get(data["group"]),
        code=data["code"],
        position=position,
        title=data["title"],
        reference=data["reference"] or "",
        credit=data["credit"],
        level=data["level"],
        glh=data["glh"],
        synopsis=data.get("synopsis", ""),
        kind=data.get("kind") or "",
        facts=data.get("facts", []),
    )
    outcomes = data.get("outcomes", [])
    outcome_rows = _write_outcomes(unit, outcomes)
    criteria = _write_criteria(outcome_rows, outcomes)
    kinds = _write_evidence_types(unit, data.get("evidence_types", []), criteria, outcomes)
    guidance = _write_guidance(unit, data.get("guidance", []), criteria)
    return [unit, *outcome_rows, *criteria.values(), *kinds, *guidance]


def _write_outcomes(unit, outcomes):
    return Outcome.objects.bulk_create(
        Outcome(
            unit=unit,
            number=outcome["number"],
            title=outcome["title"],
            origin=outcome.get("origin", Origin.STATED),
        )
        for outcome in outcomes
    )


def _write_criteria(outcome_rows, outcomes):
    rows = Criterion.objects.bulk_create(
        Criterion(
            outcome=row,
            number=criterion["number"],
            position=position,
            text=criterion["text"],
            looks_for=criterion.get("looks_for", ""),
            reason=criterion.get("reason", ""),
            also_touches=criterion.get("also_touches", []),
        )
        for row, outcome in zip(outcome_rows, outcomes, strict=True)
        for position, criterion in enumerate(outcome["criteria"], start=1)
    )
    return {row.number: row for row in rows}


def _write_evidence_types(unit, kinds, criteria, outcomes):
    rows = EvidenceType.objects.bulk_create(
        EvidenceType(
            unit=unit,
            code=kind["code"],
            position=position,
            name=kind["name"],
            category=kind["category"],
            named_in=kind.get("named_in", []),
        )
        for position, kind in enumerate(kinds, start=1)
    )
    by_code = {row.code: row for row in rows}
    link = EvidenceType.criteria.through
    link.objects.bulk_create(
        link(evidencetype=by_code[code], criterion=criteria[criterion["number"]])
        for outcome in outcomes
        for criterion in outcome["criteria"]
        for code in criterion.get("evidence", [])
    )
    return rows


def _write_guidance(unit, guidance, criteria):
    rows = Guidance.objects.bulk_create(
        Guidance(
            unit=unit,
            kind=item["kind"],
            code=item["code"],
            position=position,
            heading=item.get("heading", ""),
            text=item["text"],
            correction=item.get("correction", ""),
            scope=item.get("scope", Guidance.Scope.UNIT),
            sign=item.get("sign", ""),
            origin=item.get("origin", Origin.STATED),
            named_in=item.get("named_in", []),
        )
        for position, item in enumerate(guidance, start=1)
    )
    link = Guidance.criteria.through
    link.objects.bulk_create(
        link(guidance=row, criterion=criteria[number])
        for row, item in zip(rows, guidance, strict=True)
        for number in item.get("criteria", [])
    )
    return rows
