"""What a visitor fills in to say that something is wrong."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Size, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from kentcivil.fields import LongTextField
from organisations.models import ProblemReport


class ReportForm(forms.Form):
    about = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=ProblemReport.About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong"), "invalid_choice": _("Choose what is wrong")},
    )
    said = LongTextField(
        label=_("Tell us more"),
        help_text=_("What should it say? How do you know? Please do not write about your own health or money."),
        required=False,
        max_length=2000,
        error_messages={"max_length": _("Use 2,000 letters or fewer")},
    )
    email = forms.EmailField(
        label=_("Your email address, if you want to hear what came of it"),
        help_text=_("You do not have to give it. We use it for nothing else, and erase it within a year."),
        required=False,
        max_length=254,
        error_messages=dict.fromkeys(
            ("invalid", "max_length"), _("Enter an email address such as name@example.com, or leave this empty")
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "about", Field.textarea("said", rows=4), "email", Submit("send", _("Send to an officer"))
        )
        self.helper.label_size = self.helper.legend_size = Size.SMALL

    def clean(self):
        cleaned = super().clean()
        about = cleaned.get("about")
        if about in (ProblemReport.About.HARM, ProblemReport.About.OTHER) and not cleaned.get("said", "").strip():
            self.add_error("said", _("Say in a few words what is wrong"))
        return cleaned
