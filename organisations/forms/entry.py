"""What members fill in about their organisation."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Size, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation


class EntryForm(forms.ModelForm):
    """The part of an entry that its members keep. Saving is done by actions.edit()."""

    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={"invalid": _("Enter a web address, like https://www.example.org")},
    )

    class Meta:
        model = Organisation
        fields = ["summary", "purpose", "website", "email", "phone", "address", "town", "postcode"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "purpose": forms.Textarea(attrs={"rows": 6}),
            "address": forms.Textarea(attrs={"rows": 2}),
        }
        error_messages = {
            "summary": {"max_length": _("The summary must be 400 letters or fewer")},
            "email": {"invalid": _("Enter an email address in the right form, like name@example.com")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field.textarea("summary", rows=3),
            Field.textarea("purpose", rows=6),
            "website",
            "email",
            Field.text("phone", field_width=20),
            Field.textarea("address", rows=2),
            Field.text("town", field_width=20),
            Field.text("postcode", field_width=10),
            Submit("save", _("Save")),
        )
        self.helper.label_size = Size.SMALL
