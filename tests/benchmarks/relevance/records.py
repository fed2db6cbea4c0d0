"""The published entries of a database, as judging and the rival search need them."""

from django.db.models import Prefetch

from organisations.models import Organisation, Service
from tests.benchmarks.relevance.judging import Entry


def entries():
    running = Prefetch("services", Service.objects.filter(is_running=True))
    published = Organisation.objects.published().select_related("district")
    return [_entry(one) for one in published.prefetch_related("themes", "beneficiaries", running).order_by("pk")]


def _entry(one):
    services = one.services.all()
    texts = {
        "name": one.name,
        "other_names": one.other_names,
        "summary": one.summary,
        "services": " ".join(service.name for service in services),
        "themes": " ".join(word.name for word in [*one.themes.all(), *one.beneficiaries.all()]),
        "texts": " ".join([one.purpose, *(f"{service.description} {service.who_for}" for service in services)]),
        "places": f"{one.town} {one.district.name if one.district else ''} {one.postcode}",
    }
    return Entry(one.slug, one.name, one.town, one.latitude, one.longitude, texts, one.facets or "")
