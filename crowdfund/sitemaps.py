"""CrowdFund Kent's pages for search engines."""

from crowdfund.models import Award, Round
from kentcivil.sitemaps import NamedPages, PublishedPages

SITEMAPS = {
    "crowdfund": NamedPages(
        "crowdfund:rounds", "crowdfund:projects", "crowdfund:transparency", "crowdfund:grants_by_funder"
    ),
    "rounds": PublishedPages(Round.objects.published),
    "projects": PublishedPages(Award.objects.published),
}
