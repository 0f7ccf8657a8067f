"""What does a learner type about evidence?"""

from django import forms
from django.utils.datastructures import MultiValueDict

from core.forms import PlainForm
from core.typed import whole_number, without_nul
from evidence import submission
from evidence.mapping import Claim
from evidence.models import Artefact, CrossReference, EvidenceKind
from evidence.refusals import MOST_PAGES

KINDS_OF_FILES = (
    ".pdf,.docx,.xlsx,.csv,.txt,.jpg,.jpeg,.png,"
    ".mp3,.m4a,.aac,.wav,.ogg,.opus,.mp4,.m4v,.mov,.webm,.mkv"
)
LONGEST_CLAIM = CrossReference._meta.get_field("claim").max_length


class AccountForm(PlainForm):
    title = forms.CharField(
        max_length=120, label="Title", error_messages={"required": "Give the account a title."}
    )
    text = forms.CharField(
        label="What you did, why, and what came of it",
        widget=forms.Textarea({"rows": 16}),
        max_length=100_000,
        error_messages={"required": "Write the account first."},
    )


class MappingForm(PlainForm):
    """Title and kind of an artefact, and a tick, page and claim for each criterion.

    The ticks are posted as `criterion`, the rest as `page-<id>` and `claim-<id>`. `references`
    are the artefact's current ones, `pages` is how many pages it has (0: not known); `kept` is
    what was typed and not saved, from the drafts.
    """

    title = forms.CharField(
        max_length=120, label="Title", error_messages={"required": "Give the evidence a title."}
    )
    kind = forms.ChoiceField(choices=EvidenceKind.choices, label="Kind of evidence")

    def __init__(self, *args, criteria, references, pages, kept, initial, **kwargs):
        words = {name: kept[name] for name in initial if isinstance(kept.get(name), str)}
        super().__init__(*args, initial=initial | words, **kwargs)
        self.criteria = criteria
        self.references = {reference.criterion_id: reference for reference in references}
        self.pages = pages
        self.problems = {}
        self.saved = initial
        self.typed = self.data if self.is_bound else _as_posted(kept)

    def ticked(self):
        """Return the ids of the criteria that are ticked."""
        if not self.typed:
            return set(self.references)
        return {whole_number(pk) for pk in self.typed.getlist("criterion")} - {None}

    def answer(self, criterion):
        """Return tick, page and claim as they were typed last, or as they are saved."""
        if self.typed:
            page = self.typed.get(f"page-{criterion.pk}", "")
            claim = self.typed.get(f"claim-{criterion.pk}", "")
        else:
            page, claim = _saved(self.references.get(criterion.pk))
        return {
            "chosen": criterion.pk in self.ticked(),
            "page": page,
            "claim": claim,
            "errors": self.problems.get(criterion.pk, []),
        }

    def holds_unsaved(self):
        """Return whether the draft says something else than what is saved."""
        if not self.typed:
            return False
        typed = {c.pk: self.answer(c) for c in self.criteria if c.pk in self.ticked()}
        said = {pk: (answer["page"], answer["claim"]) for pk, answer in typed.items()}
        saved = {pk: _saved(reference) for pk, reference in self.references.items()}
        return said != saved or any(self.initial[name] != self.saved[name] for name in self.saved)

    def as_draft(self):
        """Return what was posted as the drafts keep it, and nothing that is not of this form."""
        rows = [
            f"{part}-{criterion.pk}" for criterion in self.criteria for part in ("page", "claim")
        ]
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

    def _claim(self, criterion):
        page = self.data.get(f"page-{criterion.pk}", "").strip()
        words = " ".join(without_nul(self.data.get(f"claim-{criterion.pk}", "")).split())
        number = whole_number(page)
        problems = []
        if page and not (number and number <= MOST_PAGES):
            problems.append("Write the page as a number, such as 3.")
        elif page and self.pages and number > self.pages:
            problems.append(f"The last page is {self.pages}.")
        if len(words) > LONGEST_CLAIM:
            problems.append(f"Keep it to one line of {LONGEST_CLAIM} characters.")
        if problems:
            self.problems[criterion.pk] = problems
        return Claim(criterion, number, words)


class SubmissionForm(PlainForm):
    artefacts = forms.ModelMultipleChoiceField(
        Artefact.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose the evidence to send.",
            "invalid_choice": "Some of this is sent already or has changed. Look at the list.",
        },
    )
    answer = forms.CharField(
        required=False,
        max_length=2000,
        label="A word to your assessor",
        help_text="After feedback: what you changed, and where it can be seen.",
        widget=forms.Textarea({"rows": 3}),
    )
    declared = forms.BooleanField(
        label=submission.DECLARATION,
        error_messages={"required": "Read the declaration and tick it before you send."},
    )

    def __init__(self, *args, ready, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["artefacts"].queryset = ready


class WithdrawalForm(PlainForm):
    reason = forms.CharField(error_messages={"required": "Say why, in a few words."})


def _saved(reference):
    """Return page and claim of a cross-reference as a form holds them."""
    if reference is None:
        return "", ""
    return str(reference.page or ""), reference.claim


def _as_posted(kept):
    """Return a draft in the form of posted data; a name that came once was kept as one word."""
    return MultiValueDict(
        {name: value if isinstance(value, list) else [value] for name, value in kept.items()}
    )
