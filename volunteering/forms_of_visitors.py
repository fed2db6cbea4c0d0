"""What visitors fill in without giving anything away: it stays in the address of the page."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.geography.places import UnknownPlace, locate
from organisations.models import Theme
from volunteering.matches import Likes
from volunteering.models import Opportunity, Skill


class SuggestionForm(forms.Form):
    """What somebody likes, is good at, and when and where they are."""

    interests = forms.ModelMultipleChoiceField(
        label=_("What do you like?"),
        queryset=Theme.objects.all(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skills = forms.ModelMultipleChoiceField(
        label=_("What are you good at?"),
        queryset=Skill.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    times = forms.MultipleChoiceField(
        label=_("When are you free?"),
        choices=Opportunity.Times.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    near = forms.CharField(
        label=_("Your postcode, or the start of it (if you like)"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    place = None

    def clean_near(self):
        typed = self.cleaned_data["near"].strip()
        if typed:
            try:
                self.place = locate(typed)
            except UnknownPlace as sentence:
                raise forms.ValidationError(str(sentence)) from sentence
        return typed

    def likes(self, volunteer):
        """What was said as the matches want it; a volunteer's account adds the district and the age."""
        said = self.cleaned_data
        return Likes(
            causes=list(said["interests"]),
            skills=list(said["skills"]),
            times=said["times"],
            place=self.place,
            district=volunteer.district if volunteer else None,
            age=volunteer.age_on(timezone.localdate()) if volunteer else None,
        )
