"""An opportunity in schema.org's words, for search engines."""

import json

from django.conf import settings
from django.utils.safestring import mark_safe

from volunteering.models import Opportunity

# Inside a script element nothing may look like the end of it; these three are the same characters to a JSON reader.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def opportunity(thing):
    """JSON-LD of a schema.org JobPosting with employment type VOLUNTEER, ready for a script element."""
    page = settings.SITE_URL + thing.get_absolute_url()
    said = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "@id": page,
        "url": page,
        "title": thing.title,
        "description": f"{thing.summary}\n\n{thing.tasks}",
        "employmentType": "VOLUNTEER",
        "datePosted": thing.published_at.date().isoformat(),
        "directApply": True,
        "hiringOrganization": {"@type": "Organization", "name": thing.organisation.name},
        "workHours": thing.commitment,
    }
    if thing.ends_on:
        said["validThrough"] = thing.ends_on.isoformat()
    if thing.starts_on:
        said["jobStartDate"] = thing.starts_on.isoformat()
    if thing.from_home:
        said["jobLocationType"] = "TELECOMMUTE"
        said["applicantLocationRequirements"] = {"@type": "AdministrativeArea", "name": "Kent"}
    if thing.district:
        said["jobLocation"] = _place(thing)
    if thing.checks != Opportunity.Checks.NONE:
        said["qualifications"] = str(thing.get_checks_display())
    if thing.skills.all():
        said["skills"] = [skill.name for skill in thing.skills.all()]
    return mark_safe(json.dumps(said, ensure_ascii=False).translate(_ESCAPES))


def _place(thing):
    address = {"@type": "PostalAddress", "addressRegion": "Kent", "addressCountry": "GB"}
    if thing.place:
        address["name"] = thing.place
    if thing.postcode:
        address["postalCode"] = thing.postcode
    address["addressLocality"] = thing.district.name
    place = {"@type": "Place", "address": address}
    if thing.latitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": thing.latitude, "longitude": thing.longitude}
    return place
