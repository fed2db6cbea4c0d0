"""The admin's forms leave two kinds of field without a label a screen reader can find: those in the rows of a table,
which have only its head, and the two boxes of a moment. Here each is given one (WCAG 2.2, 4.1.2)."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.text import capfirst
from django.utils.translation import gettext as _


class LabelledForms(admin.ModelAdmin):
    """Every field that officers fill in says its name."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, AdminSplitDateTime):
            _name(field.widget, capfirst(field.label))
        return field

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            in_rows = isinstance(inline, admin.TabularInline)
            yield (type(formset.__name__, (LabelledRows, formset), {}) if in_rows else formset), inline


class LabelledRows:
    """A formset whose fields are shown in the rows of a table."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            _name(field.widget, capfirst(field.label or ""))


def _name(widget, label):
    """Give what is shown for a widget the name `label`."""
    # The admin wraps a choice of other things to add its links; what is inside is what is shown.
    widget = getattr(widget, "widget", widget)
    if widget.is_hidden or not label:
        return
    if isinstance(widget, AdminSplitDateTime):
        day, time = widget.widgets
        day.attrs.setdefault("aria-label", _("%(what)s: date") % {"what": label})
        time.attrs.setdefault("aria-label", _("%(what)s: time") % {"what": label})
    else:
        widget.attrs.setdefault("aria-label", label)
