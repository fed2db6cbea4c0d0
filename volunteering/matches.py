"""What suits somebody who says what they like: opportunities that fit best first, each with the reasons."""

from dataclasses import dataclass, field

from django.db.models import FloatField, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from volunteering.models import Opportunity
from volunteering.search import NEWEST_FIRST, nearest, shown

LOOKED_AT = 300
"""The newest or nearest that fit at all; more would cost time and change little."""
SHOWN = 10
WIDEST_MILES = 15
SAID = ("times", "cause_ids", "skill_ids")


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
    found = offered.filter(_something_shared(likes)).order_by()
    if likes.age is not None:
        found = found.filter(minimum_age__lte=likes.age)
    if likes.district and not likes.place:
        found = found.filter(Q(district=likes.district) | Q(from_home=True))
    liked = {cause.pk for cause in likes.causes}, {skill.pk for skill in likes.skills}
    scored = [
        (_score(likes, len(liked[0] & set(causes)), len(liked[1] & set(skills)), times, miles), -pk, miles)
        for pk, miles, times, causes, skills in _candidates(found, likes)
    ]
    best = sorted(scored, reverse=True)[:SHOWN]
    scores = {-pk: score for score, pk, _miles in best}
    found = shown([(-pk, miles) for _score, pk, miles in best])
    return [Match(one, scores[one.pk], _reasons(one, likes)) for one in found]


def _something_shared(likes):
    if not (likes.causes or likes.skills):
        return Q(times__overlap=[*likes.times, Opportunity.Times.FLEXIBLE]) if likes.times else Q(pk__in=[])
    causes, skills = [one.pk for one in likes.causes], [one.pk for one in likes.skills]
    return Q(cause_ids__overlap=causes) | Q(skill_ids__overlap=skills)


def _candidates(found, likes):
    """The nearest or newest that fit at all, as (number, miles or None, *SAID): only the best are read whole."""
    newest = found.annotate(miles=Value(None, output_field=FloatField())).order_by(*NEWEST_FIRST)
    newest = newest.values_list("pk", "miles", *SAID)
    if not likes.place:
        return list(newest[:LOOKED_AT])
    near = nearest(found, likes.place, WIDEST_MILES, most=LOOKED_AT, besides=SAID)
    known = {row[0] for row in near}
    return near + [row for row in newest.filter(from_home=True)[: LOOKED_AT // 3] if row[0] not in known]


def _score(likes, causes, skills, times, miles):
    """:param causes: how many are shared; so are `skills`."""
    free = bool(set(times) & set(likes.times))
    flexible = bool(likes.times) and Opportunity.Times.FLEXIBLE in times
    score = 4 * bool(causes) + causes + 2 * bool(skills) + 0.5 * skills + 3 * free + 2 * flexible
    return score - (miles or 0) / WIDEST_MILES


def _reasons(opportunity, likes):
    causes = [cause for cause in likes.causes if cause.pk in opportunity.cause_ids]
    skills = [skill for skill in likes.skills if skill.pk in opportunity.skill_ids]
    times = [label for value, label in Opportunity.Times.choices if value in opportunity.times and value in likes.times]
    reasons = []
    if causes:
        reasons.append(_("You like: %(causes)s") % {"causes": ", ".join(cause.name for cause in causes)})
    if skills:
        reasons.append(_("You are good at: %(skills)s") % {"skills": ", ".join(skill.name for skill in skills)})
    if times:
        reasons.append(_("You are free: %(times)s") % {"times": "; ".join(map(str, times))})
    elif likes.times and Opportunity.Times.FLEXIBLE in opportunity.times:
        reasons.append(_("You choose when"))
    if opportunity.miles is not None:
        miles = max(1, round(opportunity.miles))
        reasons.append(ngettext("About %(miles)s mile away", "About %(miles)s miles away", miles) % {"miles": miles})
    elif opportunity.from_home and (likes.place or likes.district):
        reasons.append(_("You can do it from home"))
    return reasons
