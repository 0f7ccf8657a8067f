"""Which portfolio did two learners of the demo bring along from a centre of before?"""

import datetime as dt
import hashlib
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from core import clock
from evidence import scanning
from evidence.door.file_types import TEXT
from evidence.models import StoredFile
from portfolio.bundles import archive, imprint, keys, schema, zip_seal
from portfolio.bundles.built import settle
from portfolio.bundles.manifest import moment_in_words
from portfolio.demo import paper
from portfolio.imports import importing, opening
from portfolio.models import Edition

LEARNERS = ("amy", "mateusz")
CAME_FROM = "Solent Training (sample)"
ASSESSOR = "Ines Duarte"
TAKEN = dt.datetime(2025, 12, 12, 16, 30, tzinfo=dt.UTC)
IMPORTED = dt.datetime(2026, 3, 9, 10, 15, tzinfo=dt.UTC)
TITLE = "Notes on three calls"
NOTES = """\
Notes on three calls, {name}

Call 1. A parcel was a day late. I said sorry, looked up the van, and gave a time that we kept.
Call 2. A caller wanted a refund that I may not give. I said what I can do, and who decides.
Call 3. A caller was angry about a queue. I let her finish, then told her what happens next.

What I take from it: say the next step before the caller has to ask for it.
"""
CRITERIA = (
    ("1.1", "Find out what a caller needs before offering anything.", "Call 1 and call 2"),
    ("1.2", "Say what you can do, and who decides on the rest.", "Call 2"),
)
FEEDBACK = "Three real calls, and you say what you learned. That is enough for this unit."
WORDS = "I have judged every criterion of this unit, and each of them is met."


def bring_along(learners, *, admin, later):
    """Import a small portfolio from Solent Training for each of `learners`, all of it `later`."""
    for number, learner in enumerate(learners, 1):
        with TemporaryDirectory() as folder, clock.standing_at(IMPORTED + later):
            read_zip = opening.read(_packed(Path(folder), learner, number, later))
            opening.prove(read_zip)
            imported, _ = importing.bring_in(read_zip, learner, by=admin)
            for stored in StoredFile.objects.filter(imports__imported=imported):
                scanning.scan(stored.pk)


def _packed(folder, learner, number, later):
    """Return the ZIP as that centre would have made it."""
    name = learner.user.name
    notes = NOTES.format(name=name).encode()
    (folder / "notes.txt").write_bytes(notes)
    body = "<h1>Portfolio of evidence</h1><p>The sample’s portfolio is told by its manifest.</p>"
    words = {
        "title": TITLE,
        "author": name,
        "made": TAKEN.date(),
        "colour": "#0f4c5c",
        "foot": CAME_FROM,
    }
    made = folder / "portfolio.pdf"
    made.write_bytes(paper.pdf(body, **words))
    archive.build(
        _told(name, notes, number, later),
        pdfs={made: settle(made)},
        original_of=lambda sha256: folder / "notes.txt",
        out=folder / "portfolio.zip",
        report=lambda percent, step: None,
        seal=partial(zip_seal.seal, key=keys.of_centre("")),
    )
    return folder / "portfolio.zip"


def _told(name, notes, number, later):
    sent, judged, taken = (
        moment_in_words(TAKEN - dt.timedelta(days=days) + later) for days in (20, 15, 0)
    )
    started = (TAKEN + later - dt.timedelta(days=120)).date().isoformat()
    due = (TAKEN + later + dt.timedelta(days=120)).date().isoformat()
    return {
        "format": schema.FORMAT,
        "edition": Edition.LEARNER.value,
        "imprint": imprint.key(),
        "taken_at": taken,
        "origin": [],
        "centre": {"name": CAME_FROM},
        "seal": keys.of_centre("").facts,
        "learner": {"name": name, "uln": ""},
        "qualification": {
            "awarding_body": "Demo awarding body",
            "title": "Level 2 Certificate in Customer Service (sample)",
            "number": "",
            "level": 2,
        },
        "specification": {"version": 1, "criteria_origin": "centre-devised", "origin_note": ""},
        "enrolment": {
            "id": number,
            "state": "Withdrawn",
            "starts_on": started,
            "due_on": due,
            "registration_number": "",
        },
        "staff": [{"name": ASSESSOR, "role": "Assessor", "from": started, "until": None}],
        "progress": {"time_percent": 50, "criteria": 2, "mapped": 2, "met": 2},
        "declarations": [
            {
                "words": "This is my own work.",
                "by": name,
                "at": sent[:16],
                "answer": "",
                "references": ["E01"],
            }
        ],
        "units": [_unit(judged)],
        "feedback": [],
        "artefacts": [_artefact(name, notes, sent)],
        "earlier_versions": [],
        "audit": {"events": 9, "head": hashlib.sha256(name.encode()).hexdigest()},
    }


def _unit(judged):
    signature = {
        "name": ASSESSOR,
        "role": "Assessor",
        "words": WORDS,
        "signed_at": judged,
        "fingerprint": hashlib.sha256(WORDS.encode()).hexdigest(),
        "stale": False,
    }
    outcome = {"number": 1, "title": "Deal with customers’ questions"}
    return {
        "id": 1,
        "title": "Answer customers’ questions (sample)",
        "reference": "",
        "credit": None,
        "glh": None,
        "level": 2,
        "group": "",
        "outcomes": [outcome | {"criteria": [_criterion(c, judged) for c in CRITERIA]}],
        "sign_off": {"state": "signed", "state_label": "Signed", "signatures": [signature]},
    }


def _criterion(told, judged):
    number, text, claim = told
    holds = ("met", "valid", "authentic", "current", "sufficient", "reliable")
    return {
        "id": int(number.replace(".", "")),
        "number": number,
        "text": text,
        "state": "met",
        "state_label": "Met",
        "evidence": [{"artefact_id": 1, "reference": "E01", "page": 1, "claim": claim}],
        "judgements": [
            {
                "attempt": 1,
                **dict.fromkeys(holds, True),
                "feedback": FEEDBACK,
                "judged_by": ASSESSOR,
                "role": "Assessor",
                "judged_at": judged,
                "evidence": ["E01 version 1"],
            }
        ],
    }


def _artefact(name, notes, sent):
    return {
        "id": 1,
        "reference": "E01",
        "title": TITLE,
        "kind": "product_evidence",
        "kind_label": "Product evidence",
        "state": "accepted",
        "state_label": "Accepted",
        "version": 1,
        "file_name": "notes-on-three-calls.txt",
        "sha256": hashlib.sha256(notes).hexdigest(),
        "size": len(notes),
        "content_type": TEXT.mime,
        "uploaded_at": sent,
        "uploaded_by": name,
        "details": [],
        "criteria": [
            {"unit": "Answer customers’ questions (sample)", "number": number}
            for number, _, _ in CRITERIA
        ],
        "pages": 1,
        "rendition": "text",
        "rendered_with": "",
        "problem": "",
        "quarantined": False,
    }
