"""What volunteers tell the portal about themselves, and what anybody writes who is worried about somebody."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fieldset, Layout, Size, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from kentcivil.fields import DateField
from kentcivil.geography.models import District
from organisations.models import Theme
from volunteering import consent
from volunteering.actions.volunteers import check_birthday
from volunteering.models import Opportunity, Skill
from volunteering.models.volunteers import GROWN_UP, Volunteer
from volunteering.states import NotAllowed

TELEPHONE = r"^[+]?[\d\s()\-.]{7,25}$"
PHONE_ERRORS = {"invalid": _("Enter a phone number with its area code, in figures")}


def _telephone(label, **options):
    return forms.RegexField(
        TELEPHONE,
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", **options}),
        error_messages=PHONE_ERRORS,
    )


class AccountForm(forms.Form):
    """A volunteer's account: to open it, with the birthday and for the young a guardian; and to change it, without."""

    born_on = DateField(
        label=_("Date of birth"),
        help_text=_(
            "For example, 27 3 1986. We use it to check how old you must be for a session. Only your volunteer centre "
            "sees it."
        ),
        error_messages={"required": _("Enter your date of birth")},
    )
    guardian_name = forms.CharField(
        label=_("Parent’s or guardian’s full name"),
        max_length=150,
        required=False,
    )
    guardian_email = forms.EmailField(
        label=_("Parent’s or guardian’s email address"),
        max_length=254,
        required=False,
        help_text=_("We ask them whether they agree. You can take a place once they do."),
        error_messages={"invalid": _("Enter an email address in the right form, like name@example.com")},
    )
    telephone = _telephone(_("Your phone number (if you like)"), autocomplete="tel")
    district = forms.ModelChoiceField(
        label=_("Where do you live?"),
        queryset=District.objects.order_by("name"),
        empty_label=_("Choose a district"),
        help_text=_("Its volunteer centre looks after your account."),
        error_messages={"required": _("Choose the district you live in")},
    )
    interests = forms.ModelMultipleChoiceField(
        label=_("What would you like to help with? (if you like)"),
        queryset=Theme.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    skills = forms.ModelMultipleChoiceField(
        label=_("What are you good at? (if you like)"),
        queryset=Skill.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    times = forms.MultipleChoiceField(
        label=_("When do you have time? (if you like)"),
        choices=Opportunity.Times.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    access_needs = forms.CharField(
        label=_("What would make it easier for you to take part? (if anything)"),
        help_text=_("For example: a place without steps. Your volunteer centre sees this."),
        max_length=300,
        required=False,
    )
    emergency_name = forms.CharField(
        label=_("Somebody to ring in an emergency (if you like)"), max_length=150, required=False
    )
    emergency_telephone = _telephone(_("Their phone number"))
    purposes = forms.MultipleChoiceField(
        label=_("What do you agree to?"),
        help_text=_("Each is up to you, and you can change your mind here at any time."),
        choices=consent.PURPOSES.items,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, volunteer=None, **kwargs):
        self.volunteer = volunteer
        if volunteer:
            kwargs["initial"] = {
                **{name: getattr(volunteer, name) for name in self.KEPT},
                "interests": volunteer.interests.all(),
                "skills": volunteer.skills.all(),
                "purposes": list(
                    volunteer.consents.filter(withdrawn_at__isnull=True).values_list("purpose", flat=True)
                ),
            }
        super().__init__(*args, **kwargs)
        first = []
        if volunteer:
            for name in ("born_on", "guardian_name", "guardian_email"):
                del self.fields[name]
        else:
            first = [
                Field("born_on"),
                Fieldset(
                    Field.text("guardian_name"),
                    Field.text("guardian_email"),
                    legend=_("Only if you are under 18"),
                    legend_size=Size.SMALL,
                ),
            ]
        self.helper = FormHelper()
        self.helper.form_action = ""
        self.helper.layout = Layout(
            *first,
            Field.select("district"),
            Field.text("telephone", field_width=20),
            Field.checkboxes("interests", legend_size=Size.SMALL, small=True),
            Field.checkboxes("skills", legend_size=Size.SMALL, small=True),
            Field.checkboxes("times", legend_size=Size.SMALL, small=True),
            Field.text("access_needs"),
            Field.text("emergency_name"),
            Field.text("emergency_telephone", field_width=20),
            Field.checkboxes("purposes", legend_size=Size.MEDIUM),
            Submit("save", _("Save") if volunteer else _("Open my account")),
        )

    KEPT = ("telephone", "district", "times", "access_needs", "emergency_name", "emergency_telephone")

    def clean_born_on(self):
        born_on = self.cleaned_data["born_on"]
        try:
            check_birthday(born_on)
        except NotAllowed as sentence:
            raise forms.ValidationError(str(sentence)) from sentence
        return born_on

    def clean(self):
        cleaned = super().clean()
        born_on = cleaned.get("born_on")
        if born_on and Volunteer(born_on=born_on).is_young_today:
            for name, sentence in {
                "guardian_name": _("Enter the name of a parent or guardian, because you are under %(age)d"),
                "guardian_email": _("Enter the email address of a parent or guardian, because you are under %(age)d"),
            }.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, sentence % {"age": GROWN_UP})
        if cleaned.get("emergency_telephone") and not cleaned.get("emergency_name"):
            self.add_error("emergency_name", _("Enter the name of the person to ring"))
        return cleaned

    def values(self):
        """What the action writes."""
        kept = (*self.KEPT, "interests", "skills", *([] if self.volunteer else ["born_on"]))
        return {name: self.cleaned_data[name] for name in kept}


class GuardianForm(forms.Form):
    """To ask a parent or guardian again, or another one."""

    name = forms.CharField(
        label=_("Parent’s or guardian’s full name"), max_length=150, error_messages={"required": _("Enter their name")}
    )
    email = forms.EmailField(
        label=_("Parent’s or guardian’s email address"),
        max_length=254,
        error_messages={
            "required": _("Enter their email address"),
            "invalid": _("Enter an email address in the right form, like name@example.com"),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = ""
        self.helper.layout = Layout(Field.text("name"), Field.text("email"), Submit("ask", _("Ask them")))


class ConcernForm(forms.Form):
    """A worry about somebody's safety. A name is asked for, never demanded."""

    text = forms.CharField(
        label=_("What are you worried about?"),
        help_text=_("Say what you saw or heard, where and when. You do not need to be sure."),
        max_length=5000,
        widget=forms.Textarea,
        error_messages={
            "required": _("Say what you are worried about"),
            "max_length": _("Use 5,000 characters or fewer"),
        },
    )
    district = forms.ModelChoiceField(
        label=_("Where is it? (if you know)"),
        queryset=District.objects.filter(in_kent=True).order_by("name"),
        required=False,
        empty_label=_("I am not sure"),
    )
    name = forms.CharField(label=_("Your name (if you like)"), max_length=150, required=False)
    contact = forms.CharField(
        label=_("How can we reach you? (if you like)"),
        help_text=_("An email address or a phone number. Without it we cannot ask you anything."),
        max_length=254,
        required=False,
    )
    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = ""
        self.helper.layout = Layout(
            Field.textarea("text", rows=8, max_characters=5000),
            Field.select("district"),
            Field.text("name"),
            Field.text("contact"),
            Field("page"),
            Submit("send", _("Send it")),
        )


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=_("What was done?"),
        max_length=3000,
        widget=forms.Textarea,
        error_messages={"required": _("Write down what was done")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = ""
        self.helper.layout = Layout(
            Field.textarea("outcome", rows=5, max_characters=3000), Submit("close", _("Close this concern"))
        )
