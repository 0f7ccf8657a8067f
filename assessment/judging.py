"""How is evidence judged, criterion by criterion?"""

from dataclasses import dataclass

from django.db import transaction

from assessment import coverage
from assessment.models import VACSR, Feedback, JudgedVersion, Judgement
from audit import trail
from core.errors import RuleViolation
from core.states import next_state
from evidence import submission
from learners.models import Enrolment
from learners.states import ENROLMENT


@dataclass(frozen=True)
class Decision:
    """What an assessor decides on one criterion: met or not, VACSR, and words to the learner.

    `seen` are the ids of the versions that they looked at: those and no others are judged.
    """

    criterion_id: int
    met: bool
    seen: frozenset
    valid: bool = True
    authentic: bool = True
    current: bool = True
    sufficient: bool = True
    reliable: bool = True
    feedback: str = ""

    @property
    def doubts(self):
        """The words of VACSR that do not hold."""
        return [word for word in VACSR if not getattr(self, word)]


@transaction.atomic
def record_judgements(enrolment, decisions, *, by, feedback=""):
    """Record one Judgement a decision, and accept or return the evidence that is judged whole.

    A decision is made only on evidence that waits for it, so that a second click changes nothing.
    Returns the judgements.
    """
    enrolment = Enrolment.objects.locked(enrolment.pk)
    covered = coverage.of_enrolment(enrolment)

    next_state(ENROLMENT, enrolment.state, "work")

    if by.pk == enrolment.learner.user_id:
        raise RuleViolation("This is your own work, so somebody else has to judge it.")
    if not decisions:
        raise RuleViolation("Decide on at least one criterion before you send.")
    for decision in decisions:
        _refuse(decision, covered.of_criterion(decision.criterion_id), by=by)

    wrote, judgements = [], []
    for decision in decisions:
        judgement, versions = _write(enrolment, decision, covered, by=by)
        judgements.append(judgement)
        wrote += [judgement, *versions]
    if feedback.strip():
        wrote.append(
            Feedback.objects.create(enrolment=enrolment, text=feedback.strip(), given_by=by)
        )

    trail.record(
        "criteria.judged",
        enrolment,
        by=by,
        wrote=wrote,
        met=[j.criterion.number for j in judgements if j.met],
        not_yet_met=[j.criterion.number for j in judgements if not j.met],
    )

    _give_back_what_is_judged(enrolment, by=by)
    return judgements


def _refuse(decision, covered, *, by):
    if covered is None:
        raise RuleViolation("This criterion is not in a unit that the learner chose.")
    number = covered.criterion.number
    if not covered.to_judge:
        raise RuleViolation(
            f"{number} has nothing that waits for a decision. It may have been judged already; "
            "reload the page to see how it stands."
        )
    _refuse_unseen(decision, covered)
    if any(version.submitted_by_id == by.pk for version in covered.waiting):
        raise RuleViolation(
            f"You sent the evidence for {number}, so somebody else has to judge it."
        )
    if decision.met and decision.doubts:
        raise RuleViolation(
            f"{number} can’t be met while the evidence is not {', '.join(decision.doubts)}. "
            "Choose not yet met, or tick the word and go on.",
            field=f"c{decision.criterion_id}",
        )
    if not decision.met and not decision.feedback.strip():
        raise RuleViolation(
            f"Say what is missing for {number}, so that the learner knows what to do next.",
            field=f"c{decision.criterion_id}",
        )


def _refuse_unseen(decision, covered):
    """Refuse a decision on other versions than its assessor saw: they changed meanwhile."""
    newer = {v.artefact.reference for v in covered.waiting if v.pk not in decision.seen}
    if newer:
        raise RuleViolation(
            f"{' and '.join(sorted(newer))} was sent in a new version while you judged. Nothing "
            "was sent: look at the new version, then send your decisions."
        )
    if decision.seen - {version.pk for version in covered.waiting}:
        raise RuleViolation(
            f"Some of the evidence for {covered.criterion.number} was taken back or judged while "
            "you judged. Nothing was sent: look at what is left, then send your decisions."
        )


def _write(enrolment, decision, covered, *, by):
    criterion = covered.of_criterion(decision.criterion_id)
    judgement = Judgement.objects.create(
        enrolment=enrolment,
        criterion=criterion.criterion,
        attempt=len(criterion.judgements) + 1,
        met=decision.met,
        feedback=decision.feedback.strip(),
        judged_by=by,
        **{word: getattr(decision, word) for word in VACSR},
    )
    versions = criterion.waiting + _still_standing(criterion)
    return judgement, [
        JudgedVersion.objects.create(judgement=judgement, version=version) for version in versions
    ]


def _still_standing(criterion):
    """Return accepted evidence of an earlier decision that the new one rests on too."""
    accepted = {ref.artefact_id for ref in criterion.references if ref.artefact.state == "accepted"}
    earlier = {
        judged.version.artefact_id: judged.version
        for judgement in criterion.judgements
        for judged in judgement.evidence
    }
    return [version for artefact, version in earlier.items() if artefact in accepted]


def _give_back_what_is_judged(enrolment, *, by):
    """Accept or return each submitted artefact of which every criterion is decided."""
    covered = coverage.of_enrolment(enrolment)
    for artefact in enrolment.artefacts.awaiting_assessor():
        shown = [
            criterion
            for criterion in covered.criteria
            if any(ref.artefact_id == artefact.pk for ref in criterion.references)
        ]
        if any(criterion.to_judge for criterion in shown):
            continue
        if shown and all(criterion.decision and criterion.decision.met for criterion in shown):
            submission.accept(artefact, by=by)
        else:
            submission.return_for_more(artefact, by=by)
