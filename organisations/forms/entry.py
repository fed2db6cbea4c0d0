"""What members fill in about their organisation. Saving is done by the actions."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fieldset, Layout, Size, Submit
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kentcivil.geography.models import District
from kentcivil.geography.postcodes import read
from organisations import trust
from organisations.models import Beneficiary, Identifier, Organisation

LINKS = ("themes", "beneficiaries", "districts_served")
NO_POSTCODE = _("Enter a postcode, like CT9 1HP")
NO_NUMBER = _("Enter the charity number in 6 or 7 digits, like 1187654")
AT_ONCE = ("summary", "themes", "districts_served", "is_countywide", "is_online")


def read_postcode(text):
    """A postcode in its usual form, or "" for none.

    :raises ValidationError: for a text that is none.
    """
    if not text:
        return ""
    for reading in read(text):
        return str(reading)
    raise forms.ValidationError(NO_POSTCODE)


class EntryForm(forms.ModelForm):
    """The part of an entry that its members keep, filled with what they proposed where that waits."""

    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={
            "invalid": _("Enter a web address, like https://www.example.org"),
            "max_length": _("The web address must be 300 letters or fewer"),
        },
    )
    postcode = forms.CharField(
        label=_("Postcode"), required=False, max_length=40, error_messages={"max_length": NO_POSTCODE}
    )

    class Meta:
        model = Organisation
        fields = [*AT_ONCE, *trust.WAITING]
        widgets = {
            "other_names": forms.Textarea(attrs={"rows": 2}),
            "summary": forms.Textarea(attrs={"rows": 3}),
            "purpose": forms.Textarea(attrs={"rows": 6}),
            "address": forms.Textarea(attrs={"rows": 2}),
            **dict.fromkeys(LINKS, forms.CheckboxSelectMultiple),
        }
        error_messages = {
            "name": {
                "required": _("Enter the name of the organisation"),
                "max_length": _("The name must be 255 letters or fewer"),
            },
            "summary": {"max_length": _("The summary must be 400 letters or fewer")},
            "email": {"invalid": _("Enter an email address in the right form, like name@example.com")},
            "phone": {"max_length": _("The phone number must be 40 letters or fewer")},
            "town": {"max_length": _("The town must be 80 letters or fewer")},
        }

    def __init__(self, *args, proposed=None, **kwargs):
        """:param proposed: words that wait or were returned, as a Proposal keeps them; shown instead of the entry's."""
        initial = dict(proposed or {})
        for field in trust.LINKS & set(initial):
            initial[field] = Beneficiary.objects.filter(slug__in=initial[field])
        super().__init__(*args, **{**kwargs, "initial": {**initial, **(kwargs.get("initial") or {})}})
        present = Q(in_kent=True)
        if self.instance.pk:
            present |= Q(organisations_serving=self.instance)
        self.fields["districts_served"].queryset = District.objects.filter(present).distinct().order_by("name")
        self.fields["themes"].label = _("What it is about")
        self.fields["districts_served"].label = _("Which districts it serves")
        for field in LINKS:
            self.fields[field].help_text = _("Choose all that fit.")
            self.fields[field].error_messages["invalid_choice"] = _("Choose from the list")
            self.fields[field].error_messages["invalid_pk_value"] = _("Choose from the list")
        self.helper = FormHelper()
        self.helper.layout = self.layout()
        self.helper.label_size = self.helper.legend_size = Size.SMALL

    def layout(self):
        return Layout(
            self.at_once(),
            Fieldset(*self.looked_at(), legend=_("What an officer looks at first"), legend_size=Size.MEDIUM),
            Submit("save", _("Save")),
        )

    def at_once(self):
        return Fieldset(
            Field.textarea("summary", rows=3),
            *(Field.checkboxes(field, small=True) for field in ("themes", "districts_served")),
            *("is_countywide", "is_online"),
            legend=_("What visitors see at once"),
            legend_size=Size.MEDIUM,
        )

    def looked_at(self):
        return [
            "name",
            Field.textarea("other_names", rows=2),
            Field.textarea("purpose", rows=6),
            *("website", "email"),
            Field.text("phone", field_width=20),
            Field.textarea("address", rows=2),
            Field.text("town", field_width=20),
            Field.text("postcode", field_width=10),
            Field.checkboxes("beneficiaries", small=True),
        ]

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if not any(letter.isalnum() for letter in name):
            raise forms.ValidationError(_("Enter the name of the organisation"))
        return name

    def clean_postcode(self):
        return read_postcode(self.cleaned_data["postcode"])

    def clean(self):
        cleaned = super().clean()
        for field, value in cleaned.items():
            if isinstance(value, str):
                # As browsers send the ends of lines; the same text twice would otherwise look like a change.
                cleaned[field] = value.replace("\r\n", "\n")
        return cleaned


class NewEntryForm(EntryForm):
    """All of a new entry: an officer looks at the whole of it."""

    charity_number = forms.CharField(
        label=_("Charity number, if it has one"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"max_length": NO_NUMBER},
    )
    is_true = forms.BooleanField(
        label=_("I speak for this organisation, and all of this is true"),
        error_messages={"required": _("Tick the box if you speak for it and all of this is true")},
    )
    not_among = forms.BooleanField(label=_("It is none of these: add it"), required=False)

    known = None
    """The entry that has this charity number already."""

    def layout(self):
        return Layout(
            Field.text("charity_number", field_width=10),
            Fieldset(*self.looked_at(), legend=_("Who you are and how to reach you"), legend_size=Size.MEDIUM),
            self.at_once(),
            "is_true",
            Submit("save", _("Send it to the officers")),
        )

    def ask_whether_among(self):
        """Show the box by which somebody says that it is none of the entries shown to them."""
        self.helper.layout.fields.insert(-1, "not_among")

    def at_once(self):
        return Fieldset(*super().at_once().fields, legend=_("What you do and where"), legend_size=Size.MEDIUM)

    def clean_charity_number(self):
        text = "".join(self.cleaned_data["charity_number"].split())
        if not text:
            return ""
        if not (text.isascii() and text.isdecimal() and 5 <= len(text) <= 8):
            raise forms.ValidationError(NO_NUMBER)
        found = Identifier.objects.filter(scheme=Identifier.Scheme.CHARITY, number=text).select_related("organisation")
        for number in found:
            self.known = number.organisation
            raise forms.ValidationError(_("The directory has an entry with this charity number already"))
        return text
