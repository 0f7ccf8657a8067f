"""What do the two lists in an export say: what is in it, what is left out, and why?"""

import csv
import io
from urllib.parse import quote

from django.template.loader import render_to_string

COLUMNS = [
    "Learner",
    "Qualification",
    "Outcome",
    "File",
    "Bytes",
    "SHA-256",
    "Why it is left out",
    "What is missing in it",
]
IN_IT, LEFT_OUT = "In this ZIP", "Left out"
# A spreadsheet takes a cell that begins like this for a formula, and would work it out.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def page(export, listed):
    """Return index.html, as bytes: it needs no script and no network.

    `listed` is a list of (Outcome, name of its file in the ZIP or "").
    """
    rows = [
        {
            "learner": outcome.learner,
            "qualification": outcome.portfolio.enrolment.specification.qualification,
            "href": quote(name),
            "name": name,
            "size": outcome.bundle.zip_size if name else None,
            "sentence": outcome.sentence,
            "remark": outcome.remark,
        }
        for outcome, name in listed
    ]
    context = {
        "export": export,
        "packed": [row for row in rows if row["name"]],
        "left_out": [row for row in rows if not row["name"]],
    }
    return render_to_string("exported/index.html", context).encode()


def table(listed):
    """Return outcomes.csv, as bytes that Excel and LibreOffice take for UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for outcome, name in listed:
        row = [
            outcome.learner,
            outcome.portfolio.enrolment.specification.qualification,
            IN_IT if name else LEFT_OUT,
            name,
            outcome.bundle.zip_size if name else "",
            outcome.bundle.zip_sha256 if name else "",
            outcome.sentence,
            outcome.remark,
        ]
        writer.writerow([guarded(str(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def guarded(text):
    """Return `text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
