"""Lines of what the network offers today: opportunities, the organisations that ask, centres and districts."""

from django.db.models import Count

from kentcivil.geography.models import District
from volunteering.figures.lines import Line
from volunteering.models import Opportunity, VolunteerCentre


def opportunities(pilot):
    """Open now, by organisation, centre and district; what is only done from home has no district."""
    rows = (
        Opportunity.objects.published()
        .order_by("organisation__name", "organisation", "centre__organisation__name", "centre", "district__name")
        .values_list("organisation__name", "organisation__slug", "centre__organisation__name", "district__name")
        .annotate(found=Count("pk"))
    )
    for name, slug, centre, district, found in rows:
        yield Line(name, found, number=slug, organisation=name, centre=centre, district=district or "")


def organisations(pilot):
    """Those that ask for volunteers now, each once."""
    rows = (
        Opportunity.objects.published()
        .order_by("organisation__name", "organisation")
        .values_list("organisation__name", "organisation__slug")
        .distinct()
    )
    for name, slug in rows:
        yield Line(name, 1, number=slug, organisation=name)


def centres(pilot):
    for centre in VolunteerCentre.objects.published().select_related("organisation").order_by("organisation__name"):
        yield Line(centre.organisation.name, 1, number=centre.organisation.slug, centre=centre.organisation.name)


def districts(pilot):
    """Of Kent, those where a centre of the network works."""
    served = District.objects.filter(in_kent=True, volunteer_centres__in=VolunteerCentre.objects.published())
    for district in served.distinct().order_by("name"):
        yield Line(district.name, 1, number=district.code, district=district.name)
