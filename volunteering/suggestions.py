"""A weekly email of what may suit a volunteer: what they like, what they are good at, when and where they can help."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from volunteering import notices_of_people as notices
from volunteering.matches import Likes, suggested
from volunteering.models import Consent, Enquiry, Opportunity, Place, Volunteer

AT_MOST = 5
A_WEEK = timedelta(days=7)


def suited_to(volunteer, offered):
    """What of the opportunities fits a volunteer's account, best first, each with its reasons.

    At a time they have where they named times, and nothing they have offered to help with or have a place on already.

    :param offered: opportunities, a queryset.
    :returns: a list of volunteering.matches.Match.
    """
    if volunteer.times:
        offered = offered.filter(times__overlap=[*volunteer.times, Opportunity.Times.FLEXIBLE])
    offered = offered.exclude(Exists(Enquiry.objects.filter(opportunity=OuterRef("pk"), user=volunteer.user_id)))
    offered = offered.exclude(Exists(Place.objects.filter(session__opportunity=OuterRef("pk"), volunteer=volunteer)))
    likes = Likes(
        causes=list(volunteer.interests.all()),
        skills=list(volunteer.skills.all()),
        times=volunteer.times,
        district=volunteer.district,
        age=volunteer.age_on(timezone.localdate()),
    )
    return suggested(likes, offered)


def send():
    """Write to each volunteer who asked for it what has come up in the last week. Once a week at most, per person.

    :returns: how many emails were written.
    """
    new = Opportunity.objects.published().filter(published_at__gte=timezone.now() - A_WEEK)
    year, week, _day = timezone.localdate().isocalendar()
    count = 0
    asked = Volunteer.objects.who_agreed_to(Consent.Purpose.SUGGESTIONS).select_related("user", "district")
    for volunteer in asked.prefetch_related("interests", "skills").order_by("pk").iterator(chunk_size=500):
        matches = suited_to(volunteer, new)[:AT_MOST]
        if matches:
            notices.suggestions(volunteer, matches, f"{year}-{week}")
            count += 1
    return count
