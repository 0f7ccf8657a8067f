"""Which kinds of evidence are written here, which ask for details beside a file?

A kind is one module with ASKS, `problems(answers)` and `shown(answers)`, and one line here.
"""

from evidence.records import (
    account,
    discussion,
    in_situ,
    kpi,
    observation,
    plan,
    questioning,
    reading,
    rpl,
    testimony,
)  # fmt: skip

WRITTEN = {
    "reflective_account": account,
    "kpi_record": kpi,
    "plan": plan,
    "in_situ": in_situ,
    "questioning": questioning,
    "observation": observation,
    "witness_testimony": testimony,
    "expert_witness": testimony,
}
DETAILED = {"rpl": rpl, "professional_discussion": discussion}
# What a learner writes; the rest is written by the one who asked, watched or bears witness.
BY_LEARNERS = ("reflective_account", "kpi_record", "plan", "in_situ")
BY_ASSESSORS = ("observation", "questioning")
# Kinds that only exist as written: nobody can upload one.
NEVER_A_FILE = ("kpi_record", "plan", "in_situ")


def record(kind, title, answers):
    """Return the JSON value that is kept of `answers` to what a kind asks."""
    return {"kind": kind, "title": title, "answers": reading.without_empty(answers)}


def read(value):
    """Return (module of the kind, title, answers) of a record; raise NotARecord when it is none."""
    kind, title = reading.kind_and_title(value)
    if kind not in WRITTEN:
        raise reading.NotARecord("no kind of ours")
    module = WRITTEN[kind]
    answers = reading.answers_of(module.ASKS, value["answers"])
    if _lacks_something(module.ASKS, answers):
        raise reading.NotARecord("an answer is missing")
    return module, title, answers


def details(kind, value):
    """Return the answers in the details of a file of `kind`; empty ones where they don't fit."""
    asks = DETAILED[kind].ASKS
    try:
        return reading.answers_of(asks, value)
    except reading.NotARecord:
        return reading.answers_of(asks, {})


def missing(kind, value):
    """Return the sentence that says which detail a file of `kind` lacks, or ""."""
    module = DETAILED.get(kind)
    if module is None or not module.MISSING:
        return ""
    return module.MISSING if _lacks_something(module.ASKS, details(kind, value)) else ""


def _lacks_something(asks, answers):
    """Return whether an answer that is needed is empty, in a row as well."""
    for ask in asks:
        answer = answers[ask.name]
        if ask.needed and answer in ("", []):
            return True
        rows = answer if isinstance(answer, list) else []
        if any(_lacks_something(ask.columns, row) for row in rows):
            return True
    return False
