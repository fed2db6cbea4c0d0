"""The public search: words, a place and a distance, and what suits the person."""

import django_filters
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kentcivil.geography.distance import within
from kentcivil.geography.places import UnknownPlace, find_postcode, locate
from organisations.models import Theme
from volunteering.models import Opportunity, Skill

RADII = [(2, _("2 miles")), (5, _("5 miles")), (10, _("10 miles")), (20, _("20 miles")), (40, _("40 miles"))]
USUAL_RADIUS = 10


class SearchForm(forms.Form):
    """What the fields mean together: a postcode is found on the map, or the field says why not."""

    place = None
    words = ""

    def clean(self):
        cleaned = super().clean()
        self.words = cleaned.get("q") or ""
        typed = cleaned.get("near") or ""
        if not typed and (found := find_postcode(self.words)):
            self.words, typed = found
        if typed:
            try:
                self.place = locate(typed)
            except UnknownPlace as sentence:
                self.add_error("near", str(sentence))
        return cleaned


def _left_to_search(queryset, name, value):
    """Words and place are applied together in `filter_queryset`."""
    return queryset


class OpportunityFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("What would you like to do?"), max_length=200, method=_left_to_search)
    near = django_filters.CharFilter(label=_("Postcode"), max_length=40, method=_left_to_search)
    radius = django_filters.TypedChoiceFilter(
        label=_("How far away"), choices=RADII, coerce=int, method=_left_to_search
    )
    cause = django_filters.ModelChoiceFilter(
        label=_("Cause"),
        to_field_name="slug",
        method="only_of_cause",
        queryset=Theme.objects.all(),
        empty_label=_("Any cause"),
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    skill = django_filters.ModelChoiceFilter(
        label=_("Something I am good at"),
        to_field_name="notation",
        method="only_with_skill",
        queryset=Skill.objects.exclude(notation=""),
        empty_label=_("Any skill"),
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    times = django_filters.ChoiceFilter(
        label=_("When in the week"),
        choices=[choice for choice in Opportunity.Times.choices if choice[0] != Opportunity.Times.FLEXIBLE],
        empty_label=_("Any time"),
        method="only_at_times",
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    pattern = django_filters.ChoiceFilter(
        label=_("How often"),
        choices=Opportunity.Pattern.choices,
        empty_label=_("Regular or one-off"),
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    home = django_filters.BooleanFilter(
        label=_("I can do it from home"), method="only_from_home", widget=forms.CheckboxInput
    )
    no_check = django_filters.BooleanFilter(
        label=_("No DBS check needed"), method="only_without_check", widget=forms.CheckboxInput
    )
    young = django_filters.BooleanFilter(
        label=_("Under 18s are welcome"), method="only_open_to_young", widget=forms.CheckboxInput
    )

    wheelchair = django_filters.BooleanFilter(
        label=_("People who use a wheelchair can do it"), method="only_with_wheelchair", widget=forms.CheckboxInput
    )

    class Meta:
        model = Opportunity
        form = SearchForm
        fields = []

    def only_of_cause(self, queryset, name, value):
        return queryset.filter(cause_ids__contains=[value.pk]) if value else queryset

    def only_with_skill(self, queryset, name, value):
        return queryset.filter(skill_ids__contains=[value.pk]) if value else queryset

    def only_from_home(self, queryset, name, value):
        return queryset.filter(from_home=True) if value else queryset

    def only_without_check(self, queryset, name, value):
        return queryset.filter(checks=Opportunity.Checks.NONE) if value else queryset

    def only_open_to_young(self, queryset, name, value):
        return queryset.filter(minimum_age__lt=18) if value else queryset

    def only_with_wheelchair(self, queryset, name, value):
        return queryset.filter(wheelchair_access=True) if value else queryset

    def only_at_times(self, queryset, name, value):
        """What suits whenever it suits you is at every time."""
        return queryset.filter(times__overlap=[value, Opportunity.Times.FLEXIBLE]) if value else queryset

    def filter_queryset(self, queryset):
        """All that is found, in no order; volunteering.search puts it in order and reads a page of it.

        What can be done from home is as near to one place as to another: asking for it leaves the distance out.
        """
        found = self.chosen.matching(self.form.words) if self.form.words else self.chosen
        return (within(found, self.measured_from, self.miles) if self.measured_from else found).order_by()

    @cached_property
    def chosen(self):
        """What is left by all that is asked but words and a place. Only where the form is valid."""
        return super().filter_queryset(self.queryset).order_by()

    @property
    def measured_from(self):
        """The Place that distances are counted from, or None."""
        return None if self.form.cleaned_data.get("home") else self.form.place

    @property
    def miles(self):
        """The radius that is searched."""
        return self.form.cleaned_data.get("radius") or USUAL_RADIUS

    @property
    def qs(self):
        """Nothing, where what was typed makes no sense; everything published, where nothing was typed."""
        return super().qs if self.form.is_valid() else self.queryset.none()
