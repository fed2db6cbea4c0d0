"""What applicants fill in.

A form checks only whether it can read what was typed; what is missing, completeness.py says. So a part can be saved
half done.
"""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Size
from crispy_forms_gds.widgets import DateInputWidget
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crowdfund.amounts import read_pounds
from crowdfund.models import Application, BudgetLine, Question
from kentcivil.fields import DateField, LongTextField, PoundsInput
from kentcivil.geography.models import District

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
MOST_LINES = 40


def helper_of(form, *layout):
    """Lays a form out inside the page's own form element; labels are bold, as each is a question."""
    helper = FormHelper(form)
    helper.form_tag = False
    helper.label_size = helper.legend_size = Size.SMALL
    if layout:
        helper.layout = Layout(*layout)
    return helper


class StartForm(forms.Form):
    """Which organisation applies, with which project."""

    organisation = forms.ModelChoiceField(
        queryset=None,
        label=_("Which organisation are you applying for?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the organisation you are applying for")},
    )
    project_title = forms.CharField(
        label=_("What is the project called?"),
        help_text=_("You can change this later. Keep it short, such as “A café for carers”."),
        max_length=120,
        error_messages={"required": _("Enter what the project is called")},
    )

    def __init__(self, *args, organisations, **options):
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = organisations
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0]
        self.helper = helper_of(self)


class PartForm(forms.Form):
    """A part of an application. It carries the version of the part that its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, application, version=0, **options):
        self.application = application
        initial = {"version": version, **self.saved(application), **options.pop("initial", {})}
        super().__init__(*args, initial=initial, **options)
        self.helper = helper_of(self)

    def saved(self, application):
        """What the fields show before anything is typed."""
        return {}

    @property
    def opened_version(self):
        return self.cleaned_data.get("version") or 0

    def values(self):
        """What could be read of what was typed, by field name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def typed(self):
        """Every question with what was typed, for a page that gives it back."""
        for field in self:
            if not field.is_hidden:
                value = field.value()
                shown = " ".join(str(one or "") for one in value) if isinstance(value, list | tuple) else value
                yield field.label, shown or ""

    def add_problems(self, problems):
        """Show what is missing at the fields that could be read."""
        for problem in problems:
            name = problem.field if problem.field in self.fields else None
            if name not in self.errors:
                self.add_error(name, problem.sentence)


class OrganisationForm(PartForm):
    legal_form = forms.ChoiceField(
        label=_("What kind of organisation are you?"),
        choices=Application.LegalForm,
        widget=forms.RadioSelect,
        required=False,
    )
    registered_number = forms.CharField(
        label=_("Charity or company number (if you have one)"), max_length=20, required=False
    )
    contact_name = forms.CharField(
        label=_("Who should we contact?"),
        help_text=_("Full name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_role = forms.CharField(
        label=_("What do they do in the organisation? (optional)"), max_length=100, required=False
    )
    contact_email = forms.EmailField(
        label=_("Email address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter an email address in the right form, like name@example.org")},
    )
    contact_phone = forms.CharField(
        label=_("Phone number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def saved(self, application):
        return {name: getattr(application, name) for name in self.base_fields if name != "version"}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper.layout = Layout(
            "version",
            "legal_form",
            Field.text("registered_number", field_width=10),
            "contact_name",
            "contact_role",
            "contact_email",
            Field.text("contact_phone", field_width=20),
        )


class EligibilityForm(forms.Form):
    """The yes-or-no questions of a round, as the checker asks them."""

    def __init__(self, *args, round_, **options):
        super().__init__(*args, **options)
        for question in round_.eligibility_questions.all():
            self.fields[f"question_{question.pk}"] = forms.ChoiceField(
                label=question.text,
                help_text=question.help_text,
                choices=YES_NO,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose yes or no for “%s”") % question.text},
            )
        layout = [Field.radios(name, inline=True) for name in self.fields]
        self.helper = helper_of(self, *layout)

    def answers(self):
        """{question id: True for yes}, of those that were answered."""
        return {
            int(name.removeprefix("question_")): value == "yes"
            for name, value in self.cleaned_data.items()
            if name.startswith("question_") and value
        }


class EligibilityPartForm(PartForm, EligibilityForm):
    answers = EligibilityForm.answers

    def __init__(self, *args, application, **options):
        PartForm.__init__(self, *args, application=application, round_=application.round, **options)
        for asked in self.fields.values():
            asked.required = False
        self.helper = helper_of(
            self, "version", *(Field.radios(name, inline=True) for name in self.fields if name != "version")
        )

    def saved(self, application):
        return {
            f"question_{answer.question_id}": "yes" if answer.yes else "no"
            for answer in application.eligibility_answers.all()
        }


class ProjectForm(PartForm):
    project_title = forms.CharField(label=_("What is the project called?"), max_length=120, required=False)
    project_summary = LongTextField(
        label=_("What will the project do?"),
        help_text=_("A sentence or two that anybody can understand. We publish this if you are funded."),
        max_length=500,
        required=False,
    )
    districts = forms.ModelMultipleChoiceField(
        queryset=District.objects.filter(in_kent=True),
        label=_("Where are the people whom it helps?"),
        help_text=_("Choose every district that applies."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    objectives = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("Which objectives does it serve?"),
        help_text=_("Choose at least one."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starts_on = DateField(
        label=_("When does the project start?"),
        name=_("The start date"),
        help_text=_("For example, 27 3 2027"),
        required=False,
    )
    ends_on = DateField(
        label=_("When does it end?"), name=_("The end date"), help_text=_("For example, 30 9 2027"), required=False
    )

    def __init__(self, *args, application, **options):
        super().__init__(*args, application=application, **options)
        self.fields["objectives"].queryset = application.round.objectives.all()

    def saved(self, application):
        single = {
            name: getattr(application, name) for name in ("project_title", "project_summary", "starts_on", "ends_on")
        }
        return {
            **single,
            "districts": [one.pk for one in application.districts.all()],
            "objectives": [one.pk for one in application.objectives.all()],
        }


class TypedDateWidget(DateInputWidget):
    """Day, month and year as they were typed, real date or not."""

    def decompress(self, value):
        return (str(value or "").split(" ") + ["", "", ""])[:3]


class TypedDateField(forms.MultiValueField):
    """Keeps a date as typed: "27 3 2027"."""

    widget = TypedDateWidget

    def __init__(self, **options):
        super().__init__(
            fields=[forms.CharField(required=False, max_length=20) for _part in range(3)],
            require_all_fields=False,
            **options,
        )
        for box in self.widget.widgets:
            box.attrs["inputmode"] = "numeric"

    def compress(self, parts):
        typed = ["".join(part.split()) for part in parts]
        return " ".join(typed) if any(typed) else ""


class AnswersForm(PartForm):
    """One page of a round's questions."""

    def __init__(self, *args, application, section, **options):
        self.section = section
        super().__init__(*args, application=application, **options)
        for question in section.questions.all():
            self.fields[f"question_{question.pk}"] = field_for(question)
        self.helper = helper_of(self)

    def saved(self, application):
        return {f"question_{answer.question_id}": answer.text for answer in application.answers.all()}

    def answers(self):
        """{question id: text as typed}."""
        return {int(name.removeprefix("question_")): value for name, value in self.values().items()}


class TypedText(forms.CharField):
    """Text as typed, without the one character that the database cannot keep."""

    def to_python(self, value):
        return super().to_python(value).replace("\x00", "")


def field_for(question):
    """A form field that takes whatever is typed to a question; questions.py judges it."""
    label = question.text if question.required else _("%s (optional)") % question.text
    options = {"label": label, "help_text": question.help_text, "required": False}
    kind = question.kind
    if kind == Question.Kind.LONG:
        widget = forms.Textarea(attrs={"rows": 8})
        field = TypedText(widget=widget, max_length=100_000, strip=False, **options)
        field.max_words = question.word_limit
        return field
    if kind == Question.Kind.YES_NO:
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **options)
    if kind == Question.Kind.CHOICE:
        choices = [(one, one) for one in question.choices]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
    if kind == Question.Kind.DATE:
        return TypedDateField(**options)
    if kind == Question.Kind.MONEY:
        return TypedText(widget=PoundsInput, max_length=1000, **options)
    if kind == Question.Kind.NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"})
        return TypedText(widget=widget, max_length=1000, **options)
    return TypedText(max_length=5000, **options)


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
    """Cost lines, income lines and the amount asked from the council."""

    amount_asked = AmountField(label=_("How much do you ask from the council?"), required=False)

    def __init__(self, data=None, *, application, **options):
        super().__init__(data, application=application, **options)
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


class DocumentsForm(forms.Form):
    """A file for each document that the round asks for; those not chosen stay as they are."""

    def __init__(self, *args, round_, given, **options):
        super().__init__(*args, **options)
        for asked in round_.documents_asked.all():
            label = asked.name if asked.required else _("%s (optional)") % asked.name
            self.fields[f"document_{asked.pk}"] = forms.FileField(
                label=_("Replace: %s") % asked.name if asked.pk in given else label,
                help_text=f"{asked.help_text} {asked.accepted_names}, smaller than 10 MB.".strip(),
                required=False,
                allow_empty_file=True,
                widget=forms.FileInput(attrs={"accept": asked.accept_attribute}),
            )
        self.helper = helper_of(self)


class DeclarationForm(forms.Form):
    declared = forms.BooleanField(
        label=_("I confirm all of this on behalf of my organisation"),
        error_messages={"required": _("Tick the box to confirm the declaration")},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = helper_of(self)
