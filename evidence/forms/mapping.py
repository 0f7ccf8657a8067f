"""What does a learner type and tick to say what evidence shows?"""

from django import forms
from django.utils.datastructures import MultiValueDict

from core.forms import PlainForm
from core.typed import whole_number, without_nul
from evidence import pointing
from evidence.mapping import Claim
from evidence.models import CrossReference, EvidenceKind

ROW = (*pointing.PARTS, "claim")
LONGEST_CLAIM = CrossReference._meta.get_field("claim").max_length


class MappingForm(PlainForm):
    """Title and kind of an artefact, and a tick, place and claim for each criterion.

    The ticks are posted as `criterion`, the rest as `page-<id>`, `area-<id>`, `quote-<id>`,
    `from-<id>`, `to-<id>` and `claim-<id>`. `references` are the artefact's current ones, `file`
    is its file; `kept` is what was typed and not saved, from the drafts.
    """

    title = forms.CharField(
        max_length=120, label="Title", error_messages={"required": "Give the evidence a title."}
    )
    kind = forms.ChoiceField(choices=EvidenceKind.choices, label="Kind of evidence")

    def __init__(self, *args, criteria, references, file, kept, initial, kinds=(), **kwargs):
        words = {name: kept[name] for name in initial if isinstance(kept.get(name), str)}
        super().__init__(*args, initial=initial | words, **kwargs)
        self.criteria = criteria
        self.references = {reference.criterion_id: reference for reference in references}
        self.file = file
        self.problems = {}
        self.saved = initial
        self.typed = self.data if self.is_bound else _as_posted(kept)
        if not self.typed:
            self.problems = self._problems_of_saved()
        if kinds:
            self.fields["kind"].choices = [(kind, EvidenceKind(kind).label) for kind in kinds]

    def ticked(self):
        """Return the ids of the criteria that are ticked."""
        if not self.typed:
            return set(self.references)
        return {whole_number(pk) for pk in self.typed.getlist("criterion")} - {None}

    def answer(self, criterion):
        """Return tick, place and claim as they were typed last, or as they are saved."""
        return {
            "chosen": criterion.pk in self.ticked(),
            **self._row(criterion.pk),
            "errors": self.problems.get(criterion.pk, {}),
        }

    def holds_unsaved(self):
        """Return whether the draft says something else than what is saved."""
        if not self.typed:
            return False
        said = {c.pk: self._row(c.pk) for c in self.criteria if c.pk in self.ticked()}
        saved = {pk: _saved(reference) for pk, reference in self.references.items()}
        return said != saved or any(self.initial[name] != self.saved[name] for name in self.saved)

    def as_draft(self):
        """Return what was posted as the drafts keep it, and nothing that is not of this form."""
        rows = [f"{part}-{criterion.pk}" for criterion in self.criteria for part in ROW]
        lines = {name: without_nul(self.typed.get(name, "")) for name in [*self.initial, *rows]}
        return lines | {"criterion": [str(pk) for pk in sorted(self.ticked())]}

    def clean(self):
        cleaned = super().clean()
        ticked = self.ticked()
        cleaned["claims"] = [
            self._claim(criterion) for criterion in self.criteria if criterion.pk in ticked
        ]
        if self.problems:
            raise forms.ValidationError("Look at the criteria that are marked below.")
        return cleaned

    def _problems_of_saved(self):
        """Return {criterion id: problems} of places that a new file does not have any more."""
        looked_up = {
            pk: pointing.problems_of(reference.place, self.file)
            for pk, reference in self.references.items()
        }
        return {pk: problems for pk, problems in looked_up.items() if problems}

    def _row(self, pk):
        """Return {part: text} of one criterion."""
        if self.typed:
            return {part: self.typed.get(f"{part}-{pk}", "") for part in ROW}
        return _saved(self.references.get(pk))

    def _claim(self, criterion):
        row = self._row(criterion.pk)
        words = " ".join(without_nul(row["claim"]).split())
        place, problems = pointing.read(row)
        if not problems:
            place = pointing.found(place, self.file)
            problems = pointing.problems_of(place, self.file)
        if len(words) > LONGEST_CLAIM:
            problems["claim"] = f"Keep it to one line of {LONGEST_CLAIM} characters."
        if problems:
            self.problems[criterion.pk] = problems
        return Claim(criterion, place, words)


def _saved(reference):
    """Return {part: text} of a cross-reference as a form holds it."""
    if reference is None:
        return dict.fromkeys(ROW, "")
    return pointing.as_typed(reference.place) | {"claim": reference.claim}


def _as_posted(kept):
    """Return a draft in the form of posted data; a name that came once was kept as one word."""
    return MultiValueDict(
        {name: value if isinstance(value, list) else [value] for name, value in kept.items()}
    )
