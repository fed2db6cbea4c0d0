"""What somebody fills in to look after an entry, and to invite colleagues."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Size, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from kentcivil.fields import LongTextField
from organisations.models import Membership


class ClaimForm(forms.Form):
    """How somebody proves that they belong to an organisation."""

    MAILBOX, EVIDENCE = "mailbox", "evidence"

    proof = forms.ChoiceField(
        label=_("How can we make sure?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how we can make sure"),
            "invalid_choice": _("Choose how we can make sure"),
        },
    )
    evidence = LongTextField(
        label=_("How an officer can check that you belong to it"),
        help_text=_(
            "For example: your name is on its website, and where; or whom there we can ring. We keep this for a year."
        ),
        required=False,
        max_length=2000,
        error_messages={"max_length": _("Use 2,000 letters or fewer")},
    )

    def __init__(self, *args, mailbox, **kwargs):
        """:param mailbox: the address that the register has, partly hidden, or "" where it has none."""
        super().__init__(*args, **kwargs)
        by_mailbox = _("Send a link to the address in the register of charities: %(address)s") % {"address": mailbox}
        self.fields["proof"].choices = [
            *([(self.MAILBOX, by_mailbox)] if mailbox else []),
            (self.EVIDENCE, _("An officer checks what I write below")),
        ]
        if not mailbox:
            self.fields["proof"].initial = self.EVIDENCE
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "proof", Field.textarea("evidence", rows=4), Submit("ask", _("Ask to look after it"))
        )
        self.helper.label_size = self.helper.legend_size = Size.SMALL

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("proof") == self.EVIDENCE and "evidence" not in self.errors and not cleaned["evidence"].strip():
            self.add_error("evidence", _("Tell us how we can check that you belong to it"))
        return cleaned


class InvitationForm(forms.Form):
    """A colleague to invite."""

    email = forms.EmailField(
        label=_("Your colleague's email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "required": _("Enter your colleague's email address"),
            "invalid": _("Enter an email address in the right form, like name@example.com"),
            "max_length": _("The email address must be 254 letters or fewer"),
        },
    )
    role = forms.ChoiceField(
        label=_("What they may do"),
        choices=[
            (Membership.Role.EDITOR, _("Editor: changes what the entry says")),
            (Membership.Role.OWNER, _("Owner: also chooses who looks after it")),
        ],
        initial=Membership.Role.EDITOR,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they may do"), "invalid_choice": _("Choose what they may do")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("email", "role", Submit("invite", _("Invite")))
        self.helper.label_size = self.helper.legend_size = Size.SMALL
