"""Starting an application, giving documents, and the declaration."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crowdfund.forms.part import helper_of


class StartForm(forms.Form):
    """Which organisation applies, with which project."""

    organisation = forms.ModelChoiceField(
        queryset=None,
        label=_("Which organisation are you applying for?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the organisation you are applying for")},
    )
    project_title = forms.CharField(
        label=_("What is the project called?"),
        help_text=_("You can change this later. Keep it short, such as “A café for carers”."),
        max_length=120,
        error_messages={"required": _("Enter what the project is called")},
    )

    copied = forms.ModelChoiceField(
        queryset=None,
        label=_("Copy answers from an earlier application? (optional)"),
        help_text=_("Answers to questions that are the same are copied, and your budget. You can change them all."),
        empty_label=_("No, start empty"),
        required=False,
    )

    def __init__(self, *args, organisations, earlier, **options):
        super().__init__(*args, **options)
        if earlier.exists():
            self.fields["copied"].queryset = earlier
            self.fields["copied"].label_from_instance = lambda one: f"{one.project_title} ({one.reference})"
        else:
            del self.fields["copied"]
        self.fields["organisation"].queryset = organisations
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0]
        self.helper = helper_of(self)


class PassForm(forms.Form):
    """Which application a late pass is for."""

    NEW = "new"
    application = forms.ChoiceField(
        label=_("Which application is it for?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the application that the pass is for")},
    )
    project_title = forms.CharField(
        label=_("If it is a new one: what is the project called?"), max_length=120, required=False
    )

    def __init__(self, *args, applications, **options):
        super().__init__(*args, **options)
        self.applications = {str(one.pk): one for one in applications}
        choices = [(pk, f"{one.project_title} ({one.reference})") for pk, one in self.applications.items()]
        self.fields["application"].choices = [*choices, (self.NEW, _("A new application"))]
        self.helper = helper_of(self)

    def clean(self):
        if self.cleaned_data.get("application") == self.NEW and not self.cleaned_data.get("project_title"):
            self.add_error("project_title", _("Enter what the project is called"))
        return self.cleaned_data

    def choice(self):
        """What the action asks for: the application, or the title of a new one."""
        chosen = self.applications.get(self.cleaned_data["application"])
        return {"application": chosen} if chosen else {"project_title": self.cleaned_data["project_title"]}


class DocumentsForm(forms.Form):
    """A file for each document that the round asks for; those not chosen stay as they are."""

    def __init__(self, *args, round_, given, **options):
        super().__init__(*args, **options)
        for asked in round_.documents_asked.all():
            label = asked.name if asked.required else _("%s (optional)") % asked.name
            self.fields[f"document_{asked.pk}"] = forms.FileField(
                label=_("Replace: %s") % asked.name if asked.pk in given else label,
                help_text=f"{asked.help_text} {asked.accepted_names}, smaller than 10 MB.".strip(),
                required=False,
                allow_empty_file=True,
                widget=forms.FileInput(attrs={"accept": asked.accept_attribute}),
            )
        self.helper = helper_of(self)


class DeclarationForm(forms.Form):
    declared = forms.BooleanField(
        label=_("I confirm all of this on behalf of my organisation"),
        error_messages={"required": _("Tick the box to confirm the declaration")},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = helper_of(self)
