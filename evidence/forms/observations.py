"""What does an assessor type and tick about what they saw or asked?"""

from evidence.forms.criteria import CriteriaField, OfUnits
from evidence.forms.records import RecordForm


class ObservationForm(OfUnits, RecordForm):
    """A record that an assessor writes, and the criteria of `units` that it shows."""

    criteria = CriteriaField(required=False)

    def __init__(self, module, units, data=None, *, typed=None, more=""):
        typed = typed or {}
        super().__init__(module, data, typed=typed, more=more)
        self.offer(units, ticked=typed.get("criteria"))

    def as_draft(self):
        """Return what was typed and ticked."""
        return super().as_draft() | {"criteria": self.data.getlist("criteria")}
