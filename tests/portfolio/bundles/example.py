"""A small portfolio with real files, as plain data."""

import datetime as dt
import hashlib
import io

import img2pdf
import pikepdf
from PIL import Image
from weasyprint import HTML

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MADE = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)
FINGERPRINT = hashlib.sha256(b"all that was signed for").hexdigest()


class Example:
    """A manifest that grows by calls, and the folder where its files are kept."""

    def __init__(self, folder):
        self.folder = folder
        self.manifest = empty_manifest()

    def original_of(self, sha256):
        path = self.folder / f"{sha256}.original"
        return path if path.exists() else None

    def rendition_of(self, sha256):
        path = self.folder / sha256 / "pages.pdf"
        return path if path.exists() else None

    def keep(self, data, pages_pdf=None):
        sha256 = hashlib.sha256(data).hexdigest()
        (self.folder / f"{sha256}.original").write_bytes(data)
        if pages_pdf is not None:
            path = self.folder / sha256 / "pages.pdf"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(pages_pdf)
        return sha256

    def add_artefact(self, title, *, pages_pdf=None, data=None, **facts):
        """Add the next artefact, with the pages given or with none."""
        number = len(self.manifest["artefacts"]) + 1
        data = data if data is not None else pages_pdf
        artefact = {
            "id": 100 + number,
            "reference": f"E{number:02}",
            "title": title,
            "kind": "report",
            "kind_label": "Report",
            "state": "accepted",
            "state_label": "Accepted",
            "version": 1,
            "file_name": f"file {number}.pdf",
            "sha256": self.keep(data, pages_pdf),
            "size": len(data),
            "content_type": PDF,
            "uploaded_at": "2026-05-03T12:00:00+01:00",
            "uploaded_by": "Amy Carter",
            "criteria": [],
            "pages": page_count(pages_pdf) if pages_pdf else 0,
            "rendition": "pages" if pages_pdf else "",
            "rendered_with": "example",
            "problem": "",
            "quarantined": False,
            "details": [],
        }
        artefact |= facts
        self.manifest["artefacts"].append(artefact)
        return artefact

    def add_unit(self, title, criteria, **facts):
        """Add a unit with one outcome; `criteria` are as made by `criterion`."""
        number = len(self.manifest["units"]) + 1
        outcome = {"number": 1, "title": f"Understand {title.lower()}", "criteria": criteria}
        unit = {
            "id": 10 + number,
            "title": title,
            "reference": "",
            "credit": None,
            "glh": None,
            "level": None,
            "group": "",
            "outcomes": [outcome],
            "sign_off": None,
        }
        self.manifest["units"].append(unit | facts)
        by_id = {artefact["id"]: artefact for artefact in self.manifest["artefacts"]}
        for made in criteria:
            for shown in made["evidence"]:
                place = {"unit": title, "number": made["number"]}
                by_id[shown["artefact_id"]]["criteria"].append(place)


def criterion(number, *, shown=(), judgements=(), state="met", label="Met", text=None, **finer):
    """Return a criterion; `shown` are pairs of an artefact and a page or None.

    `finer` is what else every one of them points at: area, quote, start, end.
    """
    return {
        "id": int(number.replace(".", "")),
        "number": number,
        "text": text or f"Explain what {number} asks for",
        "state": state,
        "state_label": label,
        "evidence": [
            {
                "artefact_id": artefact["id"],
                "reference": artefact["reference"],
                "page": page,
                "claim": "The table compares before and after." if page else "",
                **finer,
            }
            for artefact, page in shown
        ],
        "judgements": list(judgements),
    }


def judgement(attempt=1, *, met=True, feedback="Well argued."):
    return {
        "attempt": attempt,
        "met": met,
        "valid": True,
        "authentic": True,
        "current": True,
        "sufficient": met,
        "reliable": True,
        "feedback": feedback,
        "judged_by": "Ben Hughes",
        "role": "Assessor",
        "judged_at": f"2026-11-{10 + attempt}T16:40:00+00:00",
        "evidence": [f"E01 version {attempt}"],
    }


def sign_off():
    signature = {
        "name": "Ben Hughes",
        "role": "Assessor",
        "words": "Every criterion of this unit is met.",
        "signed_at": "2026-11-14T09:00:00+00:00",
        "fingerprint": FINGERPRINT,
        "stale": False,
    }
    return {"state": "signed", "state_label": "Signed", "signatures": [signature]}


def empty_manifest():
    return {
        "format": "nvq-portfolio/1",
        "edition": "learner",
        "imprint": FINGERPRINT,
        "taken_at": "2026-11-22T20:31:00+00:00",
        "origin": [],
        "centre": {"name": "Harbour Skills Centre"},
        "seal": {"signer": "Demo key", "certificate_sha256": FINGERPRINT, "is_demo": True},
        "learner": {"name": "Amy Carter", "uln": ""},
        "qualification": {
            "awarding_body": "ProQual Awarding Body",
            "title": "Level 4 NVQ Diploma in Customer Service",
            "number": "601/4756/8",
            "level": 4,
        },
        "specification": {"version": 2, "criteria_origin": "centre", "origin_note": ""},
        "enrolment": {
            "id": 41,
            "state": "active",
            "starts_on": "2026-04-06",
            "due_on": "2027-04-05",
            "registration_number": "",
        },
        "staff": [{"name": "Ben Hughes", "role": "Assessor", "from": "2026-04-06", "until": None}],
        "progress": {"time_percent": 63, "criteria": 3, "mapped": 3, "met": 2},
        "declarations": [
            {
                "words": "This is my own work.",
                "by": "Amy Carter",
                "at": "2026-05-03T19:20",
                "answer": "",
                "references": ["E01", "E02"],
            }
        ],
        "units": [],
        "feedback": [],
        "artefacts": [],
        "earlier_versions": [],
        "audit": {"events": 12, "head": FINGERPRINT},
    }


def document(*texts, size="A4"):
    """Return a PDF with one page for each text."""
    pages = "".join(f'<p style="break-after: page">{text}</p>' for text in texts[:-1])
    style = f"<style>@page {{ size: {size} }}</style>"
    return HTML(string=f"{style}{pages}<p>{texts[-1]}</p>").write_pdf()


def page_count(data):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def photo():
    """Return a PDF of one page that shows a picture and no letters."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "JPEG")
    return img2pdf.convert(picture.getvalue(), creationdate=MADE, moddate=MADE)
