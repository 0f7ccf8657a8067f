"""What does a portfolio look like at one moment, as plain data?

The manifest is the only thing that PDF and ZIP are made from, so both tell the same story.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime

from assessment import coverage, signing_off
from assessment.models import VACSR
from audit import fingerprints
from audit.models import AuditChain
from evidence import authors, written
from evidence.door.file_types import type_named
from evidence.models import ArtefactVersion, StoredFile
from evidence.states import ArtefactState, FileState
from learners.models import Enrolment
from portfolio import progress
from portfolio.bundles import editions, imprint, keys, schema, taken_back

MOVING = ("taken_at", "audit")
# What the worker finds while it builds; both follow from the bytes and what they are rendered with.
FOUND = ("pages", "rendition")


def take(enrolment_id, edition):
    """Return the manifest (JSON values only) of an enrolment as it stands at one moment.

    `edition` decides whether the quality assurers are named; see editions.py.
    """
    with transaction.atomic():
        # PostgreSQL shows each query the latest commit; the lock keeps every act waiting.
        Enrolment.objects.locked(enrolment_id)
        enrolment = Enrolment.objects.with_names().get(pk=enrolment_id)
        return _photograph(enrolment, edition)


def story_of(photograph):
    """Return the SHA-256 of what a manifest tells, whenever it was taken.

    The moment, the share of the time that is used and the trail, which bundles lengthen, are left
    out: they alone are no reason for another bundle.
    """
    told = {name: value for name, value in photograph.items() if name not in MOVING}
    told["progress"] = {**told["progress"], "time_percent": None}
    told["artefacts"] = [
        {name: value for name, value in artefact.items() if name not in FOUND}
        for artefact in told["artefacts"]
    ]
    return fingerprints.of_value(told)


def moment_in_words(moment):
    """Return a moment as manifests tell it, with its offset, to the second."""
    return localtime(moment).isoformat(timespec="seconds")


def _photograph(enrolment, edition):
    covered = coverage.of_enrolment(enrolment)
    chain = AuditChain.objects.filter(name=enrolment.audit_chain).first()
    stands = progress.of(enrolment, covered)
    staff = {}
    named = editions.allocations_in(enrolment, edition)
    for allocation in named:
        staff.setdefault(allocation.user_id, set()).add(allocation.get_role_display())
    events = taken_back.events_of(enrolment)
    versions = _versions(enrolment, covered)
    reopened = taken_back.sign_offs_of(enrolment)
    return {
        "format": schema.FORMAT,
        "edition": str(edition),
        "imprint": imprint.key(),
        "taken_at": moment_in_words(timezone.now()),
        "origin": [],
        "centre": {"name": enrolment.learner.centre.name},
        "seal": keys.of_centre(enrolment.learner.centre.slug).facts,
        "learner": {"name": enrolment.learner.user.name, "uln": enrolment.learner.uln},
        **_studied(enrolment.specification),
        "enrolment": {
            "id": enrolment.pk,
            "state": enrolment.get_state_display(),
            "starts_on": enrolment.starts_on.isoformat(),
            "due_on": enrolment.due_on.isoformat(),
            "registration_number": enrolment.registration_number,
        },
        "staff": _staff(named),
        "progress": {
            "time_percent": stands.time_percent,
            "criteria": stands.criteria,
            "mapped": stands.mapped,
            "met": stands.met,
        },
        "declarations": _declarations(versions),
        "units": [
            _unit(unit, staff) | _signed(unit, reopened.get(unit.unit.pk, ()), events, edition)
            for unit in covered.units
        ],
        "feedback": _feedback(enrolment, staff),
        "artefacts": _artefacts(enrolment, covered, versions),
        "earlier_versions": _earlier_versions(versions, events),
        "audit": {
            "events": chain.length if chain else 0,
            "head": chain.head if chain else "",
        },
    }


def _studied(specification):
    qualification = specification.qualification
    return {
        "qualification": {
            "awarding_body": qualification.awarding_body,
            "title": qualification.title,
            "number": qualification.number,
            "level": qualification.level,
        },
        "specification": {
            "version": specification.version,
            "criteria_origin": specification.criteria_origin,
            "origin_note": specification.criteria_origin_because,
        },
    }


def _staff(allocations):
    return [
        {
            "name": allocation.user.name,
            "role": allocation.get_role_display(),
            "from": _day(allocation.starts),
            "until": _day(allocation.ends),
        }
        for allocation in allocations
    ]


def _declarations(versions):
    sent = {}
    for version in versions:
        at = moment_in_words(version.submitted_at)[:16]
        key = (version.declaration, version.submitted_by.name, at, version.answer)
        sent.setdefault(key, []).append(version.artefact.reference)
    return [
        {"words": words, "by": by, "at": at, "answer": answer, "references": references}
        for (words, by, at, answer), references in sent.items()
    ]


def _unit(covered, staff):
    unit = covered.unit
    return {
        "id": unit.pk,
        "title": unit.title,
        "reference": unit.reference,
        "credit": unit.credit,
        "glh": unit.glh,
        "level": unit.level,
        "group": str(unit.group or ""),
        "outcomes": [
            {
                "number": outcome.outcome.number,
                "title": outcome.outcome.title,
                "criteria": [_criterion(criterion, staff) for criterion in outcome.criteria],
            }
            for outcome in covered.outcomes
        ],
    }


def _criterion(covered, staff):
    return {
        "id": covered.criterion.pk,
        "number": covered.criterion.number,
        "text": covered.criterion.text,
        "state": str(covered.state),
        "state_label": covered.state.label,
        "evidence": [
            {
                "artefact_id": reference.artefact_id,
                "reference": reference.artefact.reference,
                "claim": reference.claim,
                **reference.place.as_kept(),
            }
            for reference in covered.references
        ],
        "judgements": [
            {
                "attempt": judgement.attempt,
                "met": judgement.met,
                **{word: getattr(judgement, word) for word in VACSR},
                "feedback": judgement.feedback,
                "judged_by": judgement.judged_by.name,
                "role": _role(judgement.judged_by_id, staff),
                "judged_at": moment_in_words(judgement.judged_at),
                "evidence": [str(judged.version) for judged in judgement.evidence],
            }
            for judgement in covered.judgements
        ],
    }


def _signed(covered, reopened, events, edition):
    """Return how the sign-off of a unit stands, and each that was reopened, in order."""
    signed = covered.sign_off
    told = {"sign_off": None}
    if signed:
        told["sign_off"] = {
            "state": signed.state,
            "state_label": signed.get_state_display(),
            "signatures": _signatures(signed, covered, edition),
        }
    if reopened:
        told["earlier_sign_offs"] = [
            _reopening(one, covered, events[fingerprints.label_of(one)], edition)
            for one in reopened
        ]
    return told


def _reopening(signed, covered, event, edition):
    return {
        "signatures": _signatures(signed, covered, edition),
        "reopened_at": moment_in_words(event.at),
        "reopened_by": taken_back.by_whom(event),
        "because": signed.reopened_because,
    }


def _signatures(signed, covered, edition):
    stale = signing_off.is_stale(signed, covered)
    return [
        {
            "name": signature.signed_by.name,
            "role": signature.get_role_display(),
            "words": signature.words,
            "signed_at": moment_in_words(signature.signed_at),
            "fingerprint": signature.fingerprint,
            "stale": stale,
        }
        for signature in editions.signatures_in(signed, edition)
    ]


def _feedback(enrolment, staff):
    return [
        {
            "text": feedback.text,
            "given_by": feedback.given_by.name,
            "role": _role(feedback.given_by_id, staff),
            "given_at": moment_in_words(feedback.given_at),
        }
        for feedback in enrolment.feedback.select_related("given_by")
    ]


def _artefacts(enrolment, covered, versions):
    shown = {}
    for unit in covered.units:
        for criterion in unit.criteria:
            for reference in criterion.references:
                shown.setdefault(reference.artefact_id, []).append(
                    {"unit": unit.unit.title, "number": criterion.criterion.number}
                )
    numbers = {}
    for version in sorted(versions, key=lambda version: version.number):
        numbers[version.artefact_id] = version.number
    current = enrolment.artefacts.current().select_related(*authors.READS).defer("file__found")
    return [
        _artefact(artefact, numbers.get(artefact.pk, 0), shown.get(artefact.pk, []))
        for artefact in current
    ]


def _artefact(artefact, version, criteria):
    file = artefact.file
    return {
        "id": artefact.pk,
        "reference": artefact.reference,
        "title": artefact.title,
        "kind": artefact.kind,
        "kind_label": artefact.get_kind_display(),
        "state": artefact.state,
        "state_label": artefact.get_state_display(),
        "version": version,
        "file_name": artefact.file_name,
        "sha256": file.sha256,
        "size": file.size,
        "content_type": type_named(file.content_type, artefact.file_name),
        "uploaded_at": moment_in_words(artefact.uploaded_at),
        "uploaded_by": authors.short(artefact),
        "details": _details(artefact),
        "criteria": criteria,
        "pages": file.pages,
        "rendition": file.rendition,
        "rendered_with": file.rendered_with,
        "problem": problem_of(file),
        "quarantined": file.state == FileState.INFECTED,
    }


def quarantined_since(photograph):
    """Return whether a file that a manifest hands out was found infected after it was taken."""
    files = [*photograph["artefacts"], *photograph["earlier_versions"]]
    hashes = [file["sha256"] for file in files if not file.get("quarantined")]
    return StoredFile.objects.filter(sha256__in=hashes, state=FileState.INFECTED).exists()


def _details(artefact):
    """Return what is said beside a file as (label, words): a date, a time mark."""
    lines = []
    for part in written.details_of(artefact):
        lines += [(fact["label"], fact["value"]) for fact in part.get("facts", ())]
        lines += [(mark["time"], mark["about"]) for mark in part.get("marks", ())]
    return lines


def problem_of(file):
    """Return why a StoredFile has no pages, "" where it has."""
    if file.state == FileState.CLEAN:
        return ""
    if file.state == FileState.INFECTED:
        return f"Quarantined: {file.reason}"
    return file.reason or "Not checked yet."


def _earlier_versions(versions, events):
    """List what was sent and no longer stands: another file replaced it, or it was withdrawn."""
    return [
        _earlier_version(version, events)
        for version in versions
        if _is_withdrawn(version) or version.file_id != version.artefact.file_id
    ]


def _earlier_version(version, events):
    told = {
        "artefact_id": version.artefact_id,
        "reference": version.artefact.reference,
        "number": version.number,
        "file_name": version.file_name,
        "sha256": version.file.sha256,
        "size": version.file.size,
        "content_type": type_named(version.file.content_type, version.file_name),
        "submitted_at": moment_in_words(version.submitted_at),
        "quarantined": version.file.state == FileState.INFECTED,
    }
    if _is_withdrawn(version):
        event = events[fingerprints.label_of(version.artefact)]
        told["withdrawn"] = {
            "title": version.title,
            "kind_label": version.get_kind_display(),
            "at": moment_in_words(event.at),
            "by": taken_back.by_whom(event),
            "because": version.artefact.withdrawn_because,
        }
    return told


def _versions(enrolment, covered):
    """List what was sent; of withdrawn evidence only that on which a decision rests."""
    judged = {
        seen.version_id
        for criterion in covered.criteria
        for judgement in criterion.judgements
        for seen in judgement.evidence
    }
    sent = (
        ArtefactVersion.objects.filter(artefact__enrolment=enrolment)
        .select_related("artefact", "file", "submitted_by")
        .defer("details", "cross_references", "artefact__details", "file__found")
        .order_by("submitted_at", "artefact__number", "number")
    )
    return [version for version in sent if version.pk in judged or not _is_withdrawn(version)]


def _is_withdrawn(version):
    return version.artefact.state == ArtefactState.WITHDRAWN


def _role(user_id, staff):
    return ", ".join(sorted(staff.get(user_id, ())))


def _day(moment):
    return localtime(moment).date().isoformat() if moment else None
