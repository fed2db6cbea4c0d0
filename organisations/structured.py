"""An entry as schema.org describes organisations, for search engines: https://schema.org/NGO."""

import json

from django.conf import settings
from django.utils.safestring import mark_safe


def schema_org(organisation):
    """JSON-LD of a published entry, as a dict without empty values."""
    address = {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(organisation.address.split("\n")),
        "addressLocality": organisation.town,
        "postalCode": organisation.postcode,
        "addressCountry": "GB",
    }
    described = {
        "@context": "https://schema.org",
        "@type": "NGO",
        "@id": f"{settings.SITE_URL}{organisation.get_absolute_url()}",
        "name": organisation.name,
        "alternateName": organisation.other_names.split("\n") if organisation.other_names else None,
        "description": organisation.summary,
        "url": organisation.website or f"{settings.SITE_URL}{organisation.get_absolute_url()}",
        "email": organisation.email,
        "telephone": organisation.phone,
        "address": _filled(address) if organisation.town or organisation.postcode else None,
        "geo": organisation.latitude is not None
        and {"@type": "GeoCoordinates", "latitude": organisation.latitude, "longitude": organisation.longitude},
        "areaServed": [district.name for district in organisation.districts_served.all()]
        or ("Kent" if organisation.is_countywide else None),
        "knowsAbout": [theme.name for theme in organisation.themes.all()],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": number.scheme, "value": number.number}
            for number in organisation.identifiers.all()
        ],
        "makesOffer": [
            {"@type": "Offer", "itemOffered": _filled(_service(service))} for service in organisation.services.all()
        ],
    }
    return _filled(described)


def as_script(described):
    """Text for the inside of a <script type="application/ld+json">; nothing in it can end the element."""
    text = json.dumps(described, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return mark_safe(text)


def _service(service):
    return {"@type": "Service", "name": service.name, "description": service.description}


def _filled(described):
    return {name: value for name, value in described.items() if value}
