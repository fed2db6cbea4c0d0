"""The directory's pages for search engines."""

from kentcivil.sitemaps import NamedPages, PublishedPages
from organisations.models import Organisation


def _published():
    return Organisation.objects.published().only("slug", "updated_at")


SITEMAPS = {
    "directory": NamedPages("organisation_search", "data_quality"),
    "organisations": PublishedPages(_published, changed="updated_at"),
}
