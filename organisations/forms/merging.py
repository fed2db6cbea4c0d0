"""Which of two entries stays, and which of them each field is taken from."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations import differences
from organisations.actions import EDITABLE

FIRST, SECOND = "first", "second"
LISTS_JOINED = frozenset({"other_names", "income_band", "is_countywide", "is_online"})
"""What is joined rather than chosen."""


class MergeForm(forms.Form):
    """A choice for each field in which both entries say something, and not the same."""

    stays = forms.ChoiceField(label=_("Which entry stays, with its address"), widget=forms.RadioSelect)

    def __init__(self, *args, likeness, **kwargs):
        super().__init__(*args, **kwargs)
        self.first, self.second = likeness.first, likeness.second
        self.fields["stays"].choices = [
            (FIRST, f"{self.first.name} ({self.first.get_absolute_url()})"),
            (SECOND, f"{self.second.name} ({self.second.get_absolute_url()})"),
        ]
        self.fields["stays"].initial = better = self._better()
        for field in differences.in_order(EDITABLE - LISTS_JOINED):
            one, other = getattr(self.first, field), getattr(self.second, field)
            if one != other and not {"", None, "unknown"} & {one, other}:
                self.fields[f"field_{field}"] = forms.ChoiceField(
                    label=differences.label(field),
                    choices=[(FIRST, _shown(self.first, field)), (SECOND, _shown(self.second, field))],
                    initial=better,
                    widget=forms.RadioSelect,
                )

    def _better(self):
        """The entry that people look after, or that was checked last, or that is older."""

        def worth(entry):
            return bool(entry.memberships.count()), str(entry.verified_on or ""), entry.is_published

        return SECOND if worth(self.second) > worth(self.first) else FIRST

    def chosen(self):
        """What actions.merge() is given beside the actor."""
        stays = self.cleaned_data["stays"]
        kept, gone = (self.first, self.second) if stays == FIRST else (self.second, self.first)
        taken = {
            name.removeprefix("field_")
            for name, side in self.cleaned_data.items()
            if name.startswith("field_") and side != stays
        }
        return {"kept": kept, "gone": gone, "taken": taken}


def _shown(entry, field):
    shown = getattr(entry, f"get_{field}_display", None)
    text = str(shown() if shown else getattr(entry, field))
    return f"{text[:300]}…" if len(text) > 300 else text
