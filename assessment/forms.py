"""What does an assessor send from the workbench, and agree to under a unit?"""

import re

from django import forms

from assessment.judging import Decision
from assessment.models import VACSR
from core.forms import LONGEST_REASON, REASON_TOO_LONG
from core.typed import whole_number, without_nul

LONGEST_FEEDBACK = 5000
TOO_LONG = "Keep the feedback to {:,} letters; these are {:,}."


class JudgingForm(forms.Form):
    """One overall feedback, and for each criterion `met-<id>`, five words of VACSR, feedback."""

    feedback = forms.CharField(
        required=False,
        max_length=LONGEST_FEEDBACK,
        label="Overall feedback",
        help_text="Two or three sentences: what is strong, what comes next.",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": f"Keep the feedback to {LONGEST_FEEDBACK:,} letters."},
    )

    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for covered in criteria:
            self.fields[f"c{covered.criterion.pk}"] = forms.CharField(
                required=False,
                widget=forms.HiddenInput({"id": f"decision-{covered.criterion.pk}"}),
            )

    def clean(self):
        """Refuse what is too long, and a decision on what was judged meanwhile.

        The latter must not get lost without a word.
        """
        for covered in self.criteria:
            length = len(self.data.get(f"feedback-{covered.criterion.pk}", ""))
            if length > LONGEST_FEEDBACK:
                too_long = TOO_LONG.format(LONGEST_FEEDBACK, length)
                self.add_error(f"c{covered.criterion.pk}", too_long)
        known = {f"met-{covered.criterion.pk}" for covered in self.criteria}
        if any(name.startswith("met-") and name not in known for name in self.data):
            raise forms.ValidationError(
                "Some of these criteria were judged meanwhile, by somebody else or in another tab. "
                "Nothing was sent: look at what still waits below, then send it."
            )
        return super().clean()

    @property
    def seen(self):
        """The versions that the page shows for each criterion, as it posts them: "31:7-9 32:7"."""
        shown = {one.criterion.pk: sorted(v.pk for v in one.waiting) for one in self.criteria}
        return " ".join(f"{pk}:{'-'.join(map(str, ids))}" for pk, ids in shown.items())

    def decisions(self):
        """Return a Decision for every criterion on which met or not yet met was chosen."""
        return [
            self._decision(covered.criterion.pk)
            for covered in self.criteria
            if self.data.get(f"met-{covered.criterion.pk}") in ("yes", "no")
        ]

    def unsent(self, enrolment, user):
        """Return what was typed (field name → text), but not what an earlier click has sent."""
        pattern = re.compile(rf"feedback|(?:met|feedback|{'|'.join(VACSR)})-\d+")
        typed = {
            name: without_nul(self.data[name]) for name in self.data if pattern.fullmatch(name)
        }
        sent = {
            (f"feedback-{judged.criterion_id}", judged.feedback)
            for judged in enrolment.judgements.filter(judged_by=user)
        } | {("feedback", given.text) for given in enrolment.feedback.filter(given_by=user)}
        gone = {
            name.rpartition("-")[2]
            for name, words in typed.items()
            if (name, words.strip()) in sent
        }
        left = {n: words for n, words in typed.items() if n.rpartition("-")[2] not in gone}
        said = any(words.strip() for name, words in left.items() if name.startswith("feedback"))
        return left if said or any(name.startswith("met-") for name in left) else {}

    def undecided(self):
        """Return (field name → text) of the criteria that have feedback and no decision yet."""
        pks = [str(covered.criterion.pk) for covered in self.criteria]
        begun = [
            pk for pk in pks if self.data.get(f"feedback-{pk}") and not self.data.get(f"met-{pk}")
        ]
        names = [name for name in self.data if name.rpartition("-")[2] in begun]
        return {without_nul(name): without_nul(self.data[name]) for name in names}

    def answer(self, pk):
        """Return what was typed for a criterion, in the shape of the component decision."""
        typed = self.data if self.is_bound else self.initial
        words = {word: bool(typed.get(f"{word}-{pk}")) for word in VACSR}
        if f"met-{pk}" not in typed and not any(words.values()):
            words = dict.fromkeys(VACSR, True)
        return {
            "met": typed.get(f"met-{pk}", ""),
            "feedback": typed.get(f"feedback-{pk}", ""),
            **words,
        }

    def _seen(self, pk):
        """Return the ids of the versions that were on the page for a criterion when it opened."""
        said = dict(part.partition(":")[::2] for part in self.data.get("seen", "").split())
        return frozenset({whole_number(id_) for id_ in said.get(str(pk), "").split("-")} - {None})

    def _decision(self, pk):
        return Decision(
            criterion_id=pk,
            seen=self._seen(pk),
            met=self.data[f"met-{pk}"] == "yes",
            feedback=without_nul(self.data.get(f"feedback-{pk}", "")),
            **{word: f"{word}-{pk}" in self.data for word in VACSR},
        )


class SignatureForm(forms.Form):
    agreed = forms.BooleanField(
        label="I have read these words and agree to them",
        error_messages={"required": "Read the words and tick them before you sign."},
    )


class ReopeningForm(forms.Form):
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={
            "required": "Say why the unit has to be opened again. Nothing was changed.",
            "max_length": f"{REASON_TOO_LONG} Nothing was changed.",
        },
    )
