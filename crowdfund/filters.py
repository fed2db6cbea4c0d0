"""Filters of lists, plain GET."""

import django_filters
from django.utils.translation import gettext_lazy as _

from crowdfund import subsidies
from crowdfund.forms.part import helper_of
from crowdfund.models import Award, Objective, Round
from crowdfund.states import AwardState
from kentcivil.geography.models import District


def award_years():
    """Choices of every financial year in which something was awarded, the latest first: ("2026", "2026-27")."""
    moments = Award.objects.published().order_by().values_list("offered_at", flat=True)
    years = sorted({subsidies.financial_year(moment) for moment in moments.distinct()}, reverse=True)
    return [(str(year), subsidies.shown(year)) for year in years]


class AwardFilter(django_filters.FilterSet):
    """The officers' list of awards."""

    round = django_filters.ModelChoiceFilter(
        field_name="application__round",
        queryset=Round.objects.filter(applications__award__isnull=False).distinct(),
        label=_("Round"),
        empty_label=_("All"),
    )
    state = django_filters.ChoiceFilter(choices=AwardState, label=_("State"), empty_label=_("All"))

    class Meta:
        model = Award
        fields = ["round", "state"]

    @property
    def form(self):
        form = super().form
        form.helper = helper_of(form)
        return form


class ProjectFilter(django_filters.FilterSet):
    """The public list of projects funded."""

    q = django_filters.CharFilter(label=_("Words in the project or the organisation’s name"), method="with_words")
    district = django_filters.ModelChoiceFilter(
        field_name="application__districts",
        queryset=District.objects.order_by("name"),
        to_field_name="slug",
        label=_("District"),
        empty_label=_("All"),
    )
    objective = django_filters.ModelChoiceFilter(
        field_name="application__objectives",
        queryset=Objective.objects.all(),
        to_field_name="slug",
        label=_("Objective"),
        empty_label=_("All"),
    )
    year = django_filters.ChoiceFilter(
        label=_("Financial year of the award"), empty_label=_("All"), method="of_year", choices=award_years
    )

    class Meta:
        model = Award
        fields = ["district", "objective", "year"]

    @property
    def form(self):
        form = super().form
        form.helper = helper_of(form)
        return form

    def with_words(self, awards, name, value):
        return awards.matching(value)

    def of_year(self, awards, name, value):
        return awards.of_year(int(value))
