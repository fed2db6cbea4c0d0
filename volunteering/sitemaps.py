"""The pilot's pages for search engines."""

from kentcivil.sitemaps import NamedPages, PublishedPages
from volunteering.models import Opportunity

SITEMAPS = {
    "volunteering": NamedPages(
        "volunteering", "volunteering_pilot", "volunteering_reports", "volunteering_roll_out", "volunteering_crisis"
    ),
    "opportunities": PublishedPages(Opportunity.objects.published),
}
