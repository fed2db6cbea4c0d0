"""What the addresses answer, as JSON Schemas of OpenAPI. An object holds nothing but what is listed here."""

UUID = {"type": "string", "format": "uuid"}
TEXT = {"type": "string", "minLength": 1}
URI = {"type": "string", "format": "uri"}
EMAIL = {"type": "string", "format": "email"}
NUMBER = {"type": "number"}
DATE = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
TIME = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
STATUS = {"type": "string", "enum": ["active", "inactive", "defunct", "temporarily closed"]}


def one_of(*values):
    return {"type": "string", "enum": list(values)}


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def many(name):
    return {"type": "array", "items": ref(name)}


def shape(description, required, /, **properties):
    """:param required: names with spaces between them."""
    return {
        "type": "object",
        "description": description,
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


def page(of):
    return shape(
        f"A page of a list: {of}.",
        "total_items total_pages page_number size first_page last_page empty contents",
        total_items={"type": "integer", "minimum": 0, "description": "Count of all results."},
        total_pages={"type": "integer", "minimum": 1, "description": "Count of pages."},
        page_number={"type": "integer", "description": "The page that was asked for."},
        size={"type": "integer", "minimum": 0, "description": "Results on this page."},
        first_page={"type": "boolean"},
        last_page={"type": "boolean"},
        empty={"type": "boolean"},
        contents=many(of),
        messages={
            "type": "array",
            "items": TEXT,
            "description": "What of the question found nothing, or was changed, and why. Left out when all is well.",
        },
    )


ORGANISATION = {
    "id": UUID,
    "name": TEXT,
    "description": TEXT,
    "email": EMAIL,
    "website": URI,
    "uri": URI,
}
SERVICE = {
    "id": UUID,
    "organization_id": UUID,
    "name": TEXT,
    "description": TEXT,
    "url": URI,
    "email": EMAIL,
    "status": STATUS,
    "minimum_age": NUMBER,
    "maximum_age": NUMBER,
    "eligibility_description": TEXT,
    "application_process": TEXT,
    "assured_date": {**DATE, "description": "When a person last said that the organisation's entry is true."},
    "last_modified": MOMENT,
}
SERVICE_PARTS = {
    "schedules": many("Schedule"),
    "service_areas": many("ServiceArea"),
    "cost_options": many("CostOption"),
    "contacts": many("Contact"),
    "phones": many("Phone"),
    "attributes": many("Attribute"),
}
WHOLE_ORGANISATION = {
    **ORGANISATION,
    "organization_identifiers": many("OrganizationIdentifier"),
    "attributes": many("Attribute"),
    "phones": many("Phone"),
}
LOCATION = {
    "id": UUID,
    "location_type": one_of("physical", "postal", "virtual"),
    "name": TEXT,
    "description": TEXT,
    "latitude": {"type": "number", "minimum": -90, "maximum": 90},
    "longitude": {"type": "number", "minimum": -180, "maximum": 180},
}
LINK = {"id": UUID, "service_id": UUID, "location_id": UUID}
ORGANISATION_REQUIRED = "id name description"
SERVICE_REQUIRED = "id organization_id name status description"

SCHEMAS = {
    "Root": shape("What this API is.", "version profile openapi_url", version=TEXT, profile=URI, openapi_url=URI),
    "Problem": shape("Why there is no answer.", "message", message=TEXT),
    "Organization": shape("An organisation.", ORGANISATION_REQUIRED, **ORGANISATION),
    "WholeOrganization": shape(
        "An organisation with its services.",
        ORGANISATION_REQUIRED + " services",
        **WHOLE_ORGANISATION,
        services=many("WholeServiceOfOrganization"),
    ),
    "OrganizationOfService": shape("The organisation of a service.", ORGANISATION_REQUIRED, **WHOLE_ORGANISATION),
    "Service": shape("A service.", SERVICE_REQUIRED + " organization", **SERVICE, organization=ref("Organization")),
    "WholeService": shape(
        "A service with all that belongs to it.",
        SERVICE_REQUIRED + " organization",
        **SERVICE,
        organization=ref("OrganizationOfService"),
        **SERVICE_PARTS,
        service_at_locations=many("PlaceOfService"),
    ),
    "WholeServiceOfOrganization": shape(
        "A service with all that belongs to it, inside its organisation.",
        SERVICE_REQUIRED,
        **SERVICE,
        **SERVICE_PARTS,
        service_at_locations=many("PlaceOfService"),
    ),
    "WholeServiceAtItsPlace": shape(
        "A service with all that belongs to it, but its place.",
        SERVICE_REQUIRED + " organization",
        **SERVICE,
        organization=ref("OrganizationOfService"),
        **SERVICE_PARTS,
    ),
    "ServiceAtLocation": shape(
        "A service at the place where it is.",
        "id service_id location_id location service",
        **LINK,
        location=ref("Location"),
        service=ref("Service"),
    ),
    "WholeServiceAtLocation": shape(
        "A service at its place, with all that belongs to both.",
        "id service_id location_id location service name status organization_id",
        **LINK,
        name=TEXT,
        status=STATUS,
        organization_id=UUID,
        location=ref("WholeLocation"),
        service=ref("WholeServiceAtItsPlace"),
    ),
    "PlaceOfService": shape(
        "The place of a service.", "id service_id location_id location", **LINK, location=ref("WholeLocation")
    ),
    "Location": shape("A place.", "id location_type", **LOCATION),
    "WholeLocation": shape(
        "A place with its address and how people get in.",
        "id location_type",
        **LOCATION,
        addresses=many("Address"),
        accessibility=many("Accessibility"),
    ),
    "Address": shape(
        "An address.",
        "id location_id address_1 city state_province postal_code country address_type",
        id=UUID,
        location_id=UUID,
        address_1=TEXT,
        city=TEXT,
        region=TEXT,
        state_province=TEXT,
        postal_code=TEXT,
        country=one_of("GB"),
        address_type=one_of("physical", "postal", "virtual"),
    ),
    "Accessibility": shape("How people get in.", "id description", id=UUID, location_id=UUID, description=TEXT),
    "Schedule": shape(
        "When a service runs, by the clock in Kent.",
        "id service_id description",
        id=UUID,
        service_id=UUID,
        description=TEXT,
        freq=one_of("WEEKLY", "MONTHLY"),
        interval=NUMBER,
        byday={"type": "string", "pattern": "^-?[1-5]?(MO|TU|WE|TH|FR|SA|SU)(,-?[1-5]?(MO|TU|WE|TH|FR|SA|SU))*$"},
        opens_at=TIME,
        closes_at=TIME,
    ),
    "ServiceArea": shape(
        "Where people live whom a service is for.",
        "id service_id name",
        id=UUID,
        service_id=UUID,
        name=TEXT,
        extent=TEXT,
        extent_type=TEXT,
        uri=URI,
    ),
    "CostOption": shape(
        "What a service costs.",
        "id service_id option",
        id=UUID,
        service_id=UUID,
        option=TEXT,
        amount={"type": "number", "description": "Pounds."},
        amount_description=TEXT,
    ),
    "Contact": shape("Whom to ask.", "id name", id=UUID, service_id=UUID, name=TEXT, title=TEXT),
    "Phone": shape("A telephone number.", "id number", id=UUID, number=TEXT),
    "OrganizationIdentifier": shape(
        "A number under which a register knows an organisation.",
        "id identifier_type identifier identifier_scheme",
        id=UUID,
        organization_id=UUID,
        identifier_scheme={**TEXT, "description": "As in org-id.guide, such as GB-CHC."},
        identifier_type=TEXT,
        identifier=TEXT,
    ),
    "Attribute": shape(
        "What a service or an organisation is about, or whom it is for.",
        "id link_id link_type taxonomy_term_id taxonomy_term",
        id=UUID,
        link_id=UUID,
        link_type=TEXT,
        taxonomy_term_id=UUID,
        taxonomy_term=ref("TaxonomyTerm"),
    ),
    "Taxonomy": shape("A vocabulary.", "id name description uri", id=UUID, name=TEXT, description=TEXT, uri=URI),
    "WholeTaxonomy": shape(
        "A vocabulary with its words.",
        "id name description uri taxonomy_terms",
        id=UUID,
        name=TEXT,
        description=TEXT,
        uri=URI,
        taxonomy_terms=many("TaxonomyTerm"),
    ),
    "TaxonomyTerm": shape(
        "A word of a vocabulary.",
        "id name description taxonomy taxonomy_id term_uri term",
        id=UUID,
        name=TEXT,
        description=TEXT,
        taxonomy=TEXT,
        taxonomy_id=UUID,
        term_uri=URI,
        term=TEXT,
    ),
}
SCHEMAS |= {
    f"PageOf{name}": page(name)
    for name in (
        *("Service", "ServiceAtLocation", "Organization", "Taxonomy", "TaxonomyTerm"),
        *("WholeService", "WholeServiceAtLocation", "WholeOrganization"),
    )
}
