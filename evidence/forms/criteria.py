"""How are criteria ticked in a form, and which are?"""

from django import forms

from core.typed import whole_number
from qualifications.models import Criterion


class CriteriaField(forms.ModelMultipleChoiceField):
    """Criteria to tick, by their texts."""

    def __init__(self, **kwargs):
        widget = forms.CheckboxSelectMultiple
        super().__init__(Criterion.objects.none(), widget=widget, **kwargs)

    def label_from_instance(self, criterion):
        return criterion.text


class OfUnits:
    """A form whose field `criteria` offers those of some units."""

    def offer(self, units, *, ticked):
        """Offer the criteria of `units`; `ticked` is what a draft says of them."""
        criteria = Criterion.objects.filter(outcome__unit__in=units)
        self.fields["criteria"].queryset = criteria.select_related("outcome__unit")
        self.initial["criteria"] = ids_in(ticked)

    def ticked(self):
        """Return the ids of the criteria that are ticked."""
        if self.is_bound:
            return set(ids_in(self.data.getlist("criteria")))
        return set(self.initial["criteria"])


def ids_in(values):
    """Return the ids in what a draft or a browser says was ticked."""
    values = values if isinstance(values, list) else [values]
    found = (whole_number(value) for value in values if isinstance(value, str))
    return [pk for pk in found if pk is not None]
