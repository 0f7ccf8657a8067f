"""What does somebody type when evidence is written here, and which answers does that make?"""

import re

from django import forms
from django.utils.html import escape
from django.utils.timezone import localdate

from core.forms import PlainForm
from core.typed import without_nul
from evidence.records import rich, values
from evidence.records.asking import (
    CHOICE,
    CLOCK,
    DAY,
    FILE,
    LINE,
    MOMENT,
    MOST_LETTERS,
    MOST_ROWS,
    NUMBER,
    RICH,
    WORDS,
    Ask,
    Rows,
)  # fmt: skip
from evidence.records.reading import LONGEST_KEPT, LONGEST_TITLE

NO_FILE = [("", "None of my files")]
NO_CHOICE = [("", "Choose")]
FEW = 3
UNREAD = {
    "pasted": "These rows are not in the table yet. Read them first, or empty this box.",
    "file": "The rows of that file are not in the table yet. Choose it again and read them, "
    "or keep this without it.",
}
SHORT, SHORT_LINE = (CHOICE, CLOCK, DAY, NUMBER), 100
PLAIN_HELP = "Blank lines part paragraphs. Lines that begin with “- ” make a list."
TITLE = Ask("title", "Title", needed="Give it a title.", longest=LONGEST_TITLE)
WIDGETS = {
    RICH: lambda: RichWords({"rows": 16, "data-rich": ""}),
    WORDS: lambda: forms.Textarea({"rows": 3}),
    NUMBER: lambda: forms.TextInput({"inputmode": "decimal"}),
}
READERS = {CLOCK: values.clock, MOMENT: values.moment, NUMBER: values.number}
WRITERS = {
    DAY: values.day_in_words,
    MOMENT: values.moment_in_words,
    NUMBER: lambda number: values.number_in_words(number).replace(",", ""),
}


class RichWords(forms.Textarea):
    """A box for formatted words: plain text in it, and beside it the HTML for the editor."""

    def format_value(self, value):
        try:
            return rich.as_text(rich.cleaned(value or ""))
        except rich.TooLong:
            return value

    def get_context(self, name, value, attrs):
        try:
            formatted = rich.cleaned(value or "")
        except rich.TooLong:
            formatted = f"<p>{escape(value)}</p>"
        return super().get_context(name, value, {**(attrs or {}), "data-html": formatted})


class AskField(forms.CharField):
    """One answer, read as its sort is written; wrong ones are told in the reader's sentence."""

    def __init__(self, ask):
        widget = WIDGETS.get(ask.sort, lambda: forms.TextInput)()
        help_text = ask.help or (PLAIN_HELP if ask.sort == RICH else "")
        super().__init__(
            label=ask.label, required=bool(ask.needed), help_text=help_text, widget=widget,
            error_messages={"required": ask.needed},
        )  # fmt: skip
        self.ask = ask

    def to_python(self, value):
        return without_nul(super().to_python(value)).replace("\r\n", "\n")

    def clean(self, value):
        words = super().clean(value)
        try:
            return answer_of(self.ask, words)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class Table:
    """The rows of one table as they were typed, what is wrong with them, and what they say.

    `pasted` are rows of a spreadsheet that were not read yet.
    """

    def __init__(self, ask, typed, *, more=0):
        self.ask = ask
        self.name, self.label, self.columns = ask.name, ask.label, ask.columns
        rows = _rows_in(ask, typed)
        wanted = min(MOST_ROWS, max(ask.start, len(rows) + more))
        self.rows = rows + [{c.name: "" for c in ask.columns} for _ in range(len(rows), wanted)]
        self.problems, self.wrong, self.places, self.refused = {}, [], [], ""
        self.pasted = without_nul(typed.get(f"{self.name}-pasted") or "") if ask.imports else ""
        self.has_file, self.unread = False, {}

    def check(self):
        """Read every row that says something; return the answers, and note what is wrong."""
        filled = [(at, row) for at, row in enumerate(self.rows) if any(row.values())]
        if not filled and self.ask.needed:
            self.wrong.append(self.ask.needed)
        if len(filled) > MOST_ROWS:
            self.wrong.append(f"These are {len(filled)} rows, and {MOST_ROWS} is the most.")
            filled = filled[:MOST_ROWS]
        self.places = [at for at, _ in filled]
        return [{c.name: self._cell(at, c, row) for c in self.columns} for at, row in filled]

    def check_read(self):
        """Note which rows of a spreadsheet came along and would be lost, since nobody read them."""
        came = {"pasted": self.pasted.strip(), "file": self.has_file}
        self.unread = {field: sentence for field, sentence in UNREAD.items() if came[field]}

    def complain(self, at, column, sentence):
        """Note what is wrong with a cell, beside it and above the table."""
        self.problems[at, column] = sentence
        self.wrong.append(f"Row {at + 1}: {_within(sentence)}")

    def lines(self):
        """Return the rows as the component `rows` draws them."""
        return [
            {"number": at + 1, "cells": [self._drawn(at, column) for column in self.columns]}
            for at in range(len(self.rows))
        ]

    def typed(self):
        """Return the rows as they would be posted, and those that were pasted."""
        said = {
            f"{self.name}-{at}-{name}": words
            for at, row in enumerate(self.rows)
            for name, words in row.items()
        }
        return said | ({f"{self.name}-pasted": self.pasted} if self.pasted else {})

    def _cell(self, at, column, row):
        words = row[column.name].strip()
        try:
            if not words and column.needed:
                raise ValueError(column.needed)
            return answer_of(column, words)
        except ValueError as error:
            self.complain(at, column.name, str(error))
            return ""

    def _drawn(self, at, column):
        name = f"{self.name}-{at}-{column.name}"
        return {
            "name": name,
            "column": column.name,
            "label": column.label,
            "sort": column.sort,
            **_options(column, self.rows[at][column.name]),
            "error": self.problems.get((at, column.name), ""),
        }


class RecordForm(PlainForm):
    """What a kind of record asks for: a field for each answer, a Table for each set of rows.

    `typed` is what stands in it at first, field name → text, from a draft or a kept record;
    `files` are the learner's files that a record may name, dicts of reference, title, sha256.
    """

    title = AskField(TITLE)

    def __init__(self, module, data=None, *, typed=None, files=(), more="", titled=True):
        typed = {name: words for name, words in (typed or {}).items() if isinstance(words, str)}
        super().__init__(data, initial=typed)
        self.module = module
        self.files = {file["reference"]: file for file in files}
        if not titled:
            del self.fields["title"]
        source = data if data is not None else typed
        self.tables = [
            Table(ask, source, more=ask.start if more == ask.name else 0)
            for ask in module.ASKS
            if isinstance(ask, Rows)
        ]
        for ask in module.ASKS:
            if not isinstance(ask, Rows):
                self.fields[ask.name] = self._field(ask)

    def parts(self):
        """Return fields and tables in the order that they are asked in."""
        tables = {table.name: table for table in self.tables}
        names = ["title"] if "title" in self.fields else []
        for name in [*names, *(ask.name for ask in self.module.ASKS)]:
            if name in tables:
                yield {"table": tables[name]}
            else:
                field = self[name]
                ask = getattr(field.field, "ask", None)
                yield {
                    "field": field,
                    "is_rich": ask is not None and ask.sort == RICH,
                    "is_short": ask is not None and _is_short(ask),
                }

    def unchecked(self):
        """Return the form with the same words, without a look at whether they are right."""
        titled = "title" in self.fields
        form = RecordForm(
            self.module, typed=self.as_draft(), files=self.files.values(), titled=titled
        )
        for table in form.tables:
            table.refused = self.table(table.name).refused
        return form

    def table(self, name):
        """Return the Table of that name, or None."""
        return next((table for table in self.tables if table.name == name), None)

    def as_draft(self):
        """Return what was typed, and nothing that is not of this form."""
        source = self.data if self.is_bound else self.initial
        said = {name: without_nul(source.get(name) or "") for name in self.fields}
        return said | {name: w for table in self.tables for name, w in table.typed().items()}

    def clean(self):
        answers = super().clean()
        answers |= {table.name: table.check() for table in self.tables}
        if not self.errors and not any(table.wrong for table in self.tables):
            for where, sentence in self.module.problems(answers):
                self._complain(where, sentence)
        for table in self.tables:
            table.check_read()
            if table.wrong or table.unread:
                self.add_error(None, f"{table.label}: look at what is marked below.")
        rich_ones = {ask.name for ask in self.module.ASKS if getattr(ask, "sort", "") == RICH}
        plain = {name: answer for name, answer in answers.items() if name not in rich_ones}
        if _letters(plain) > MOST_LETTERS:
            most = f"{MOST_LETTERS:,}"
            self.add_error(None, f"This is longer than {most} letters. Make two records of it.")
        return answers

    def answers(self):
        """Return the answers of a valid form, as records keep them."""
        return {ask.name: self.cleaned_data[ask.name] for ask in self.module.ASKS}

    def _complain(self, where, sentence):
        if isinstance(where, tuple):
            name, at, column = where
            table = self.table(name)
            table.complain(table.places[at], column, sentence)
        else:
            self.add_error(where, sentence)

    def _field(self, ask):
        if ask.sort == CHOICE:
            few = len(ask.choices) <= FEW and ask.needed
            field = forms.ChoiceField(
                label=ask.label,
                choices=ask.choices if few else [*NO_CHOICE, *ask.choices],
                required=bool(ask.needed),
                help_text=ask.help,
                widget=forms.RadioSelect if few else forms.Select,
                error_messages={"required": ask.needed},
            )
            field.ask = ask
            return field
        if ask.sort == FILE:
            named = [(ref, f"{ref} {file['title']}") for ref, file in self.files.items()]
            return forms.TypedChoiceField(
                label=ask.label, choices=NO_FILE + named, required=False, help_text=ask.help,
                coerce=self.files.get, empty_value="",
            )  # fmt: skip
        return AskField(ask)


def typed_of(asks, answers, *, title=""):
    """Return what would be typed to give these answers: field name → text."""
    typed = {"title": title}
    for ask in asks:
        if isinstance(ask, Rows):
            for at, row in enumerate(answers[ask.name]):
                cells = typed_of(ask.columns, row)
                typed |= {f"{ask.name}-{at}-{c.name}": cells[c.name] for c in ask.columns}
        else:
            typed[ask.name] = _in_words(ask, answers[ask.name])
    return typed


def answer_of(ask, words):
    """Return the answer that `words` give to `ask`; raise ValueError with a sentence."""
    if not words:
        return ""
    if ask.sort == RICH:
        return _formatted(ask, words)
    if ask.sort == CHOICE:
        return _chosen(ask, words)
    if ask.sort == DAY:
        return values.day(words, not_after=localdate() if ask.past else None)
    if ask.sort in READERS:
        return READERS[ask.sort](words)
    if len(words) > ask.longest:
        raise ValueError(f"Keep it to {ask.longest:,} letters; these are {len(words):,}.")
    return words


def _formatted(ask, words):
    html = rich.cleaned(words)
    said = rich.words_in(html)
    if not said and ask.needed:
        raise ValueError(ask.needed)
    if len(said) > ask.longest:
        raise ValueError(f"Keep it to {ask.longest:,} letters; these are {len(said):,}.")
    if len(html) > LONGEST_KEPT:
        raise ValueError("There is too much formatting in it. Paste it as plain text.")
    return html


def _chosen(ask, words):
    """Return the value of a choice that was made, or written as a spreadsheet does."""
    for value, label in ask.choices:
        if words.strip().lower() in (value, label.lower()):
            return value
    labels = [label.lower() for _, label in ask.choices]
    raise ValueError(f"Choose {', '.join(labels[:-1])} or {labels[-1]}.")


def _options(column, typed):
    """Return what a cell holds, and its choices; what is no choice is kept to be looked at."""
    if not column.choices:
        return {"value": typed, "choices": []}
    known = {label.lower(): value for value, label in column.choices}
    value = known.get(typed.strip().lower(), typed)
    other = [] if value in ("", *known.values()) else [(typed, typed)]
    return {"value": value, "choices": [*NO_CHOICE, *column.choices, *other]}


def _in_words(ask, answer):
    if answer == "":
        return ""
    if ask.sort == FILE:
        return answer["reference"]
    return WRITERS.get(ask.sort, str)(answer)


def _rows_in(ask, source):
    """Return the rows of a table in posted or kept words, in order, gaps closed."""
    found, columns = {}, {column.name for column in ask.columns}
    pattern = re.compile(rf"{ask.name}-(\d{{1,4}})-(\w+)")
    for name in source:
        part = pattern.fullmatch(name)
        if part and part[2] in columns:
            found.setdefault(int(part[1]), {})[part[2]] = without_nul(source.get(name) or "")
    return [
        {column.name: found[at].get(column.name, "") for column in ask.columns}
        for at in sorted(found)
    ]


def _is_short(ask):
    """Return whether two answers of this sort stand beside each other."""
    return ask.sort in SHORT or (ask.sort == LINE and ask.longest <= SHORT_LINE)


def _letters(answers):
    """Return how many letters the answers hold in all."""
    if isinstance(answers, dict):
        return sum(map(_letters, answers.values()))
    if isinstance(answers, list):
        return sum(map(_letters, answers))
    return len(answers) if isinstance(answers, str) else 0


def _within(sentence):
    """Return a sentence as it goes on after a colon."""
    return sentence[:1].lower() + sentence[1:]
