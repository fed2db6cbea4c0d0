"""The description of this API for machines, as OpenAPI 3.0."""

from functools import cache

from django.conf import settings
from django.urls import reverse

from kentcivil.opendata.catalogue import OPEN_GOVERNMENT_LICENCE
from organisations.oruk import schemas
from organisations.oruk.schemas import ref

TEXT = {"type": "string"}
PARAMETERS = {
    "search": (
        TEXT,
        "Words, all of which the organisation's entry has: its names, what it does, its services, places.",
    ),
    "page": ({"type": "integer"}, "Number of the page, from 1. One that is not there is empty."),
    "per_page": ({"type": "integer"}, "Results on a page, from 1 to 500; 50 if left out."),
    "full": ({"type": "boolean"}, "Whether each result comes with all that belongs to it."),
    "organization_id": (TEXT, "Services of this organisation."),
    "taxonomy_term_id": (TEXT, "With this term: see /taxonomy_terms."),
    "taxonomy_id": (TEXT, "With any term of this taxonomy: see /taxonomies."),
    "minimum_age": ({"type": "number"}, "Services for people no younger than an age that is this or more."),
    "maximum_age": ({"type": "number"}, "Services for people no older than an age that is this or less."),
    "start_time": (TEXT, "Services that begin at this time of day or later, such as 09:30."),
    "end_time": (TEXT, "Services that end at this time of day or earlier, such as 16:00."),
    "day": (TEXT, "Services that run on this day: MO, TU, WE, TH, FR, SA or SU."),
    "postcode": (TEXT, "A postcode of Kent or Medway, or its first part: what serves the district it is in."),
    "proximity": (TEXT, "Metres: what is no farther than this from the postcode, instead of what serves its district."),
    "modified_after": (TEXT, "Changed on or after this date and time, such as 2022-04-01T09:00:00Z."),
}
PAGE_PARAMETERS = ("page", "per_page")
SERVICE_PARAMETERS = tuple(PARAMETERS)
ORGANISATION_PARAMETERS = (
    *("search", "page", "per_page", "full", "taxonomy_term_id", "taxonomy_id"),
    *("postcode", "proximity", "modified_after"),
)
"""The parameters of each kind of address, in the order in which the documents list them."""


@cache
def document():
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Kent directory of voluntary organisations",
            "version": "3.0",
            "description": (
                "The published entries of the Kent civil society directory in the shape of Open Referral UK 3.0. "
                "Open to everybody, without a key. Empty parts are left out. Answers carry an ETag: send it back in "
                "If-None-Match, and what has not changed is not sent again. For everything at once, see "
                f"{settings.SITE_URL}/open-data/."
            ),
            "license": {"name": "Open Government Licence v3.0", "url": OPEN_GOVERNMENT_LICENCE},
        },
        "servers": [{"url": f"{settings.SITE_URL}{reverse('oruk_root')}".rstrip("/")}],
        "paths": _paths(),
        "components": {
            "schemas": schemas.SCHEMAS,
            "parameters": {
                name: {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
                for name, (schema, description) in PARAMETERS.items()
            },
            "responses": {
                "BadRequest": _response("The request is malformed; the message says how.", ref("Problem")),
                "NotFound": _response("There is nothing with this id.", ref("Problem")),
                "NotModified": {"description": "What you have is still right."},
                "Moved": {
                    "description": "This entry became one with another: see there.",
                    "headers": {"Location": {"schema": {"type": "string"}, "required": True}},
                },
                # The web server's own answer, before this API sees the request.
                "TooLong": {"description": "The address is longer than the server reads, about 16,000 bytes."},
            },
        },
    }


def _paths():
    paths = {
        "/": _operation("getRoot", "What this API is.", ref("Root")),
        "/openapi.json": _operation("getOpenApi", "This document.", {"type": "object"}),
    }
    for address, name, plural, parameters, is_nested in (
        ("/services", "Service", "Services", SERVICE_PARAMETERS, True),
        ("/service_at_locations", "ServiceAtLocation", "Services at their places", SERVICE_PARAMETERS, True),
        ("/organizations", "Organization", "Organisations", ORGANISATION_PARAMETERS, True),
        ("/taxonomies", "Taxonomy", "Vocabularies", PAGE_PARAMETERS, False),
        ("/taxonomy_terms", "TaxonomyTerm", "Words of the vocabularies", PAGE_PARAMETERS, False),
    ):
        listed = ref(f"PageOf{name}")
        if is_nested:
            listed = {"anyOf": [listed, ref(f"PageOfWhole{name}")]}
        whole = ref(name if name == "TaxonomyTerm" else f"Whole{name}")
        paths[address] = _operation(f"list{name}", f"{plural}, page by page.", listed, parameters)
        paths[f"{address}/{{id}}"] = _operation(f"get{name}", f"One of them, whole: {name}.", whole, is_one=True)
        if name == "Organization":
            paths[f"{address}/{{id}}"]["get"]["responses"]["301"] = {"$ref": "#/components/responses/Moved"}
    return paths


def _operation(name, summary, schema, parameters=(), *, is_one=False):
    responses = {
        "200": _response(summary, schema, has_etag=True),
        "304": {"$ref": "#/components/responses/NotModified"},
        "400": {"$ref": "#/components/responses/BadRequest"},
        "414": {"$ref": "#/components/responses/TooLong"},
    }
    said = [{"$ref": f"#/components/parameters/{parameter}"} for parameter in parameters]
    if is_one:
        responses["404"] = {"$ref": "#/components/responses/NotFound"}
        said.append({"name": "id", "in": "path", "required": True, "schema": {"type": "string"}})
    return {"get": {"operationId": name, "summary": summary, "parameters": said, "responses": responses}}


def _response(description, schema, *, has_etag=False):
    said = {"description": description, "content": {"application/json": {"schema": schema}}}
    if has_etag:
        said["headers"] = {"ETag": {"schema": {"type": "string"}, "required": True}}
    return said
