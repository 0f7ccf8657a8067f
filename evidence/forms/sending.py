"""What does a learner tick to send evidence, and what does somebody type to withdraw it?"""

from django import forms

from core.forms import PlainForm
from evidence import submission
from evidence.models import Artefact


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
