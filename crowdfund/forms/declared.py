"""What an organisation declares: subsidies, bank details, and answers to the equality questions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crowdfund import bank, subsidies
from crowdfund.forms.budget import AmountField
from crowdfund.forms.part import YES_NO, PartForm, helper_of
from crowdfund.models import EqualityAnswers

MOST_LINES = 20


class SubsidyLineForm(forms.Form):
    """One subsidy: from whom, in which financial year, how much; or nothing at all."""

    giver = forms.CharField(label=_("Who gave it"), max_length=150, required=False)
    year = forms.ChoiceField(label=_("Financial year"), required=False)
    amount = AmountField(label=_("Amount"), required=False)

    def __init__(self, *args, years, **options):
        super().__init__(*args, **options)
        self.fields["year"].choices = [("", _("Choose")), *((str(one), subsidies.shown(one)) for one in years)]

    def clean(self):
        giver, year, amount = (self.cleaned_data.get(name) for name in ("giver", "year", "amount"))
        if amount is not None and amount <= 0:
            self.add_error("amount", _("The amount must be more than £0"))
        if not (giver or amount):
            return self.cleaned_data
        if not giver and "giver" not in self.errors:
            self.add_error("giver", _("Enter who gave it"))
        if not year and "year" not in self.errors:
            self.add_error("year", _("Choose the financial year"))
        if amount is None and "amount" not in self.errors:
            self.add_error("amount", _("Enter how much it was"))
        return self.cleaned_data

    @property
    def line(self):
        giver, year, amount = (self.cleaned_data.get(name) for name in ("giver", "year", "amount"))
        return (giver, int(year), amount) if giver and year and amount else None


SubsidyLineSet = forms.formset_factory(
    SubsidyLineForm, extra=2, max_num=MOST_LINES, validate_max=True, absolute_max=MOST_LINES + 10
)


class SubsidyForm(PartForm):
    """Whether the organisation has had subsidies in three financial years, and each of them."""

    had_subsidies = forms.ChoiceField(
        label=_("Has your organisation had any such help in these three financial years?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, data=None, *, application, **options):
        super().__init__(data, application=application, **options)
        self.years = subsidies.years_counted(application.round)
        self.lines = SubsidyLineSet(
            data,
            prefix="subsidy",
            form_kwargs={"years": self.years},
            initial=[
                {"giver": one.giver, "year": str(one.year), "amount": one.amount}
                for one in application.subsidy_lines.all()
            ],
        )

    def saved(self, application):
        return {"had_subsidies": {True: "yes", False: "no", None: ""}[application.had_subsidies]}

    def is_valid(self):
        return all([super().is_valid(), self.lines.is_valid()])

    def declared(self):
        """(True, False or None; the lines): no lines where there were none."""
        had = {"yes": True, "no": False}.get(self.cleaned_data["had_subsidies"])
        return had, [form.line for form in self.lines if form.line] if had is not False else []

    def typed(self):
        for form in self.lines:
            if form["giver"].value() or form["amount"].value():
                year, amount = form["year"].value(), form["amount"].value()
                yield form["giver"].value() or "", f"{year or ''} {amount or ''}".strip()
        yield from super().typed()


class AccountFields(forms.Form):
    """An account in the organisation's name. What is saved is never shown again."""

    account_name = forms.CharField(
        label=_("Name on the account"),
        help_text=_("It must be the organisation’s name, not a person’s."),
        max_length=100,
        error_messages={"required": _("Enter the name on the account")},
    )
    sort_code = forms.CharField(
        label=_("Sort code"),
        help_text=_("6 figures, like 30-99-50"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-5"}),
        error_messages={"required": _("Enter the sort code")},
    )
    account_number = forms.CharField(
        label=_("Account number"),
        help_text=_("8 figures"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-10"}),
        error_messages={"required": _("Enter the account number")},
    )

    def clean_sort_code(self):
        return self._figures("sort_code", 6, _("The sort code must be 6 figures, like 30-99-50"))

    def clean_account_number(self):
        figures = self._figures("account_number", 8, _("The account number must be 8 figures"), least=6)
        return figures.zfill(8)

    def _figures(self, name, count, message, least=None):
        figures = "".join(sign for sign in self.cleaned_data[name] if sign not in " -–")
        if not (figures.isascii() and figures.isdigit() and (least or count) <= len(figures) <= count):
            raise forms.ValidationError(message)
        return figures

    def account(self):
        return bank.Account(
            name=self.cleaned_data["account_name"].replace("\x00", ""),
            sort_code=self.cleaned_data["sort_code"],
            number=self.cleaned_data["account_number"],
        )


class BankForm(AccountFields, PartForm):
    def typed(self):
        """Nothing: bank details typed too late are not kept in clear."""
        return iter(())


class EqualityForm(PartForm):
    led_by = forms.MultipleChoiceField(
        label=_("Is your organisation led by people of any of these groups?"),
        help_text=_("More than half of your trustees or committee. Choose all that apply."),
        choices=EqualityAnswers.Group,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reaches = forms.MultipleChoiceField(
        label=_("Is the project mainly for people of any of these groups?"),
        help_text=_("Choose all that apply."),
        choices=EqualityAnswers.Group,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = helper_of(self, "version", "led_by", "reaches")

    def typed(self):
        """Nothing: what cannot be kept apart is not kept."""
        return iter(())


class BankReadingForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you need the bank details?"),
        help_text=_("Your name, the time and this reason are kept. Auditors see them."),
        max_length=200,
        error_messages={"required": _("Say why you need the bank details")},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = helper_of(self)
