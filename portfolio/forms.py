"""What can be sent in, and what is chosen when a portfolio is imported?"""

from django import forms

from core.forms import PlainForm
from core.typed import whole_number
from learners.models import Learner
from portfolio.bundles.editions import PURPOSES


class VerifyForm(PlainForm):
    file = forms.FileField(
        label="PDF or ZIP",
        allow_empty_file=True,
        error_messages={"required": "Choose the PDF or the ZIP of a portfolio first."},
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.zip"}),
    )


class ExportForm(PlainForm):
    """`enrolments` are those that the page showed, whatever the list would show by now."""

    edition = forms.ChoiceField(
        label="Which edition?",
        choices=[(edition, f"{edition.label}. {words}") for edition, words in PURPOSES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an edition."},
    )
    enrolments = forms.CharField(widget=forms.HiddenInput, max_length=200_000, required=False)

    def clean_enrolments(self):
        """Return the ids as numbers; what is no number is left out."""
        found = map(whole_number, self.cleaned_data["enrolments"].split(","))
        return [number for number in found if number is not None]


class ImportForm(PlainForm):
    file = forms.FileField(
        label="ZIP of the portfolio",
        help_text="As the other centre downloaded it. It is checked first, and nothing is "
        "imported before you have seen what is in it.",
        widget=forms.FileInput({"accept": ".zip,application/zip"}),
        error_messages={
            "required": "Choose the ZIP of a portfolio.",
            "empty": "The file is empty. Choose the ZIP of a portfolio.",
        },
    )


class LearnerField(forms.ModelChoiceField):
    def label_from_instance(self, learner):
        """Return the name, with the e-mail that tells two people of one name apart."""
        return f"{learner.user.name} ({learner.user.email})"


class Confirmation(forms.CheckboxInput):
    """A tick that counts for the one `value` that it was asked of."""

    def value_from_datadict(self, data, files, name):
        """Return whether it was ticked for what is chosen now."""
        return data.get(name) == self.attrs["value"]


class ImportLearnerForm(PlainForm):
    """`same_person` is asked only where the file names somebody else than was chosen."""

    learner = LearnerField(
        Learner.objects.none(),
        label="Whose portfolio is it?",
        empty_label="Choose a learner of the centre",
        help_text="It is shown with this learner’s portfolio from now on.",
        error_messages={"required": "Choose the learner whose portfolio it is."},
    )
    same_person = forms.BooleanField(
        label="It is the same person, under two names",
        help_text="The name in the file stays beside the learner’s, wherever it is shown.",
        required=False,
        widget=Confirmation,
    )

    def __init__(self, *args, centre, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["learner"].queryset = centre.learners.select_related("user")
        self.fields["same_person"].widget.attrs["value"] = self.data.get("learner", "")
