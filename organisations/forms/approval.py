"""What an officer may still put otherwise before a proposed change goes public."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.forms.entry import EntryForm


class ApprovalForm(EntryForm):
    """The proposed words, a reason in case they go back, and the moment of which they are."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason, if you return it"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence for whoever wrote it. It stays in the history; name no person."),
    )

    def __init__(self, *args, proposal, **kwargs):
        seen = {"seen": proposal.proposed_at.isoformat()}
        super().__init__(*args, proposed=proposal.proposed, initial=seen, **kwargs)
        for field in set(self.fields) - set(proposal.proposed) - {"seen", "reason"}:
            del self.fields[field]
