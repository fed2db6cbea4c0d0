"""Form fields that people can answer in their own way: dates in three boxes, money with or without the pound sign."""

from datetime import date
from decimal import Decimal, InvalidOperation

from crispy_forms_gds.widgets import DateInputWidget
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PARTS = (_("day"), _("month"), _("year"))


class DateField(forms.MultiValueField):
    """A date in three boxes. Its messages name the date and say which part is missing.

    :param name: what the date is, as a sentence begins: "The start date". The label, where it is not given.
    """

    widget = DateInputWidget

    def __init__(self, *, name=None, **options):
        self.asked = options.get("error_messages", {}).get("required")
        parts = [forms.CharField(required=False) for _part in PARTS]
        super().__init__(fields=parts, require_all_fields=False, **options)
        self.name = name or self.label or _("The date")
        for box in self.widget.widgets:
            box.attrs["inputmode"] = "numeric"

    def clean(self, value):
        """A date, or None where nothing was entered and nothing is required.

        :raises ValidationError: naming the parts that are missing or wrong.
        """
        entered = [str(part or "").strip() for part in (value or ["", "", ""])]
        for part in self.fields:
            part.widget.errors = []
        if not any(entered):
            if self.required:
                raise ValidationError(self._required(), code="required")
            return None
        missing = [position for position, part in enumerate(entered) if not part]
        if missing:
            words = str(_(" and a ")).join(str(PARTS[position]) for position in missing)
            self._refuse(_("%(name)s must include a %(parts)s") % {"name": self.name, "parts": words}, missing)
        try:
            day, month, year = (int(part) for part in entered)
        except ValueError:
            wrong = [position for position, part in enumerate(entered) if not part.isdecimal()]
            self._refuse(self._unreal(), wrong)
        if year < 100:
            self._refuse(_("%(name)s must have a year of 4 numbers") % {"name": self.name}, [2])
        try:
            cleaned = date(year, month, day)
        except ValueError:
            wrong = [1] if not 1 <= month <= 12 else [0] if year <= 9999 else [2]
            self._refuse(self._unreal(), wrong)
        self.run_validators(cleaned)
        return cleaned

    def _required(self):
        name = str(self.name)
        return self.asked or _("Enter %(name)s") % {"name": name[:1].lower() + name[1:]}

    def _unreal(self):
        return _("%(name)s must be a real date") % {"name": self.name}

    def _refuse(self, message, positions):
        for position in positions:
            self.fields[position].widget.errors = [str(message)]
        raise ValidationError(message, code="invalid")


class PoundsInput(forms.TextInput):
    """A text box with a pound sign before it."""

    prefix = "£"

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal", "class": "govuk-input--width-10", **(attrs or {})})


class PoundsField(forms.DecimalField):
    """Money in pounds. "£1,234.50", "1234.5" and "1 234" are all understood.

    Give `error_messages` with "required" and "invalid" in the words of the question.
    """

    widget = PoundsInput

    def __init__(self, *, max_digits=12, decimal_places=2, min_value=0, **options):
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, min_value=min_value, **options)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip().lstrip("£").replace(",", "").replace(" ", "")
            if value in self.empty_values:
                return None
            try:
                value = Decimal(value)
            except InvalidOperation:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        return super().to_python(value)

    def widget_attrs(self, widget):
        return {}


class LongTextField(forms.CharField):
    """Several paragraphs, limited in characters or in words, and counted as the page counts them.

    Browsers send a line's end as two characters; it is one here, so that what the counter allows is accepted.

    :param max_words: the most words allowed, or None.
    """

    widget = forms.Textarea(attrs={"rows": 5})

    def __init__(self, *, max_words=None, **options):
        self.max_words = max_words
        super().__init__(**options)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")

    def validate(self, value):
        super().validate(value)
        words = len(value.split())
        if self.max_words and words > self.max_words:
            message = _("Use %(limit)d words or fewer: you have used %(words)d")
            raise ValidationError(message % {"limit": self.max_words, "words": words}, code="max_words")
