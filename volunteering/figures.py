"""Numbers about volunteering that the public sees, each with words that say what was counted."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from kentcivil.geography.models import District
from volunteering.models import Enquiry, Opportunity, VolunteerCentre
from volunteering.states import EnquiryState

INTRODUCED_OR_BEYOND = [EnquiryState.INTRODUCED, EnquiryState.PLACED, EnquiryState.SETTLED]


def today(centre):
    """What this portal holds now, for the county and for one centre.

    :returns: rows of label, the county's count, the centre's count (None where it means nothing).
    """
    offered = Opportunity.objects.published().aggregate(
        county=Count("pk"),
        own=Count("pk", filter=Q(centre=centre)),
        posters=Count("organisation", distinct=True),
        own_posters=Count("organisation", distinct=True, filter=Q(centre=centre)),
    )
    people = Enquiry.objects.confirmed().aggregate(
        county=Count("pk"),
        own=Count("pk", filter=Q(centre=centre)),
        introduced=Count("pk", filter=Q(state__in=INTRODUCED_OR_BEYOND)),
        own_introduced=Count("pk", filter=Q(state__in=INTRODUCED_OR_BEYOND, centre=centre)),
    )
    centres = VolunteerCentre.objects.published()
    districts = District.objects.filter(in_kent=True, volunteer_centres__in=centres).distinct().count()
    return [
        (_("Opportunities open now"), offered["county"], offered["own"]),
        (_("Organisations that ask for volunteers now"), offered["posters"], offered["own_posters"]),
        (_("Times somebody has offered to help through this portal"), people["county"], people["own"]),
        (
            _("Of these, introduced to an organisation, placed or settled in"),
            people["introduced"],
            people["own_introduced"],
        ),
        (_("Volunteer centres in the network"), centres.count(), None),
        (_("Kent districts with a volunteer centre, out of 12"), districts, None),
    ]
