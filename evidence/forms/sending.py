"""What does a learner tick to send evidence, and what does somebody type to withdraw it?"""

from django import forms

from core.forms import LONGEST_REASON, REASON_TOO_LONG, PlainForm
from evidence import submission
from evidence.models import Artefact

LONGEST_ANSWER = 2000


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
        max_length=LONGEST_ANSWER,
        label="A word to your assessor",
        help_text="After feedback: what you changed, and where it can be seen.",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": f"Keep it to {LONGEST_ANSWER:,} letters."},
    )
    declared = forms.BooleanField(
        label=submission.DECLARATION,
        error_messages={"required": "Read the declaration and tick it before you send."},
    )

    def __init__(self, *args, ready, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["artefacts"].queryset = ready


class WithdrawalForm(PlainForm):
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={
            "required": "Say why, in a few words. Nothing was withdrawn.",
            "max_length": f"{REASON_TOO_LONG} Nothing was withdrawn.",
        },
    )
