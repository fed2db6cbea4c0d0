"""A page of a round's own questions."""

from crispy_forms_gds.widgets import DateInputWidget
from django import forms
from django.utils.translation import gettext_lazy as _

from crowdfund.forms.part import YES_NO, PartForm, helper_of
from crowdfund.models import Question
from kentcivil.fields import PoundsInput


class TypedDateWidget(DateInputWidget):
    """Day, month and year as they were typed, real date or not."""

    def decompress(self, value):
        return (str(value or "").split(" ") + ["", "", ""])[:3]


class TypedDateField(forms.MultiValueField):
    """Keeps a date as typed: "27 3 2027"."""

    widget = TypedDateWidget

    def __init__(self, **options):
        super().__init__(
            fields=[forms.CharField(required=False, max_length=20) for _part in range(3)],
            require_all_fields=False,
            **options,
        )
        for box in self.widget.widgets:
            box.attrs["inputmode"] = "numeric"

    def compress(self, parts):
        typed = ["".join(part.split()) for part in parts]
        return " ".join(typed) if any(typed) else ""


class AnswersForm(PartForm):
    """One page of a round's questions."""

    def __init__(self, *args, application, section, **options):
        self.section = section
        super().__init__(*args, application=application, **options)
        for question in section.questions.all():
            self.fields[f"question_{question.pk}"] = field_for(question)
        self.helper = helper_of(self)

    def saved(self, application):
        return {f"question_{answer.question_id}": answer.text for answer in application.answers.all()}

    def answers(self):
        """{question id: text as typed}."""
        return {int(name.removeprefix("question_")): value for name, value in self.values().items()}


class TypedText(forms.CharField):
    """Text as typed, without the one character that the database cannot keep."""

    def to_python(self, value):
        return super().to_python(value).replace("\x00", "")


def field_for(question):
    """A form field that takes whatever is typed to a question; questions.py judges it."""
    label = question.text if question.required else _("%s (optional)") % question.text
    options = {"label": label, "help_text": question.help_text, "required": False}
    kind = question.kind
    if kind == Question.Kind.LONG:
        widget = forms.Textarea(attrs={"rows": 8})
        field = TypedText(widget=widget, max_length=100_000, strip=False, **options)
        field.max_words = question.word_limit
        return field
    if kind == Question.Kind.YES_NO:
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **options)
    if kind == Question.Kind.CHOICE:
        choices = [(one, one) for one in question.choices]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
    if kind == Question.Kind.DATE:
        return TypedDateField(**options)
    if kind == Question.Kind.MONEY:
        return TypedText(widget=PoundsInput, max_length=1000, **options)
    if kind == Question.Kind.NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"})
        return TypedText(widget=widget, max_length=1000, **options)
    return TypedText(max_length=5000, **options)
