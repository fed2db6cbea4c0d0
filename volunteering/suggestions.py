"""What may suit a volunteer: by what they like, what they are good at, when they have time and where they live."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from volunteering import notices_of_people as notices
from volunteering.models import Consent, Enquiry, Opportunity, Place, Volunteer

AT_MOST = 5
A_WEEK = timedelta(days=7)


def suited_to(volunteer):
    """Opportunities on offer for a volunteer, those with most in common first.

    In common is at least one cause or skill they named; in their district or from home; not above their age, at a time
    they have where they named times, and nothing they have offered to help with or have a place on already.
    """
    somewhere = Q(from_home=True) | Q(district=volunteer.district)
    offered = Opportunity.objects.published().filter(somewhere, minimum_age__lte=volunteer.age_on(timezone.localdate()))
    if volunteer.times:
        offered = offered.filter(times__overlap=[*volunteer.times, Opportunity.Times.FLEXIBLE])
    liked = Count("causes", filter=Q(causes__in=volunteer.interests.all()), distinct=True)
    able = Count("skills", filter=Q(skills__in=volunteer.skills.all()), distinct=True)
    return (
        offered.exclude(Exists(Enquiry.objects.filter(opportunity=OuterRef("pk"), user=volunteer.user_id)))
        .exclude(Exists(Place.objects.filter(session__opportunity=OuterRef("pk"), volunteer=volunteer)))
        .annotate(in_common=liked * 2 + able)
        .filter(in_common__gt=0)
        .order_by("-in_common", "-published_at", "-pk")
    )


def send():
    """Write to each volunteer who asked for it what has come up in the last week. Once a week at most, per person.

    :returns: how many emails were written.
    """
    since = timezone.now() - A_WEEK
    year, week, _day = timezone.localdate().isocalendar()
    count = 0
    asked = Volunteer.objects.who_agreed_to(Consent.Purpose.SUGGESTIONS)
    for volunteer in asked.select_related("user", "district").order_by("pk").iterator(chunk_size=500):
        found = list(suited_to(volunteer).filter(published_at__gte=since).select_related("organisation")[:AT_MOST])
        if found:
            notices.suggestions(volunteer, found, f"{year}-{week}")
            count += 1
    return count
