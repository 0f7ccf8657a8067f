"""Which versions of an artefact were sent, what was decided on each, and what is not sent yet?"""

from accounts.models import Role
from assessment import recalling
from assessment.models import JudgedVersion
from assessment.states import Coverage
from core.templatetags.portfolio_ui import NUMBERS
from evidence.states import ArtefactState, FileState
from evidence.submission import ANSWER_WITHIN_DAYS
from portfolio.wording import listed

UNSENT = (ArtefactState.DRAFT, ArtefactState.RETURNED)


def told(artefact, sent, covered):
    """Return what the page of an artefact shows of all this.

    `sent` are its versions, `covered` the CriterionCoverage of the criteria that it shows.
    """
    rows = of(artefact, sent)
    return {
        "versions": rows,
        "unsent": unsent(artefact, rows),
        "sent": with_whom(artefact),
        "leaving": leaving(artefact, covered),
    }


def of(artefact, sent):
    """Return what the page says of each version in `sent`, the latest first.

    Each is {version, decisions: [{met, word, unit, by, at}], waits, word}; `word` says how it
    stands where nothing was decided on it. One query.
    """
    decisions = _decisions(artefact)
    last = max((version.number for version in sent), default=0)
    return [
        {
            "version": version,
            "decisions": decisions.get(version.pk, []),
            **_standing(artefact, version, is_last=version.number == last),
        }
        for version in sorted(sent, key=lambda version: -version.number)
    ]


def unsent(artefact, rows):
    """Return the sentence on what is there now and was not sent, or "" when all of it was.

    `rows` are what of() returned.
    """
    if artefact.state not in UNSENT:
        return ""
    if not rows:
        return f"{artefact.file_name}: not sent yet, not judged."
    last = rows[0]["version"]
    if last.file_id != artefact.file_id:
        return (
            f"{artefact.file_name}: a new file since version {last.number}. "
            "Not sent yet, not judged."
        )
    if artefact.state == ArtefactState.DRAFT or not last.is_of(artefact):
        since = "with another title, kind or mapping" if rows[0]["decisions"] else "taken back"
        return f"The file of version {last.number}, {since}. Not sent yet, not judged."
    return ""


def with_whom(artefact):
    """Return {said, why_not} of an artefact that was sent, else None.

    `said` tells with whom it is; `why_not` why it can't be taken back, "" when it can.
    """
    if artefact.state != ArtefactState.SUBMITTED:
        return None
    assessing = artefact.enrolment.allocations.current().filter(role=Role.ASSESSOR)
    names = [allocation.user.get_short_name() for allocation in assessing.select_related("user")]
    days = NUMBERS[ANSWER_WITHIN_DAYS].lower()
    said = (
        f"Sent to {listed(names)}. The answer is promised within {days} days."
        if names
        else "Sent to your centre, which will name an assessor."
    )
    return {"said": said, "why_not": recalling.judged_sentence(artefact)}


def leaving(artefact, covered):
    """Return what the dialog says before an artefact is withdrawn."""
    stays = "The record that it was here stays, with its file, and you can bring it back."
    if artefact.state != ArtefactState.ACCEPTED:
        return f"It leaves your portfolio. {stays}"
    met = [one.criterion.number for one in covered if one.state == Coverage.MET]
    if not met:
        return f"It is accepted, and leaves your portfolio all the same. {stays}"
    rest, need = ("rests", "needs") if len(met) == 1 else ("rest", "need")
    return (
        f"It is accepted: {listed(met)} {rest} on it and then {need} re-confirmation, "
        f"and so does a signature under the unit. {stays}"
    )


def _decisions(artefact):
    """Return {version id: its decisions in the order of the criteria}."""
    found = {}
    rows = (
        JudgedVersion.objects.filter(version__artefact=artefact)
        .select_related("judgement__criterion__outcome__unit", "judgement__judged_by")
        .order_by("judgement__criterion", "judgement__attempt")
    )
    in_units = len({row.judgement.criterion.outcome.unit_id for row in rows}) > 1
    for row in rows:
        judgement = row.judgement
        found.setdefault(row.version_id, []).append(
            {
                "met": judgement.met,
                "word": f"{judgement.criterion.number} {'met' if judgement.met else 'not yet met'}",
                "unit": judgement.criterion.outcome.unit.title if in_units else "",
                "by": judgement.judged_by.name,
                "at": judgement.judged_at,
            }
        )
    return found


def _standing(artefact, version, *, is_last):
    if not is_last:
        return {"waits": False, "word": "Not judged: a later version came after it."}
    if artefact.state == ArtefactState.SUBMITTED:
        return {"waits": True, "word": "Not yet judged"}
    if version.file.state == FileState.INFECTED:
        return {"waits": False, "word": "Not judged: a virus was found in its file."}
    return {"waits": False, "word": "Not judged: it was taken back."}
