"""What people fill in on the way of an award, from the offer to the last receipt.

Each form's `values` are what the action of the step takes, beside the thing and the person.
"""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from crowdfund import deadlines, documents
from crowdfund.forms.budget import AmountField
from crowdfund.forms.declared import AccountFields
from crowdfund.forms.part import helper_of
from crowdfund.states import BEFORE_RELEASE
from kentcivil.fields import DateField, LongTextField

LONG = 4_000


class StepForm(forms.Form):
    """A step that asks nothing but that it be taken once, however often its button is clicked."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, thing, **options):
        self.thing = thing
        first = {"once": uuid.uuid4(), **self.before(thing), **options.pop("initial", {})}
        super().__init__(*args, initial=first, **options)
        for name in self.left_out(thing):
            del self.fields[name]
        self.helper = helper_of(self)

    def before(self, thing):
        """What the fields show before anything is typed."""
        return {}

    def left_out(self, thing):
        """Names of fields that make no sense for this thing."""
        return ()

    @property
    def number(self):
        """The UUID of a form that was sent, or None: without one, a second click is not noticed."""
        try:
            return uuid.UUID(self.data.get("once", ""))
        except ValueError:
            return None

    def values(self):
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}


class WithEvidence(StepForm):
    """A form with a file that is looked at before anything of it is kept."""

    def clean_evidence(self):
        upload = self.cleaned_data["evidence"]
        if not upload:
            return None
        try:
            return documents.check_evidence(upload)
        except documents.FileRefused as refused:
            raise forms.ValidationError(str(refused)) from None

    def values(self):
        values = super().values()
        values["checked"] = values.pop("evidence")
        return values


def evidence_field(label, **options):
    names = documents.EVIDENCE_NAMES
    return forms.FileField(
        label=label,
        help_text=_("%(names)s, smaller than 10 MB.") % {"names": names},
        allow_empty_file=True,
        **options,
    )


def amount_field(label, message, **options):
    return AmountField(label=label, error_messages={"required": message}, max_length=20, **options)


def long_text(label, message, **options):
    return LongTextField(label=label, max_length=LONG, error_messages={"required": message}, **options)


class AcceptForm(StepForm):
    agreed = forms.BooleanField(
        label=_("My organisation accepts the offer and keeps to its conditions"),
        error_messages={"required": _("Tick the box to accept the offer")},
    )


class DeclineForm(StepForm):
    reason = LongTextField(label=_("Why? (optional)"), max_length=LONG, required=False)


class ReasonForm(StepForm):
    reason = long_text(
        _("Why?"), _("Say why"), help_text=_("The charity reads it, and it stays in the record. Name no person.")
    )


class ConditionForm(StepForm):
    text = forms.CharField(
        label=_("What must the charity keep to?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what the condition is")},
    )


class ConfirmSubsidyForm(StepForm):
    received = amount_field(
        _("How much such help have you had from others in these three financial years?"),
        _("Enter an amount, or 0 for none"),
        help_text=_(
            "Minimal financial assistance or similar small aid. Leave out what CrowdFund Kent gave you, which we add. "
            "Enter 0 for none."
        ),
    )
    confirmed = forms.BooleanField(
        label=_("I confirm in writing that this award does not take my organisation over the limit of £315,000"),
        error_messages={"required": _("Tick the box to confirm")},
    )


class CampaignForm(StepForm):
    ends_on = DateField(
        label=_("Last day to reach the target"), name=_("The last day"), help_text=_("For example, 27 3 2027")
    )
    platform = forms.URLField(
        label=_("Its page on the crowdfunding platform (optional)"),
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Enter an address like https://www.example.org/project")},
    )

    def values(self):
        return {"ends_at": deadlines.end_of(self.cleaned_data["ends_on"]), "platform": self.cleaned_data["platform"]}


class TimeForm(StepForm):
    ends_on = DateField(
        label=_("New last day to reach the target"), name=_("The last day"), help_text=_("For example, 27 3 2027")
    )

    def values(self):
        return {"ends_at": deadlines.end_of(self.cleaned_data["ends_on"])}


class RaisedForm(StepForm):
    amount = amount_field(
        _("Raised from the crowd on the platform"),
        _("Enter the amount"),
        help_text=_("As the platform shows it now, without the councils’ pledge."),
    )
    supporters = forms.IntegerField(
        label=_("People who gave there"),
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={"required": _("Enter how many people gave"), "invalid": _("Enter a whole number")},
    )


class OfflinePledgeForm(WithEvidence):
    amount = amount_field(_("How much was pledged?"), _("Enter the amount"))
    supporters = forms.IntegerField(
        label=_("How many people pledged it?"),
        min_value=1,
        max_value=100_000,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={"required": _("Enter how many people it was"), "invalid": _("Enter a whole number")},
    )
    giver = forms.CharField(
        label=_("Who pledged it?"),
        help_text=_("Only funding officers read this."),
        max_length=200,
        error_messages={"required": _("Say who pledged it")},
    )
    evidence = evidence_field(
        _("Evidence, such as a signed pledge or a paying-in slip"),
        error_messages={"required": _("Choose the file with the evidence")},
    )


class AnswerForm(StepForm):
    answer = long_text(_("Your answer"), _("Write an answer"), help_text=_("The charity reads it."))


class ReleaseForm(StepForm):
    first_percent = forms.IntegerField(
        label=_("How much of the award is paid at once, in percent?"),
        help_text=_("The rest waits until a report is accepted. 100 pays all at once."),
        min_value=1,
        max_value=100,
        initial=75,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages={"required": _("Enter a number from 1 to 100"), "invalid": _("Enter a number from 1 to 100")},
    )


class PayForm(StepForm):
    paid_on = DateField(label=_("Paid on"), name=_("The day of the payment"))
    bank_reference = forms.CharField(
        label=_("The bank’s reference"), max_length=40, error_messages={"required": _("Enter the bank’s reference")}
    )


class ReceivedForm(StepForm):
    bank_reference = forms.CharField(
        label=_("The bank’s reference"), max_length=40, error_messages={"required": _("Enter the bank’s reference")}
    )


class AccountForm(AccountFields, StepForm):
    def values(self):
        return {"account": self.account()}


class ReportForm(WithEvidence):
    """Kept as it is, half filled or not; `send_report` says what is missing."""

    happened = LongTextField(
        label=_("What happened?"),
        help_text=_("What you did, what changed for people, and what was different from your plan. Name no person."),
        max_length=8_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    people_helped = forms.IntegerField(
        label=_("How many people took part or were helped? (optional)"),
        min_value=0,
        max_value=2_000_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={"invalid": _("Enter a whole number")},
    )
    spent = AmountField(label=_("How much of the award have you spent so far?"), max_length=20, required=False)
    evidence = evidence_field(_("Add a receipt, a photo or another file"), required=False)

    def before(self, thing):
        return {"happened": thing.happened, "people_helped": thing.people_helped, "spent": thing.spent}


class ChangeForm(StepForm):
    what = long_text(
        _("What is to change, and why?"),
        _("Say what is to change, and why"),
        help_text=_("Do not name people."),
    )
    new_end = DateField(label=_("New end of the project (optional)"), name=_("The new end"), required=False)
    new_target = AmountField(
        label=_("New crowdfunding target (optional)"),
        help_text=_("With our pledge in it. It can change until the pledge is released."),
        max_length=20,
        required=False,
    )

    def left_out(self, thing):
        return () if thing.state in BEFORE_RELEASE else ("new_target",)


class MoneyBackForm(StepForm):
    amount = amount_field(_("How much?"), _("Enter the amount"))
    why = forms.CharField(
        label=_("Why?"),
        help_text=_("A sentence. Name no person."),
        max_length=300,
        error_messages={"required": _("Say why")},
    )


class NewsForm(StepForm):
    title = forms.CharField(label=_("Title"), max_length=120, error_messages={"required": _("Enter a title")})
    text = long_text(
        _("What is new?"),
        _("Write what is new"),
        help_text=_("Everybody can read it. Name people only if they agree."),
    )
