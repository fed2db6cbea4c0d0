"""What members fill in about something they offer. Saving is done by actions.write_service()."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Size, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.actions import SERVICE_FIELDS
from organisations.forms.entry import NO_POSTCODE, read_postcode
from organisations.models import Service

OLDEST = 120


class ServiceForm(forms.ModelForm):
    """One service, group or session."""

    postcode = forms.CharField(
        label=_("Postcode of the place"), required=False, max_length=40, error_messages={"max_length": NO_POSTCODE}
    )
    minimum_age = forms.IntegerField(label=_("Youngest age, if there is one"), required=False)
    maximum_age = forms.IntegerField(label=_("Oldest age, if there is one"), required=False)

    class Meta:
        model = Service
        fields = list(SERVICE_FIELDS)
        labels = {"is_running": _("It is running at the moment")}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "address": forms.Textarea(attrs={"rows": 2}),
            "access_needs": forms.Textarea(attrs={"rows": 3}),
            "cost": forms.RadioSelect,
            "joining": forms.RadioSelect,
        }
        error_messages = {
            "name": {
                "required": _("Enter what it is called"),
                "max_length": _("The name must be 200 letters or fewer"),
            },
            "when": {"max_length": _("Say when in 300 letters or fewer")},
            "cost": {"required": _("Choose what it costs"), "invalid_choice": _("Choose what it costs")},
            "joining": {"required": _("Choose how to take part"), "invalid_choice": _("Choose how to take part")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cost"].choices = Service.Cost.choices
        self.fields["joining"].choices = Service.Joining.choices
        for field in ("minimum_age", "maximum_age"):
            self.fields[field].error_messages["invalid"] = _("Enter an age in years, like 16")
            self.fields[field].widget = forms.TextInput(attrs={"inputmode": "numeric"})
        self.helper = FormHelper()
        short, long = {"minimum_age", "maximum_age", "postcode"}, {"description", "address", "access_needs"}
        self.helper.layout = Layout(
            *(
                Field.text(field, field_width=5 if field != "postcode" else 10)
                if field in short
                else Field.textarea(field, rows=3)
                if field in long
                else field
                for field in SERVICE_FIELDS
            ),
            Submit("save", _("Save")),
        )
        self.helper.label_size = self.helper.legend_size = Size.SMALL

    def clean_postcode(self):
        return read_postcode(self.cleaned_data["postcode"])

    def clean_minimum_age(self):
        return self._age("minimum_age")

    def clean_maximum_age(self):
        return self._age("maximum_age")

    def _age(self, field):
        age = self.cleaned_data[field]
        if age is not None and not 0 <= age <= OLDEST:
            raise forms.ValidationError(_("Enter an age in years, like 16"))
        return age

    def clean(self):
        cleaned = super().clean()
        youngest, oldest = cleaned.get("minimum_age"), cleaned.get("maximum_age")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("maximum_age", _("The oldest age must not be below the youngest"))
        return cleaned
