"""What the public and organisations fill in. Officers' forms are beside the admin pages."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fieldset, Layout, Size, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from kentcivil.fields import DateField
from kentcivil.geography.places import UnknownPlace, locate
from volunteering import consent
from volunteering.forms_of_sessions import add_questions
from volunteering.models import Enquiry, Opportunity


class InterestForm(forms.Form):
    """A person would like to help. With an account, name and address are known."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your full name")},
    )
    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("We send you a link to confirm it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your email address"),
            "invalid": _("Enter an email address in the right form, like name@example.com"),
        },
    )
    telephone = forms.RegexField(
        r"^[+]?[\d\s()\-.]{7,25}$",
        label=_("Phone number (if you like)"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        error_messages={"invalid": _("Enter a phone number, like 01233 123 456 or 07700 900 123")},
    )
    message = forms.CharField(
        label=_("Anything you would like to say (if you like)"),
        help_text=_(
            "For example when you are free, or what you would need. Please do not write about your health here."
        ),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"max_length": _("Your message must be 2,000 characters or fewer")},
    )
    age = forms.ChoiceField(
        label=_("How old are you?"),
        choices=Enquiry.Age.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you are 16 or 17, or 18 or over")},
    )
    consent = forms.BooleanField(
        label=consent.WORDINGS[consent.CURRENT],
        error_messages={"required": _("Tick the box if you agree; without it the centre cannot get in touch with you")},
    )

    def __init__(self, *args, opportunity, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.opportunity = opportunity
        asked = add_questions(self, opportunity)
        if user.is_authenticated:
            del self.fields["email"]
            self.fields["name"].initial = user.name
        if opportunity.minimum_age >= 18:
            self.fields["age"].help_text = _("You need to be 18 or over for this opportunity.")
        else:
            self.fields["age"].help_text = _(
                "If you are under 16, ask a parent or guardian to write to the volunteer centre with you."
            )
        self.helper = FormHelper()
        self.helper.form_action = ""
        self.helper.layout = Layout(
            Field.text("name"),
            *([Field.text("email")] if "email" in self.fields else []),
            Field.text("telephone", field_width=20),
            Field.textarea("message", rows=5, max_characters=2000),
            *(Field.text(name) for name in asked),
            Field.radios("age", legend_size=Size.SMALL),
            Field.checkbox("consent"),
            Submit("send", _("Tell them I would like to help")),
        )

    def clean_age(self):
        age = self.cleaned_data["age"]
        if age == Enquiry.Age.YOUNG and self.opportunity.minimum_age >= 18:
            raise forms.ValidationError(_("You need to be 18 or over for this opportunity"))
        return age


class QuestionsField(forms.CharField):
    """Questions of an organisation's own, one on each line."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial, data):
        return [line.strip() for line in (data or "").splitlines() if line.strip()] != (initial or [])

    def clean(self, value):
        """:returns: a list of at most five questions of at most 200 characters."""
        questions = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(questions) > 5:
            raise forms.ValidationError(_("Ask at most five questions"))
        if any(len(question) > 200 for question in questions):
            raise forms.ValidationError(_("Each question must be 200 characters or fewer"))
        return questions


class OpportunityForm(forms.ModelForm):
    """An organisation says what volunteers would do. The action fills in district, map point and centre."""

    questions = QuestionsField(
        label=_("Questions of your own (if you have any)"),
        help_text=_(
            "One on each line, at most five. People answer them when they take a place or offer to help. Do not ask "
            "about health or anything private."
        ),
        required=False,
    )

    starts_on = DateField(label=_("First day (if there is one)"), help_text=_("For example, 27 3 2027"), required=False)
    ends_on = DateField(
        label=_("Last day (if there is one)"),
        help_text=_("The opportunity leaves the list after this day. Leave it empty if it goes on."),
        required=False,
    )
    times = forms.MultipleChoiceField(
        label=_("When in the week?"), choices=Opportunity.Times.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Opportunity
        fields = [
            "title",
            "summary",
            "tasks",
            "causes",
            "pattern",
            "commitment",
            "times",
            "starts_on",
            "ends_on",
            "from_home",
            "place",
            "postcode",
            "minimum_age",
            "checks",
            "skills",
            "training",
            "expenses",
            "access",
            "wheelchair_access",
            "questions",
        ]
        labels = {
            "title": _("Name of the opportunity"),
            "summary": _("What it is, in one sentence"),
            "tasks": _("What would a volunteer do?"),
            "causes": _("What is it about?"),
            "commitment": _("How much time does it take?"),
            "from_home": _("It can be done from home"),
            "place": _("Name of the place"),
            "minimum_age": _("Youngest age"),
            "checks": _("Which check is needed?"),
            "skills": _("Which skills help?"),
            "training": _("Training and support you give"),
            "expenses": _("Expenses you pay"),
            "access": _("Access"),
            "wheelchair_access": _("People who use a wheelchair can do this"),
        }
        help_texts = {
            "title": _("For example: Garden helper"),
            "commitment": _("For example: two hours on Tuesdays"),
            "postcode": _("Leave it empty if it can only be done from home."),
            "expenses": _("For example: bus fares and mileage"),
            "access": _("Steps, toilets, parking, quiet space, languages."),
        }
        widgets = {
            "pattern": forms.RadioSelect,
            "checks": forms.RadioSelect,
            "causes": forms.CheckboxSelectMultiple,
            "skills": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, sentence in {
            "title": _("Enter a name for the opportunity"),
            "summary": _("Say in one sentence what it is"),
            "tasks": _("Say what a volunteer would do"),
            "commitment": _("Say how much time it takes"),
            "times": _("Choose when in the week it is"),
            "minimum_age": _("Enter the youngest age as a number"),
        }.items():
            self.fields[name].error_messages["required"] = sentence
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field.text("title"),
            Field.text("summary"),
            Field.textarea("tasks", rows=8, max_characters=4000),
            Field.checkboxes("causes", legend_size=Size.SMALL, small=True),
            Fieldset(
                Field.radios("pattern", legend_size=Size.SMALL),
                Field.text("commitment"),
                Field.checkboxes("times", legend_size=Size.SMALL, small=True),
                Field("starts_on"),
                Field("ends_on"),
                legend=_("When"),
                legend_size=Size.MEDIUM,
            ),
            Fieldset(
                Field.checkbox("from_home"),
                Field.text("place"),
                Field.text("postcode", field_width=10),
                legend=_("Where"),
                legend_size=Size.MEDIUM,
            ),
            Fieldset(
                Field.text("minimum_age", field_width=3),
                Field.radios("checks", legend_size=Size.SMALL),
                Field.checkboxes("skills", legend_size=Size.SMALL, small=True),
                Field.textarea("questions", rows=3),
                legend=_("Who"),
                legend_size=Size.MEDIUM,
            ),
            Fieldset(
                Field.text("training"),
                Field.text("expenses"),
                Field.text("access"),
                Field.checkbox("wheelchair_access"),
                legend=_("What you offer"),
                legend_size=Size.MEDIUM,
            ),
            Submit("save", _("Save")),
        )

    def clean_postcode(self):
        typed = self.cleaned_data["postcode"].strip()
        if typed:
            try:
                locate(typed)
            except UnknownPlace as sentence:
                raise forms.ValidationError(str(sentence)) from sentence
        return typed

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must be on or after the first day"))
        if cleaned.get("pattern") == Opportunity.Pattern.ONE_OFF and not first and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Enter the day on which it is"))
        if (
            cleaned.get("pattern") == Opportunity.Pattern.ONE_OFF
            and first
            and not last
            and "ends_on" not in self.errors
        ):
            cleaned["ends_on"] = first
        if not cleaned.get("from_home") and not cleaned.get("postcode") and "postcode" not in self.errors:
            self.add_error("postcode", _("Enter the postcode of the place, or say that it can be done from home"))
        return cleaned
