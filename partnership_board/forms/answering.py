"""Forms of people who answer a consultation. They take whatever is typed; consultations/answers.py judges it."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Size
from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from partnership_board.consultations.answers import LONG_MOST, Said, problem, tidy
from partnership_board.consultations.equality import CHOICES
from partnership_board.models import EqualityReply

CANDIDATES = 8


def helper_of(form, *layout):
    """Lays a form out inside the page's own form element; labels are bold, as each is a question."""
    helper = FormHelper(form)
    helper.form_tag = False
    helper.disable_csrf = True  # the page writes the token, where there is one
    helper.label_size = helper.legend_size = Size.SMALL
    helper.layout = Layout(*layout)
    return helper


class StartForm(forms.Form):
    """For whom somebody answers, and where a copy goes.

    :param by: the signed-in User, or None.
    """

    who = forms.ChoiceField(
        label=_("Who are you answering for?"),
        choices=[("me", _("Myself")), ("organisation", _("An organisation in the directory"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who you are answering for"),
            "invalid_choice": _("Choose who you are answering for"),
        },
    )
    organisation = forms.CharField(
        label=_("Name of the organisation"),
        help_text=_("Only if you answer for one. Type some of its name: we look it up in the directory."),
        required=False,
        max_length=200,
    )
    chosen = forms.TypedChoiceField(
        label=_("Which one do you mean?"), widget=forms.RadioSelect, required=False, coerce=int, empty_value=None
    )
    email = forms.EmailField(
        label=_("Your email address (optional)"),
        help_text=_(
            "You can answer without one. With one we send you a link to come back to your answer, a copy of it, and a "
            "reminder before the close. We use it for nothing else."
        ),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter an email address in the right form, like name@example.com")},
    )

    def __init__(self, *args, by=None, **options):
        super().__init__(*args, **options)
        if by is not None:
            self.initial.setdefault("email", by.email)
        name = tidy(self.data.get("organisation", "")) if self.is_bound else ""
        self.candidates = self._look_up(name) if self.data.get("who") == "organisation" and name else []
        self.fields["chosen"].choices = [(one.pk, self._described(one)) for one in self.candidates]
        shown = ["chosen"] if len(self.candidates) > 1 or (self.candidates and not self._is_named(name)) else []
        layout = [Field.radios("who"), "organisation", *(Field.radios(one) for one in shown), "email"]
        self.asks_which = bool(shown)
        self.helper = helper_of(self, *layout)

    def _is_named(self, name):
        return len(self.candidates) == 1 and self.candidates[0].name.casefold() == name.casefold()

    @staticmethod
    def _look_up(name):
        public = Organisation.objects.published().select_related("district")
        exact = list(public.filter(name__iexact=name).order_by("pk")[:CANDIDATES])
        return exact or list(public.matching(name)[:CANDIDATES])

    @staticmethod
    def _described(one):
        return f"{one.name}, {one.district.name}" if one.district else one.name

    def clean(self):
        cleaned = super().clean()
        cleaned["for"] = None
        if cleaned.get("who") != "organisation":
            return cleaned
        if not cleaned.get("organisation"):
            self.add_error("organisation", _("Enter the name of the organisation"))
        elif not self.candidates:
            self.add_error(
                "organisation",
                _("The directory has none of that name. Check the spelling, or answer for yourself and name it."),
            )
        elif not self.asks_which:
            cleaned["for"] = self.candidates[0]
        elif cleaned.get("chosen"):
            cleaned["for"] = next(one for one in self.candidates if one.pk == cleaned["chosen"])
        elif "chosen" not in self.errors:
            self.add_error("chosen", _("Choose the organisation you answer for"))
        return cleaned


def name_of(question):
    return f"question_{question.pk}"


def said_in_form(questions, data):
    """What was typed and chosen, as {Question: Said}, whatever is wrong with it.

    :param data: a QueryDict. Choices that no page offers are left out.
    """
    said = {}
    for question in questions:
        if question.is_closed:
            offered = {str(number): number for number, _name in question.choices}
            given = {offered[one] for one in data.getlist(name_of(question)) if one in offered}
            said[question] = Said(choices=tuple(sorted(given)))
        else:
            said[question] = Said(text=tidy(data.get(name_of(question), "")))
    return said


class AnswersForm(forms.Form):
    """All questions of a consultation on one page.

    :param said: {Question: Said}: what is shown in it, of every question in order.
    """

    def __init__(self, *args, said, **options):
        super().__init__(*args, **options)
        self.said = said
        layout = []
        for question, one in said.items():
            name = name_of(question)
            self.fields[name] = field_for(question)
            self.initial[name] = _initial(question, one)
            if question.kind == "long":
                layout.append(Field.textarea(name, max_characters=LONG_MOST, label_size=Size.SMALL))
            elif question.kind == "several":
                layout.append(Field.checkboxes(name, legend_size=Size.SMALL))
            elif question.is_closed:
                layout.append(Field.radios(name, legend_size=Size.SMALL))
            else:
                layout.append(Field.text(name, label_size=Size.SMALL))
        self.helper = helper_of(self, *layout)

    def clean(self):
        for question, one in self.said.items():
            if sentence := problem(question, one):
                self.add_error(name_of(question), sentence)
        return super().clean()

    def add_error(self, field, error):
        # One sentence for one question: ours, where a field of its own would say it less well.
        if field and field in self._errors:
            del self._errors[field]
        super().add_error(field, error)


def _initial(question, one):
    if question.kind == "several":
        return [str(number) for number in one.choices]
    if question.is_closed:
        return str(one.choices[0]) if one.choices else ""
    return one.text


def field_for(question):
    """A field that takes any answer to a question."""
    text = f"{question.number}. {question.text}"
    label = text if question.required else _("%(question)s (optional)") % {"question": text}
    options = {"label": label, "help_text": question.help_text, "required": False}
    choices = [(str(number), name) for number, name in question.choices]
    if question.kind == "several":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **options)
    if question.is_closed:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
    if question.kind == "long":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 8}), strip=False, **options)
    return forms.CharField(strip=False, **options)


class EmailForm(forms.Form):
    """Where the link to come back goes, for somebody who gave no address at first."""

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your email address"),
            "invalid": _("Enter an email address in the right form, like name@example.com"),
        },
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = helper_of(self, "email")


class EqualityForm(forms.Form):
    """The equality questions: each may be left out."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for characteristic in EqualityReply.Characteristic:
            self.fields[characteristic.value] = forms.ChoiceField(
                label=characteristic.label,
                choices=CHOICES[characteristic],
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": _("Choose one of these answers, or none")},
            )
        self.helper = helper_of(self, *(Field.radios(name, legend_size=Size.SMALL) for name in self.fields))

    def replies(self):
        """{characteristic: value} of those that were answered."""
        return {name: value for name, value in self.cleaned_data.items() if value}
