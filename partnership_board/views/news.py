"""What all feeds of the board, the strategy and the consultations have in common."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed


class News(Feed):
    """A feed of dictionaries with id, title, text, address and at."""

    feed_type = Atom1Feed

    def item_title(self, one):
        return one["title"]

    def item_description(self, one):
        return one["text"]

    def item_link(self, one):
        return one["address"]

    def item_guid(self, one):
        return f"{settings.SITE_URL}{one['address']}#{one['id']}"

    def item_updateddate(self, one):
        return one["at"]

    def item_pubdate(self, one):
        return one["at"]
