"""The Volunteering Data Standard (Open Data Institute): organisations, activities, roles and sessions as JSON-LD.

Every property and term is one of the published vocabularies, https://ns.volunteeringdata.io/. Terms are links, never
text. A session's time is an interval of OWL-Time, which that ontology names for it.
"""

from django.conf import settings

from kentcivil.opendata.catalogue import OPEN_GOVERNMENT_LICENCE
from organisations.models import Identifier, Organisation
from volunteering.models import CrisisCall, Opportunity, Session

CONTEXT = "https://api.volunteeringdata.io/context/v1"
TERMS = "https://ns.volunteeringdata.io/"
TIME = "http://www.w3.org/2006/time#"
DATE = "http://www.w3.org/2001/XMLSchema#date"
MOMENT = "http://www.w3.org/2001/XMLSchema#dateTimeStamp"
ROWS_AT_A_TIME = 500

# The directory's themes (by slug) as causes of the standard. A theme that is not here goes without.
CAUSES = {
    "food": "AntiPoverty",
    "baby-and-family": "Families",
    "young-people": "YouthAndChildren",
    "older-people": "OlderPeople",
    "health": "Health",
    "mental-health": "MentalHealth",
    "disability": "Disability",
    "carers": "Care",
    "dementia": "Illness",
    "advice": "LowIncomeHouseholds",
    "housing": "Housing",
    "work-and-skills": "Unemployment",
    "transport": "LocalCommunity",
    "sport": "SportOutdoorActivities",
    "arts": "ArtsAndCulture",
    "heritage": "Heritage",
    "environment": "Environment",
    "animals": "AnimalWelfare",
    "community-places": "LocalCommunity",
    "volunteering": "Community",
    "education": "EducationLanguages",
    "faith": "ReligionFaith",
    "safety": "CrimeSafety",
    "funding": "Community",
}


def head():
    """What is said of the whole: the context, whose data it is and what others may do with it."""
    return {"@context": CONTEXT}


def graph():
    """Everything that the public is offered today, one node at a time: organisations first."""
    yield {
        "id": f"{settings.SITE_URL}/open-data/volunteering.jsonld",
        "conformsTo": {"id": TERMS},
        "license": {"id": OPEN_GOVERNMENT_LICENCE},
        "publisher": "Kent County Council",
    }
    offered = Opportunity.objects.published()
    organisations = (
        Organisation.objects.published()
        .filter(pk__in=offered.values("organisation"))
        .prefetch_related("themes", "identifiers")
        .order_by("pk")
    )
    for found in organisations.iterator(chunk_size=ROWS_AT_A_TIME):
        yield organisation(found)
    urgent = set(CrisisCall.objects.published().values_list("opportunity", flat=True))
    opportunities = (
        offered.select_related("organisation", "district").prefetch_related("causes", "skills").order_by("pk")
    )
    for found in opportunities.iterator(chunk_size=ROWS_AT_A_TIME):
        yield activity(found, urgent=found.pk in urgent)
        yield role(found)
    sessions = Session.objects.published().select_related("opportunity__district").order_by("starts_at", "pk")
    for found in sessions.iterator(chunk_size=ROWS_AT_A_TIME):
        yield session(found)


def organisation(found):
    said = {
        "id": _page(found),
        "type": "Organisation",
        "organisationName": found.name,
        "organisationDescription": found.summary,
        "organisationWebsite": {"id": found.website} if found.website else None,
        "organisationCause": _terms(CAUSES.get(theme.slug) for theme in found.themes.all()),
    }
    numbers = [one.number for one in found.identifiers.all() if one.scheme == Identifier.Scheme.CHARITY]
    if numbers:
        said["organisationCharityRegistration"] = [
            {
                "type": "CharityRegistration",
                "charityRegistrationRegistrar": "Charity Commission for England and Wales",
                "charityRegistrationRegistrationNumber": number,
            }
            for number in numbers
        ]
    return _without_nothing(said)


def activity(found, *, urgent=False):
    page = _page(found)
    return _without_nothing(
        {
            "id": page,
            "type": "Activity",
            "activityTitle": found.title,
            "activityDescription": found.summary,
            "activityOrganisation": {"id": _page(found.organisation)},
            "activityRole": {"id": f"{page}#role"},
            "activityRequiresEmergencyParticipation": urgent,
            "activityPublishStartDate": _on(found.published_at.date()),
            "activityPublishEndDate": _on(found.ends_on) if found.ends_on else None,
            "cause": _terms(CAUSES.get(theme.slug) for theme in found.causes.all()),
            "location": [_location(found)] if found.district else None,
        }
    )


def role(found):
    page = _page(found)
    access = [
        "BuildingAccessibilityFeatures" if found.wheelchair_access and found.district else None,
        "RemoteAccessibility" if found.from_home else None,
        "ExpensesPaid" if found.expenses else None,
    ]
    return _without_nothing(
        {
            "id": f"{page}#role",
            "type": "Role",
            "roleTitle": found.title,
            "roleDescription": found.tasks,
            "roleCommitment": found.commitment,
            "roleActivity": {"id": page},
            "roleApplyLink": {"id": f"{page}interest/"},
            "roleAllowsRemoteParticipation": found.from_home,
            "roleMinimumAge": found.minimum_age,
            "roleSkill": _terms(skill.notation for skill in found.skills.all()),
            "roleRequirement": _terms(["DBSCheck"] if found.checks != Opportunity.Checks.NONE else []),
            "roleAccessibility": _terms(access),
        }
    )


def session(found):
    opportunity = found.opportunity
    return _without_nothing(
        {
            "id": f"{_page(opportunity)}#session-{found.uid}",
            "type": "Session",
            "sessionActivity": {"id": _page(opportunity)},
            "sessionLocation": _location(opportunity, found.place) if opportunity.district else None,
            "sessionTime": {
                "type": f"{TIME}Interval",
                f"{TIME}hasBeginning": _instant(found.starts_at),
                f"{TIME}hasEnd": _instant(found.ends_at),
            },
        }
    )


def _location(opportunity, place=""):
    address = ", ".join(filter(None, [opportunity.district.name, opportunity.postcode]))
    return _without_nothing(
        {
            "type": "Location",
            "locationName": place or opportunity.place,
            "locationAddress": address,
            "latitude": opportunity.latitude,
            "longitude": opportunity.longitude,
        }
    )


def _instant(moment):
    return {
        "type": f"{TIME}Instant",
        f"{TIME}inXSDDateTimeStamp": {"type": MOMENT, "value": moment.isoformat(timespec="seconds")},
    }


def _on(day):
    return {"type": DATE, "value": day.isoformat()}


def _terms(names):
    """Terms of the vocabularies as links, each once, in a fixed order."""
    return [{"id": TERMS + name} for name in sorted(set(filter(None, names)))]


def _page(thing):
    return settings.SITE_URL + thing.get_absolute_url()


def _without_nothing(said):
    return {name: value for name, value in said.items() if value not in (None, "", [])}
