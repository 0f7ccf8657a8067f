"""What does a learner type about evidence?"""

from django import forms

from evidence.mapping import Claim
from evidence.models import Artefact, EvidenceKind

KINDS_OF_FILES = ".pdf,.docx,.xlsx,.csv,.txt,.jpg,.jpeg,.png"


class AccountForm(forms.Form):
    title = forms.CharField(max_length=120, label="Title")
    text = forms.CharField(
        label="What you did, why, and what came of it",
        widget=forms.Textarea({"rows": 16}),
        max_length=100_000,
    )


class MappingForm(forms.Form):
    """Title and kind of an artefact, and a tick, page and claim for each criterion.

    The ticks are posted as `criterion`, the rest as `page-<id>` and `claim-<id>`.
    """

    title = forms.CharField(max_length=120, label="Title")
    kind = forms.ChoiceField(choices=EvidenceKind.choices, label="Kind of evidence")

    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        self.problems = {}

    def ticked(self):
        """Return the ids of the criteria that were ticked."""
        return {int(pk) for pk in self.data.getlist("criterion") if pk.isdigit()}

    def clean(self):
        cleaned = super().clean()
        ticked = self.ticked()
        cleaned["claims"] = [
            self._claim(criterion) for criterion in self.criteria if criterion.pk in ticked
        ]
        if self.problems:
            raise forms.ValidationError("Check the page numbers. Everything else is still here.")
        return cleaned

    def _claim(self, criterion):
        page = self.data.get(f"page-{criterion.pk}", "").strip()
        words = " ".join(self.data.get(f"claim-{criterion.pk}", "").split())
        if page and not (page.isdecimal() and 1 <= int(page) <= 9999):
            self.problems[criterion.pk] = ["Write the page as a number, such as 3."]
            page = ""
        if len(words) > 200:
            self.problems[criterion.pk] = ["Keep it to one line of 200 characters."]
        return Claim(criterion, int(page) if page else None, words)


class SubmissionForm(forms.Form):
    artefacts = forms.ModelMultipleChoiceField(
        Artefact.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the evidence to send."},
    )
    answer = forms.CharField(
        required=False,
        max_length=2000,
        label="A word to your assessor",
        help_text="After feedback: what you changed, and where it can be seen.",
        widget=forms.Textarea({"rows": 3}),
    )
    declared = forms.BooleanField(
        error_messages={"required": "Read the declaration and tick it before you send."}
    )

    def __init__(self, *args, ready, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["artefacts"].queryset = ready


class WithdrawalForm(forms.Form):
    reason = forms.CharField(max_length=500, error_messages={"required": "Say why, in a few words."})
