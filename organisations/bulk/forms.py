"""What officers fill in to change many entries."""

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organisations.bulk import reading
from organisations.bulk.columns import COLUMNS, NOTHING, Unreadable


class WithReason(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=AdminTextInputWidget,
        help_text=_("Why, in a sentence. It stays in the history of each entry; name no person."),
        error_messages={"required": _("Give a reason")},
    )


class UploadForm(WithReason):
    """A spreadsheet; once the form is valid, `rows` are its rows."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_("Up to 1,000 rows and 5 MB. Nothing is changed yet: you see first what would be."),
        error_messages={"required": _("Choose a file"), "empty": _("The file is empty.")},
    )
    field_order = ["file", "reason"]

    def clean_file(self):
        try:
            self.rows = reading.rows(self.cleaned_data["file"])
        except reading.WrongFile as error:
            raise ValidationError(str(error)) from None
        return self.cleaned_data["file"]


class ChosenForm(WithReason):
    """One change for all entries that were chosen in the list."""

    MODES = {
        "replace": _("Write this instead of what is there"),
        "add": _("Add this to the list that is there"),
        "remove": _("Take this off the list that is there"),
    }
    column = forms.ChoiceField(label=_("What to change"), choices=[(title, title) for title in COLUMNS])
    mode = forms.ChoiceField(label=_("How"), choices=MODES.items())
    text = forms.CharField(
        label=_("What to write"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As in a cell of the spreadsheet: lists with semicolons between, %(nothing)s to empty it.")
        % {"nothing": NOTHING},
        error_messages={"required": _("Say what to write, or (none) to empty it")},
    )
    field_order = ["column", "mode", "text", "reason"]

    def clean(self):
        said = super().clean()
        column = COLUMNS.get(said.get("column", ""))
        if column is None or "text" not in said:
            return said
        if said["mode"] != "replace" and not column.is_list:
            self.add_error("mode", _("“%(title)s” is no list: write it anew.") % {"title": column.title})
        elif column.field == "name":
            self.add_error("column", _("Entries cannot all have the same name. Use a spreadsheet."))
        elif said["mode"] != "remove":
            try:
                column.read(said["text"])
            except Unreadable as error:
                self.add_error("text", str(error))
        return said
