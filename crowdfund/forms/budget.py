"""The budget: lines that add up on the server."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crowdfund.amounts import read_pounds
from crowdfund.forms.part import PartForm
from crowdfund.models import BudgetLine
from kentcivil.fields import PoundsInput

MOST_LINES = 40


class AmountField(forms.CharField):
    """Pounds as typed, read by amounts.py; nothing for nothing."""

    widget = PoundsInput

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_pounds(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None

    def prepare_value(self, value):
        return str(value).removesuffix(".00") if value is not None else ""


class LineForm(forms.Form):
    """A line of the budget: both what it is and how much, or neither."""

    description = forms.CharField(label=_("What it is"), max_length=150, required=False)
    amount = AmountField(label=_("Amount"), required=False)

    def clean(self):
        text, amount = self.cleaned_data.get("description"), self.cleaned_data.get("amount")
        if text and amount is None and "amount" not in self.errors:
            self.add_error("amount", _("Enter how much “%s” is") % text)
        if amount is not None and amount <= 0:
            self.add_error("amount", _("The amount must be more than £0"))
        if amount and not text and "description" not in self.errors:
            self.add_error("description", _("Say what this amount is for"))
        return self.cleaned_data

    @property
    def line(self):
        """(description, amount), or None for an empty line."""
        text, amount = self.cleaned_data.get("description"), self.cleaned_data.get("amount")
        return (text, amount) if text and amount else None


LineSet = forms.formset_factory(LineForm, extra=3, max_num=MOST_LINES, validate_max=True, absolute_max=MOST_LINES + 10)


class BudgetForm(PartForm):
    """Cost lines, income lines and the amount asked from the public funds."""

    amount_asked = AmountField(label=_("How much do you ask from the public funds?"), required=False)

    def __init__(self, data=None, *, application, **options):
        super().__init__(data, application=application, **options)
        percent = application.round.combined_cap_percent
        if percent is not None:
            self.fields["amount_asked"].help_text = _("At most %(percent)d%% of your target") % {"percent": percent}
        self.costs, self.income = (
            LineSet(
                data,
                prefix=kind.value,
                initial=[{"description": one.description, "amount": one.amount} for one in application.lines(kind)],
            )
            for kind in (BudgetLine.Kind.COST, BudgetLine.Kind.INCOME)
        )

    def saved(self, application):
        return {"amount_asked": application.amount_asked}

    def is_valid(self):
        return all([super().is_valid(), self.costs.is_valid(), self.income.is_valid()])

    def lines(self):
        """Every filled line as (kind, description, amount), in order."""
        return [
            (kind, *form.line)
            for kind, formset in ((BudgetLine.Kind.COST, self.costs), (BudgetLine.Kind.INCOME, self.income))
            for form in formset
            if form.line
        ]

    def typed(self):
        for formset in (self.costs, self.income):
            for form in formset:
                if form["description"].value() or form["amount"].value():
                    yield form["description"].value() or "", form["amount"].value() or ""
        yield from super().typed()
