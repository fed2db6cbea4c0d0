"""Inlines whose rows choose from one list read once."""

from django import forms


class SharedChoices:
    """Mixin for an inline: the choices of the foreign keys in `shared` are read once, not once for each row."""

    shared = ()

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        for name in self.shared:
            formfield = formset.form.base_fields.get(name)
            if isinstance(formfield, forms.ModelChoiceField):
                # The widget holds the rows; the field still checks the one that was chosen.
                formfield.widget.choices = list(formfield.choices)
        return formset
