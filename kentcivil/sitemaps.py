"""What the apps tell search engines: each app's sitemaps.py names its public pages, /sitemap.xml lists them all."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse


class NamedPages(Sitemap):
    """Pages that are always there.

    :param names: of their addresses, which take no arguments.
    """

    def __init__(self, *names):
        self.names = names

    def items(self):
        return self.names

    def location(self, name):
        return reverse(name)


class PublishedPages(Sitemap):
    """The page of each thing of a kind that the public may see, ten thousand to a file.

    :param door: called without arguments when somebody asks: a queryset of what is published now. Things need
        `get_absolute_url`.
    :param changed: the field that tells when one last changed, if it has such a field. A wrong date is worse than
        none: search engines stop believing a site that says so of pages which did not change.
    """

    limit = 10_000

    def __init__(self, door, *, changed=None):
        self.door = door
        self.changed = changed

    def items(self):
        return self.door().order_by("pk")

    def lastmod(self, thing):
        return getattr(thing, self.changed) if self.changed else None

    def get_latest_lastmod(self):
        """As Django's, by one question instead of by reading every row."""
        return self.door().aggregate(latest=Max(self.changed))["latest"] if self.changed else None
