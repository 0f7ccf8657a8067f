"""How far has each criterion of an enrolment come?

The one answer that portfolio, gap analysis, sign-off gate, progress and bundle all read. It is
derived from evidence and judgements each time, in a fixed number of queries however many
enrolments are asked about.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from assessment.models import JudgedVersion, Judgement, UnitSignOff
from assessment.states import Coverage
from audit import fingerprints
from evidence.models import Artefact, ArtefactVersion, CrossReference
from evidence.places import Place
from evidence.states import ArtefactState
from learners.models import UnitChoice
from qualifications.models import Criterion


@dataclass
class CriterionCoverage:
    """One criterion of one enrolment: its state, evidence and judgements, earliest first.

    `waiting` holds the versions that were sent for it and are not accepted or returned yet.
    """

    criterion: Criterion
    state: Coverage = Coverage.UNMAPPED
    references: list = field(default_factory=list)
    judgements: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    to_judge: bool = False

    @property
    def decision(self):
        """The latest judgement, or None."""
        return self.judgements[-1] if self.judgements else None

    @property
    def is_met(self):
        return self.state == Coverage.MET

    @cached_property
    def shown_by(self):
        """The references by the id of their artefact, which has one at a time for a criterion."""
        return {reference.artefact_id: reference for reference in self.references}


@dataclass
class OutcomeCoverage:
    """One learning outcome and its criteria, in order."""

    outcome: object
    criteria: list

    @property
    def met(self):
        return sum(covered.is_met for covered in self.criteria)

    @property
    def artefacts(self):
        """The ids of the artefacts that show anything under this outcome."""
        return {ref.artefact_id for covered in self.criteria for ref in covered.references}


@dataclass
class UnitCoverage:
    """One chosen unit and its outcomes, in order; `sign_off` is the current one or None."""

    unit: object
    outcomes: list
    sign_off: object = None

    @property
    def criteria(self):
        return [covered for outcome in self.outcomes for covered in outcome.criteria]

    @property
    def open_criteria(self):
        return [covered for covered in self.criteria if not covered.is_met]

    @property
    def counts(self):
        return Counter(covered.state for covered in self.criteria)

    @property
    def mapped(self):
        return sum(covered.state != Coverage.UNMAPPED for covered in self.criteria)

    @property
    def met(self):
        return sum(covered.is_met for covered in self.criteria)

    @property
    def fingerprint(self):
        """SHA-256 of all that a signature under this unit covers: criteria, evidence, decisions."""
        return fingerprints.of_value(
            [
                {
                    "criterion": covered.criterion.pk,
                    "state": covered.state,
                    "judgement": covered.decision and covered.decision.pk,
                    "evidence": sorted(
                        judged.version.fingerprint
                        for judged in (covered.decision.evidence if covered.decision else ())
                    ),
                }
                for covered in self.criteria
            ]
        )


@dataclass
class EnrolmentCoverage:
    """All chosen units of one enrolment, in the order of the specification."""

    units: list

    @property
    def criteria(self):
        return [covered for unit in self.units for covered in unit.criteria]

    @property
    def counts(self):
        return Counter(covered.state for covered in self.criteria)

    @property
    def mapped(self):
        return sum(unit.mapped for unit in self.units)

    @property
    def met(self):
        return sum(unit.met for unit in self.units)

    def of_criterion(self, criterion_id):
        """Return the CriterionCoverage of this id, or None."""
        return next((c for c in self.criteria if c.criterion.pk == criterion_id), None)

    def of_unit(self, unit_id):
        """Return the UnitCoverage of this id, or None."""
        return next((unit for unit in self.units if unit.unit.pk == unit_id), None)


def of_enrolment(enrolment):
    """Return the EnrolmentCoverage of one enrolment."""
    return of_enrolments([enrolment])[enrolment.pk]


def of_enrolments(enrolments):
    """Return {enrolment id: EnrolmentCoverage}, in a fixed number of queries."""
    ids = [enrolment.pk for enrolment in enrolments]
    references, judgements, latest = _evidence_and_judgements(ids)
    signed = _sign_offs(ids)
    result = {pk: EnrolmentCoverage([]) for pk in ids}
    for choice in _choices(ids):
        pk = choice.enrolment_id
        outcomes = [
            OutcomeCoverage(
                outcome,
                [
                    _cover(
                        criterion,
                        references[pk, criterion.pk],
                        judgements[pk, criterion.pk],
                        latest,
                    )
                    for criterion in outcome.criteria.all()
                ],
            )
            for outcome in choice.unit.outcomes.all()
        ]
        result[pk].units.append(
            UnitCoverage(choice.unit, outcomes, signed.get((pk, choice.unit_id)))
        )
    return result


def _cover(criterion, references, judgements, latest):
    covered = CriterionCoverage(criterion, references=references, judgements=judgements)
    judged = {j.version_id for judgement in judgements for j in judgement.evidence}
    covered.waiting = [
        latest[ref.artefact_id]
        for ref in references
        if ref.artefact.state == ArtefactState.SUBMITTED and _submitted_for(ref, latest)
    ]
    covered.to_judge = any(
        version.pk not in judged and not _met_by(version, covered) for version in covered.waiting
    )
    covered.state = _state(covered)
    return covered


def _state(covered):
    decision = covered.decision
    if decision and decision.met:
        stands = all(_stands(judged.version, covered) for judged in decision.evidence)
        return Coverage.MET if stands else Coverage.NEEDS_RECONFIRMATION
    if covered.to_judge:
        return Coverage.AWAITING
    if decision:
        return Coverage.NOT_YET_MET
    return Coverage.MAPPED if covered.references else Coverage.UNMAPPED


def _met_by(version, covered):
    """Is the criterion met by this very evidence, sent again unchanged for another criterion?"""
    decision = covered.decision
    return bool(decision and decision.met) and any(
        judged.version.artefact_id == version.artefact_id and _stands(judged.version, covered)
        for judged in decision.evidence
    )


def _stands(version, covered):
    """Is the evidence of a decision still as it was: file, title, mapping, in the portfolio?"""
    reference = covered.shown_by.get(version.artefact_id)
    if reference is None or not version.is_of(reference.artefact):
        return False
    sent = next(
        (m for m in version.cross_references if m["criterion"] == covered.criterion.pk), None
    )
    now = (reference.place, reference.claim)
    return bool(sent) and (Place.read(sent), sent["claim"]) == now


def _submitted_for(reference, latest):
    version = latest.get(reference.artefact_id)
    return version is not None and any(
        sent["criterion"] == reference.criterion_id for sent in version.cross_references
    )


def _choices(ids):
    return (
        UnitChoice.objects.current()
        .filter(enrolment__in=ids)
        .select_related("unit__specification", "unit__group")
        .prefetch_related("unit__outcomes__criteria")
        .order_by("unit__position")
    )


def _evidence_and_judgements(ids):
    """Return the references and the judgements of each criterion, and all latest versions.

    The first two are {(enrolment id, criterion id): [row, …]}, the third {artefact id: version}.
    Each row is read once, and after what refers to it: nothing that comes in meanwhile is missing.
    """
    judgements, judged, current = list(_judgements(ids)), list(_judged(ids)), list(_references(ids))
    versions = {version.pk: version for version in _versions(ids)}
    artefacts = {artefact.pk: artefact for artefact in _artefacts(ids)}

    for version in versions.values():
        version.artefact = artefacts[version.artefact_id]
    shown, seen, decided = defaultdict(list), defaultdict(list), defaultdict(list)
    for reference in current:
        reference.artefact = artefacts[reference.artefact_id]
        shown[reference.artefact.enrolment_id, reference.criterion_id].append(reference)
    for one in judged:
        one.version = versions[one.version_id]
        seen[one.judgement_id].append(one)
    for judgement in judgements:
        judgement.evidence = seen[judgement.pk]
        decided[judgement.enrolment_id, judgement.criterion_id].append(judgement)
    return shown, decided, {version.artefact_id: version for version in versions.values()}


def _judgements(ids):
    rows = Judgement.objects.filter(enrolment__in=ids).select_related("judged_by")
    return rows.order_by("criterion", "attempt")


def _judged(ids):
    return JudgedVersion.objects.filter(judgement__enrolment__in=ids)


def _references(ids):
    rows = CrossReference.objects.current().filter(artefact__enrolment__in=ids)
    rows = rows.exclude(artefact__state=ArtefactState.WITHDRAWN)
    return rows.order_by("artefact__number")


def _versions(ids):
    return ArtefactVersion.objects.filter(artefact__enrolment__in=ids).order_by("number")


def _artefacts(ids):
    rows = Artefact.objects.filter(enrolment__in=ids)
    return rows.select_related("file").defer("file__found")


def _sign_offs(ids):
    rows = (
        UnitSignOff.objects.current()
        .filter(enrolment__in=ids)
        .prefetch_related("signatures__signed_by")
    )
    return {(row.enrolment_id, row.unit_id): row for row in rows}
