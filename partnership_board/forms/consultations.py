"""Forms by which officers keep consultations, key in letters and code what people wrote."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation
from partnership_board.files import check_pdf
from partnership_board.forms.answering import field_for, name_of, said_in_form
from partnership_board.forms.records import KENT_TIME, LondonDateTimeField
from partnership_board.models import Consultation, ConsultationDocument, Question, Theme

MEANT = 8
"""How many organisations are named where it is not clear which one is meant."""


class ConsultationForm(forms.ModelForm):
    """A consultation. Its dates are London's."""

    opens_at = LondonDateTimeField(label=_("Opens"), help_text=KENT_TIME)
    closes_at = LondonDateTimeField(
        label=_("Closes"), help_text=_("Kent time. What arrives at this moment or later is not counted.")
    )

    class Meta:
        model = Consultation
        fields = [
            "title",
            "slug",
            "summary",
            "about",
            "strategy",
            "opens_at",
            "closes_at",
            "asks_equality",
            "paper_address",
            "conclusion",
        ]


class LinesField(forms.CharField):
    """A list of texts, written one a line."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 60})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line for typed in super().to_python(value).splitlines() if (line := " ".join(typed.split()))]

    def validate(self, value):
        super().validate(value)
        if any(len(line) > 200 for line in value):
            raise ValidationError(_("Each option must be 200 characters or fewer."), code="too_long")

    def run_validators(self, value):
        """Each line was looked at above."""

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class QuestionForm(forms.ModelForm):
    options = LinesField(
        label=_("Options"), required=False, help_text=_("One a line, where there is something to choose.")
    )

    class Meta:
        model = Question
        fields = ["number", "kind", "text", "help_text", "options", "least", "most", "required"]


class DocumentForm(forms.ModelForm):
    class Meta:
        model = ConsultationDocument
        fields = ["order", "kind", "title", "file", "address"]
        widgets = {"file": forms.FileInput(attrs={"accept": "application/pdf,.pdf"})}

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload and "file" in self.changed_data:
            self.instance.size, _digest = check_pdf(upload)
        return upload


class ExtendForm(forms.Form):
    closes_at = LondonDateTimeField(label=_("Closes"), help_text=_("Kent time; later than it closes now."))
    reason = forms.CharField(
        label=_("Why is it extended?"), max_length=300, help_text=_("One sentence. The public sees it.")
    )


class LetterForm(forms.Form):
    """One answer that came on paper. Questions stand in it as on the page, and none must be answered."""

    received_on = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day on which it came decides whether it counts."),
    )
    organisation = forms.CharField(
        label=_("On behalf of"),
        required=False,
        max_length=200,
        help_text=_("Only for an organisation: its name as it stands in the directory."),
    )

    def __init__(self, *args, questions, **options):
        super().__init__(*args, **options)
        self.questions = questions
        self.initial.setdefault("received_on", timezone.localdate())
        for question in questions:
            field = field_for(question)
            field.label = f"{question.number}. {question.text}"
            self.fields[name_of(question)] = field

    def clean_organisation(self):
        name = self.cleaned_data["organisation"].strip()
        if not name:
            return None
        public = Organisation.objects.published()
        found = list(public.filter(Q(name__iexact=name) | Q(slug=name))[:MEANT])
        if len(found) == 1:
            return found[0]
        meant = "; ".join(f"{one.name} ({one.slug})" for one in found or public.matching(name)[:MEANT])
        if not meant:
            raise ValidationError(_("The directory has none of that name."), code="unknown")
        raise ValidationError(
            _("Which one is it? Type the words in brackets: %(meant)s."), code="several", params={"meant": meant}
        )

    @property
    def said(self):
        return said_in_form(self.questions, self.data)


class CodingForm(forms.Form):
    """The themes of one answer. It carries those that the page showed, so that two officers do not undo each other."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label=_("Themes")
    )

    def __init__(self, *args, answer, themes, **options):
        super().__init__(*args, **options)
        self.answer = answer
        self.fields["themes"].queryset = Theme.objects.filter(question=answer.question_id)
        # Read once for the page, not once for each answer on it.
        self.fields["themes"].choices = [(theme.pk, theme.name) for theme in themes]
        given = [coding.theme_id for coding in answer.codings.all()]
        self.initial = {"themes": given, "shown": " ".join(map(str, given))}

    def shown_themes(self):
        """The Themes that were ticked when the page was made."""
        numbers = {int(one) for one in self.cleaned_data["shown"].split() if one.isascii() and one.isdecimal()}
        return [theme for theme in self.fields["themes"].queryset if theme.pk in numbers]


class NewThemeForm(forms.Form):
    name = forms.CharField(label=_("New theme"), max_length=100)


class AddressForm(forms.Form):
    """The address of somebody who asks to be erased."""

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("The one they answered with, or sign in with. Make sure that it is theirs: write to it first."),
    )
