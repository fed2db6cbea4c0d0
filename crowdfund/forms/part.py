"""What every form of a part of an application has."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Layout, Size
from django import forms
from django.utils.translation import gettext_lazy as _

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def helper_of(form, *layout):
    """Lays a form out inside the page's own form element; labels are bold, as each is a question."""
    helper = FormHelper(form)
    helper.form_tag = False
    helper.label_size = helper.legend_size = Size.SMALL
    if layout:
        helper.layout = Layout(*layout)
    return helper


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
