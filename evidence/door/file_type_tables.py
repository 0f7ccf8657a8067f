"""How do the tables of what is taken look in docs/uploads.md?"""

from evidence.door.file_types import LIMITS, MB, SAYS_NOTHING, TAKEN

BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"


def markdown():
    """Return both tables, of kinds and of limits, as they stand between the marks."""
    return "\n".join([BEGIN, "", *_kinds(), "", *_limits(), "", END])


def _kinds():
    yield "| kind | endings | MIME type, and what else a sender may say | most | what is shown |"
    yield "|---|---|---|---|---|"
    for kind in TAKEN:
        endings = ", ".join((f".{kind.extension}", *kind.endings))
        claims = ", ".join(dict.fromkeys((kind.mime, *kind.claims)))
        yield f"| {kind.label} | {endings} | {claims} | {_most(kind)} | {kind.shown} |"
    yield ""
    nothing = ", ".join(sorted(SAYS_NOTHING - {""}))
    yield f"A sender that says nothing, or one of these, agrees with everything: {nothing}."


def _limits():
    yield "| what is counted | most | above it |"
    yield "|---|---|---|"
    for what, most, then in LIMITS:
        yield f"| {what} | {most:,} | {then} |"


def _most(kind):
    return f"{kind.most_bytes // MB} MB" if kind.most_bytes else "`EVIDENCE_MAX_MB`"
