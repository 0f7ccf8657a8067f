"""Of which parts is a record put together when it is shown, on screen and on its pages?

Each part is a dict with `sort`, one of the words below; templates and the typesetter draw them.
"""

FACTS, PROSE, TABLE, DRAWING, SAID, PAIRS, MARKS = (
    "facts", "prose", "table", "drawing", "said", "pairs", "marks",
)  # fmt: skip


def facts(*pairs):
    """Return the (label, value) pairs that have a value, one beside the other."""
    return {"sort": FACTS, "facts": [{"label": label, "value": v} for label, v in pairs if v]}


def prose(words, title=""):
    """Return words as they were typed, line for line, under a heading where there is one."""
    return {"sort": PROSE, "title": title, "words": words, "html": ""}


def formatted(html, title=""):
    """Return words that were formatted; `html` comes from rich.cleaned."""
    return {"sort": PROSE, "title": title, "words": "", "html": html}


def table(title, columns, rows, *, numbers=()):
    """Return rows of texts under a heading; `numbers` are the places of columns of figures."""
    head = [{"label": label, "is_number": at in numbers} for at, label in enumerate(columns)]
    body = [
        [{"text": text, "is_number": at in numbers} for at, text in enumerate(row)] for row in rows
    ]
    return {"sort": TABLE, "title": title, "columns": head, "rows": body}


def drawing(title, draw, words):
    """Return a drawing: `draw` is called with a width and gives SVG, `words` say what it shows."""
    return {"sort": DRAWING, "title": title, "draw": draw, "words": words}


def said(*sentences):
    """Return what the record says in words, a sentence a line."""
    return {"sort": SAID, "sentences": [sentence for sentence in sentences if sentence]}


def marks(title, moments):
    """Return moments of a recording, each (seconds, their time in words, what is there)."""
    listed = [{"seconds": at, "time": time, "about": about} for at, time, about in moments]
    return {"sort": MARKS, "title": title, "marks": listed}


def pairs(title, questions):
    """Return questions with their answers, in order."""
    return {
        "sort": PAIRS,
        "title": title,
        "pairs": [{"question": question, "answer": answer} for question, answer in questions],
    }
