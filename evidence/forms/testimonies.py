"""What does a learner type to ask a witness, and what does the witness type?"""

from types import SimpleNamespace

from django import forms

from core.forms import PlainForm
from core.typed import without_nul
from evidence.forms.criteria import CriteriaField, OfUnits, ids_in
from evidence.forms.records import RecordForm
from evidence.records import testimony
from evidence.testimony.witnesses import VALID_DAYS

TYPED = SimpleNamespace(
    ASKS=(*testimony.OF_THE_WITNESS, *testimony.OF_THE_WORK), problems=testimony.problems
)
LONGEST_QUESTION = 2000
SIGNATURE = ("signed_as", "agreed")


class AskForm(OfUnits, PlainForm):
    """Whom a learner asks for a testimony, about what, and which criteria it could confirm."""

    name = forms.CharField(
        max_length=120, label="Name", error_messages={"required": "Write the witness’s name."}
    )
    email = forms.EmailField(
        label="E-mail",
        help_text=f"The link goes there and works for {VALID_DAYS} days. The witness needs no "
        "account.",
        error_messages={
            "required": "Write the e-mail address.",
            "invalid": "Write the whole address, like name@firm.example.",
        },
    )
    about = forms.CharField(
        label="What they saw you do",
        max_length=LONGEST_QUESTION,
        help_text="Say which piece of work you mean. The witness reads this.",
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            "required": "Say what the witness saw.",
            "max_length": f"Keep it to {LONGEST_QUESTION:,} letters.",
        },
    )
    criteria = CriteriaField(error_messages={"required": "Tick what the witness can confirm."})

    def __init__(self, *args, units, kept, **kwargs):
        words = {name: kept[name] for name in ("name", "email", "about") if name in kept}
        super().__init__(*args, initial=words, **kwargs)
        self.offer(units, ticked=kept.get("criteria"))

    def clean_about(self):
        return without_nul(self.cleaned_data["about"]).replace("\r\n", "\n").strip()


class TestimonyForm(RecordForm):
    """What a witness types, ticks and signs, under the TestimonyRequest `asked`."""

    criteria = CriteriaField(
        label="What of this did you see?",
        help_text="Tick only what you saw yourself.",
        error_messages={
            "required": "Tick at least one. If you saw none of it, tell the person who asked you."
        },
    )
    signed_as = forms.CharField(
        max_length=120,
        label="Sign with your name",
        help_text="Type it as above.",
        error_messages={"required": "Type your name to sign."},
    )
    agreed = forms.BooleanField(
        label=testimony.DECLARATION,
        error_messages={"required": "Read this and tick it before you sign."},
    )

    def __init__(self, asked, data=None):
        typed = {"name": asked.witness_name} | asked.draft
        super().__init__(TYPED, data, typed=typed, titled=False)
        self.initial["criteria"] = ids_in(asked.draft.get("criteria"))
        self.fields["criteria"].queryset = asked.criteria.select_related("outcome__unit")
        self.order_fields([*(ask.name for ask in TYPED.ASKS), "criteria", *SIGNATURE])

    def of_the_witness(self):
        """Return the fields about the witness."""
        return [self[ask.name] for ask in testimony.OF_THE_WITNESS]

    def of_the_work(self):
        """Return the fields about what was seen."""
        return [self[ask.name] for ask in testimony.OF_THE_WORK]

    def as_draft(self):
        """Return what was typed and ticked, but for the signature, which is given at the end."""
        said = {name: words for name, words in super().as_draft().items() if name not in SIGNATURE}
        return said | {"criteria": [str(pk) for pk in ids_in(self.data.getlist("criteria"))]}

    def clean(self):
        answers = super().clean()
        name, signed_as = answers.get("name"), answers.get("signed_as")
        if name and signed_as and _plain(name) != _plain(signed_as):
            self.add_error("signed_as", f"Type your name as above: {name}.")
        return answers


def _plain(name):
    return " ".join(name.casefold().split())
