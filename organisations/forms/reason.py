"""What officers give as a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why an officer takes an entry down."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence for officers and for the organisation. It stays in the history; name no person."),
        error_messages={"required": _("Give a reason")},
    )


class OptionalReasonForm(forms.Form):
    """A reason that only some of the buttons beside it need; the actions ask for it."""

    reason = forms.CharField(
        label=_("Reason or note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence that stays in the history; name no person. A refusal sends it to whoever asked."),
    )
