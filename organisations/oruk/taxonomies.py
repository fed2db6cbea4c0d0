"""The directory's vocabularies as the standard's taxonomies: what organisations are about, and whom they are for."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from organisations.models import Beneficiary, Theme
from organisations.oruk import ids


@dataclass(frozen=True)
class Taxonomy:
    """A vocabulary.

    :ivar field: the entry's field that holds its words, which is also its name in the directory's search.
    :ivar link_type: what a term says about a service.
    """

    key: str
    name: str
    description: str
    field: str
    filter: str
    link_type: str
    model: type

    @property
    def id(self):
        return ids.named("taxonomy", self.key)


TAXONOMIES = (
    Taxonomy(
        "theme",
        "Themes of the Kent directory",
        "What an organisation is about.",
        "themes",
        "theme",
        "service_type",
        Theme,
    ),
    Taxonomy(
        "beneficiary",
        "Groups of people of the Kent directory",
        "Whom an organisation is for.",
        "beneficiaries",
        "beneficiary",
        "intended_audience",
        Beneficiary,
    ),
)


def taxonomy(taxonomy):
    return {
        "id": taxonomy.id,
        "name": taxonomy.name,
        "description": taxonomy.description,
        "uri": f"{settings.SITE_URL}{reverse('oruk_taxonomy', args=[taxonomy.id])}",
    }


def term(taxonomy, word):
    """:param word: a Theme or a Beneficiary."""
    return {
        "id": term_id(taxonomy, word.pk),
        "name": word.name,
        "description": f"{taxonomy.description} {word.name}.",
        "taxonomy": taxonomy.name,
        "taxonomy_id": taxonomy.id,
        "term_uri": f"{settings.SITE_URL}{reverse('organisation_search')}?{taxonomy.filter}={word.slug}",
        "term": word.slug,
    }


def term_id(taxonomy, key):
    return ids.named(taxonomy.key, key)


def all_terms():
    """[(taxonomy, word)] in a stable order."""
    return [(one, word) for one in TAXONOMIES for word in one.model.objects.order_by("name", "pk")]


def find_term(asked):
    """The (taxonomy, word) that has this id, or None. There are a few dozen: they are all looked at."""
    return next(((one, word) for one, word in all_terms() if term_id(one, word.pk) == asked), None)


def find_taxonomy(asked):
    return next((one for one in TAXONOMIES if one.id == asked), None)
