"""The parts that every round asks: the organisation, whether it can apply, and the project."""

from crispy_forms_gds.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from crowdfund.forms.part import YES_NO, PartForm, helper_of
from crowdfund.models import Application
from kentcivil.fields import DateField, LongTextField
from kentcivil.geography.models import District


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
