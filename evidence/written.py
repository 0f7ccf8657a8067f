"""What was written here, what does it say, and how is it kept?"""

from dataclasses import dataclass

from core.typed import on_one_line
from evidence import intake, storage
from evidence.door.file_types import RECORD
from evidence.records import kinds, reading
from evidence.records.parts import DRAWING
from evidence.states import FileState

LARGEST = 8 * 1024 * 1024
WIDE, NARROW = 760, 340


@dataclass(frozen=True)
class Record:
    """A record that was read: the module of its kind, its title, its answers."""

    module: object
    title: str
    answers: dict

    def parts(self):
        """Return the parts that it is shown in, drawings for a wide and for a narrow screen."""
        return on_screen(self.module.shown(self.answers))


def keep(enrolment, kind, form, *, by):
    """Keep what a valid RecordForm says as evidence of `kind`; return the Artefact."""
    title = on_one_line(form.cleaned_data["title"])
    record = kinds.record(kind, title, form.answers())
    return intake.write(enrolment, record, kind=kind, title=title, by=by)


def change(artefact, form, *, by):
    """Put what a valid RecordForm says in the place of what was written."""
    title = on_one_line(form.cleaned_data["title"])
    record = kinds.record(artefact.kind, title, form.answers())
    return intake.rewrite(artefact, record, title=title, by=by)


def of_file(file):
    """Return the Record that a StoredFile holds, or None when it holds something else."""
    if file.content_type != RECORD or file.size > LARGEST:
        return None
    try:
        text = storage.original(file.sha256).read_text()
        return Record(*kinds.read(reading.load(text)))
    except (OSError, UnicodeDecodeError, reading.NotARecord):
        return None


def details_of(artefact, version=None):
    """Return the parts in which the details of a file, or of a version of it, are shown."""
    stated = version or artefact
    if stated.kind not in kinds.DETAILED or not stated.details:
        return []
    answers = kinds.details(stated.kind, stated.details)
    return on_screen(kinds.DETAILED[stated.kind].shown(answers))


def on_screen(shown):
    """Return parts as the component `record` takes them."""
    return [
        part | {"wide": part["draw"](WIDE), "narrow": part["draw"](NARROW)}
        if part["sort"] == DRAWING
        else part
        for part in shown
    ]


def files_of(enrolment):
    """Return the learner's files that a record can name as its source."""
    artefacts = (
        enrolment.artefacts.current()
        .exclude(file__content_type=RECORD)
        .exclude(file__state=FileState.INFECTED)
        .select_related("file")
        .order_by("number")
    )
    return [
        {"reference": a.reference, "title": a.title, "sha256": a.file.sha256} for a in artefacts
    ]
