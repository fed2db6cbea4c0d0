"""What suits somebody who says what they like: opportunities that fit best first, each with the reasons."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from kentcivil.geography.distance import within
from volunteering.models import Opportunity

LOOKED_AT = 300
"""The newest or nearest that fit at all; more would cost time and change little."""
SHOWN = 10
WIDEST_MILES = 15


@dataclass(frozen=True)
class Likes:
    """What somebody told us.

    :param causes: Theme rows. :param skills: Skill rows. :param times: values of Opportunity.Times.
    :param place: a geography Place, or None. :param district: a District, where no place is known.
    :param age: years, or None; nothing that they are too young for is suggested.
    """

    causes: list = field(default_factory=list)
    skills: list = field(default_factory=list)
    times: list = field(default_factory=list)
    place: object = None
    district: object = None
    age: int | None = None


@dataclass(frozen=True)
class Match:
    """One suggestion.

    :param score: more is better; only good for putting in order.
    :param reasons: sentences for the person.
    """

    opportunity: Opportunity
    score: float
    reasons: list[str]


def suggested(likes, offered):
    """The opportunities that suit best, at most SHOWN. Each shares a cause, a skill or a time with the person.

    Nothing farther than WIDEST_MILES, or outside the district, unless it can be done from home.

    :param offered: the opportunities to choose from, a queryset.
    """
    found = offered.filter(_something_shared(likes))
    if likes.age is not None:
        found = found.filter(minimum_age__lte=likes.age)
    if likes.district and not likes.place:
        found = found.filter(Q(district=likes.district) | Q(from_home=True))
    matches = [_match(one, likes) for one in _candidates(found, likes)]
    return sorted(matches, key=lambda match: (-match.score, match.opportunity.pk))[:SHOWN]


def _something_shared(likes):
    shared = Q(pk__in=[])
    if likes.causes:
        shared |= Q(pk__in=_with(Opportunity.causes.through, theme__in=likes.causes))
    if likes.skills:
        shared |= Q(pk__in=_with(Opportunity.skills.through, skill__in=likes.skills))
    if likes.times and not (likes.causes or likes.skills):
        shared |= Q(times__overlap=[*likes.times, Opportunity.Times.FLEXIBLE])
    return shared


def _with(links, **asked):
    """The opportunities with such a link. A join would give one twice, and DISTINCT would compare all their texts."""
    return links.objects.filter(**asked).values("opportunity_id")


def _candidates(found, likes):
    offered = found.order_by().select_related("organisation", "district").prefetch_related("causes", "skills")
    if not likes.place:
        return list(offered.order_by("-published_at", "-pk")[:LOOKED_AT])
    near = within(offered, likes.place, WIDEST_MILES).order_by("miles", "pk")[:LOOKED_AT]
    from_home = offered.filter(from_home=True, latitude__isnull=True).order_by("-published_at", "-pk")
    return [*near, *from_home[: LOOKED_AT // 3]]


def _match(opportunity, likes):
    causes = [cause for cause in opportunity.causes.all() if cause in likes.causes]
    skills = [skill for skill in opportunity.skills.all() if skill in likes.skills]
    times = [label for value, label in Opportunity.Times.choices if value in opportunity.times and value in likes.times]
    flexible = bool(likes.times) and Opportunity.Times.FLEXIBLE in opportunity.times
    miles = getattr(opportunity, "miles", None)
    reasons = []
    if causes:
        reasons.append(_("You like: %(causes)s") % {"causes": ", ".join(cause.name for cause in causes)})
    if skills:
        reasons.append(_("You are good at: %(skills)s") % {"skills": ", ".join(skill.name for skill in skills)})
    if times:
        reasons.append(_("You are free: %(times)s") % {"times": "; ".join(map(str, times))})
    elif flexible:
        reasons.append(_("You choose when"))
    if miles is not None:
        reasons.append(_("About %(miles)s miles away") % {"miles": max(1, round(miles))})
    elif opportunity.from_home and (likes.place or likes.district):
        reasons.append(_("You can do it from home"))
    score = 4 * bool(causes) + len(causes) + 2 * bool(skills) + 0.5 * len(skills) + 3 * bool(times) + 2 * flexible
    return Match(opportunity, score - (miles or 0) / WIDEST_MILES, reasons)
