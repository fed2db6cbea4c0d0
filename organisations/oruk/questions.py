"""The standard's query parameters, read and asked of the database.

A number that is no number, a parameter that an address does not have and one that is given twice are refused. What is
well formed but means nothing here (a postcode of elsewhere, a time of 25:00, page 1,000,000,000) finds nothing, and
`messages` says why: nobody who asked for a part is ever given the whole.
"""

import math
import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import F, Q
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from kentcivil.geography.distance import METRES_PER_MILE, within
from kentcivil.geography.places import UnknownPlace, locate
from organisations.models import Organisation
from organisations.models.organisation import CONFIGURATION
from organisations.open_door import NotUnderstood
from organisations.oruk import taxonomies

PAGE_SIZE = 50
LARGEST_PAGE = 500
LONGEST_SEARCH = 200
FARTHEST = 1_000_000
"""Metres; any greater distance is all of Kent as well."""
LAST_PAGE = 10**9
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_INTEGER = re.compile(r"-?\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_NONE = Q(pk__in=())


@dataclass
class Question:
    """What an address was asked.

    :ivar asked: values by the names of parameters, only those that were given.
    :ivar messages: sentences about what could not be found or was changed.
    """

    asked: dict
    page: int = 1
    per_page: int = PAGE_SIZE
    full: bool = False
    messages: list = field(default_factory=list)

    def nothing(self, message):
        """The condition that finds nothing, and why."""
        self.messages.append(message)
        return _NONE


def read(parameters, allowed):
    """:param parameters: a QueryDict.
    :param allowed: names of the parameters that the address has.
    :raises NotUnderstood: for a parameter it has not, one given twice, and a number that is none.
    """
    asked = {}
    for name, values in parameters.lists():
        if name not in allowed:
            raise NotUnderstood(
                _("There is no parameter “%(name)s” here. There are: %(names)s.")
                % {"name": _short(name), "names": ", ".join(allowed)}
            )
        if len(values) > 1:
            raise NotUnderstood(_("Give “%(name)s” once only.") % {"name": name})
        asked[name] = _READERS.get(name, _text)(name, values[0])
    question = Question(asked)
    question.page = asked.get("page", 1)
    question.full = asked.get("full", False)
    question.per_page = _per_page(question)
    return question


def _per_page(question):
    asked = question.asked.get("per_page", PAGE_SIZE)
    kept = min(max(asked, 1), LARGEST_PAGE)
    if kept != asked:
        question.messages.append(
            _("A page has from 1 to %(most)d results: this one has up to %(kept)d.")
            % {"most": LARGEST_PAGE, "kept": kept}
        )
    return kept


# --- Reading ----------------------------------------------------------------------------------------------------


def _text(name, value):
    """Without what the database cannot take, and no longer than anybody needs."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value[:2_000]).split())


def _integer(name, value):
    if not _INTEGER.fullmatch(value):
        raise NotUnderstood(
            _("“%(name)s” is one whole number in digits, such as 2: no point, no list.") % {"name": name}
        )
    # Python refuses to read numbers of many thousand digits, and the database to count so far.
    number = int(value[:4_000])
    return max(-LAST_PAGE, min(number, LAST_PAGE))


def _number(name, value):
    if not _NUMBER.fullmatch(value):
        raise NotUnderstood(_("“%(name)s” is a number.") % {"name": name})
    return max(-10_000.0, min(float(value), 10_000.0))


def _boolean(name, value):
    if value.lower() not in _BOOLEANS:
        raise NotUnderstood(_("“%(name)s” is true or false.") % {"name": name})
    return _BOOLEANS[value.lower()]


_READERS = {
    "page": _integer,
    "per_page": _integer,
    "minimum_age": _number,
    "maximum_age": _number,
    "full": _boolean,
}


# --- Asking -----------------------------------------------------------------------------------------------------


def services(queryset, question):
    """The services that fit.

    :param queryset: published services.
    """
    for name, condition in _SERVICE_CONDITIONS.items():
        if name in question.asked:
            queryset = queryset.filter(condition(question, question.asked[name]))
    _say_if_reversed(question)
    queryset = _around(queryset, question, _service_reaches)
    return _searched(
        queryset, question, "organisation__document", SearchVector("name", "description", config=CONFIGURATION)
    )


def _say_if_reversed(question):
    """Bounds the wrong way round find nothing; whoever gave them should know why."""
    asked = question.asked
    if asked.get("minimum_age", 0) > asked.get("maximum_age", math.inf):
        question.messages.append(_("“minimum_age” is higher than “maximum_age”: nothing fits both."))
    starts, ends = _time(asked.get("start_time", "")), _time(asked.get("end_time", ""))
    if starts and ends and starts >= ends:
        question.messages.append(_("“start_time” is not before “end_time”: nothing fits both."))


def organisations(queryset, question):
    """The organisations that fit.

    :param queryset: published organisations.
    """
    asked = question.asked
    if "modified_after" in asked:
        queryset = queryset.filter(_modified(question, asked["modified_after"], "updated_at"))
    if "taxonomy_term_id" in asked:
        queryset = queryset.filter(_term(question, asked["taxonomy_term_id"], ""))
    if "taxonomy_id" in asked:
        queryset = queryset.filter(_taxonomy(question, asked["taxonomy_id"], ""))
    queryset = _around(queryset, question, _organisation_reaches)
    return _searched(queryset, question, "document", F("document"))


def _searched(queryset, question, document, ranked):
    """Those whose organisation has all the words; first those that have them themselves."""
    text = question.asked.get("search", "")
    if "search" in question.asked and not any(letter.isalnum() for letter in text):
        return queryset.filter(question.nothing(_("There is no word in “search”."))).order_by("name", "pk")
    if not text:
        return queryset.order_by("name", "pk")
    if len(text) > LONGEST_SEARCH:
        question.messages.append(
            _("We searched for the first %(count)d letters of “search” only.") % {"count": LONGEST_SEARCH}
        )
    text = text[:LONGEST_SEARCH]
    words = SearchQuery(text, config=CONFIGURATION, search_type="websearch")
    some = SearchQuery(" or ".join(re.findall(r"\w+", text)), config=CONFIGURATION, search_type="websearch")
    return queryset.filter(**{document: words}).order_by(SearchRank(ranked, some).desc(), "name", "pk")


def _around(queryset, question, reaches):
    """Those that serve a postcode; with `proximity`, those that are so many metres from it instead."""
    asked = question.asked
    if "proximity" in asked and "postcode" not in asked:
        return queryset.filter(question.nothing(_("“proximity” needs a “postcode” to measure from.")))
    if "postcode" not in asked:
        return queryset
    try:
        place = locate(asked["postcode"])
    except UnknownPlace as unknown:
        return queryset.filter(question.nothing(str(unknown)))
    if place.note:
        question.messages.append(place.note)
    if "proximity" not in asked:
        return queryset.filter(reaches(place.district))
    if not _NUMBER.fullmatch(asked["proximity"]) or (metres := float(asked["proximity"])) < 0:
        return queryset.filter(question.nothing(_("“proximity” is a number of metres, such as 5000.")))
    return within(queryset, place, min(metres, FARTHEST) / METRES_PER_MILE)


def _service_reaches(district):
    return Q(organisation__in=_reaching(district))


def _organisation_reaches(district):
    return Q(pk__in=_reaching(district))


def _reaching(district):
    """The organisations that help whoever lives in a district. Where they do not say, the one they are based in."""
    says = Q(districts_served=district) | Q(is_online=True)
    if district.in_kent:
        says |= Q(is_countywide=True)
    silent = Q(districts_served=None, is_countywide=False, is_online=False, district=district)
    return Organisation.objects.published().filter(says | silent).values("pk")


def _organisation(question, value):
    return (
        Q(organisation__public_id=as_uuid(value))
        if as_uuid(value)
        else question.nothing(_unknown("organisation", value))
    )


def _term(question, value, prefix="organisation__"):
    found = taxonomies.find_term(str(as_uuid(value)))
    if found is None:
        return question.nothing(_unknown("taxonomy term", value))
    taxonomy, word = found
    through = getattr(Organisation, taxonomy.field).through
    column = f"{word._meta.model_name}_id"
    entries = through.objects.filter(**{column: word.pk}).values("organisation_id")
    return Q(**{f"{prefix}pk__in": entries})


def _taxonomy(question, value, prefix="organisation__"):
    found = taxonomies.find_taxonomy(str(as_uuid(value)))
    if found is None:
        return question.nothing(_unknown("taxonomy", value))
    entries = getattr(Organisation, found.field).through.objects.values("organisation_id")
    return Q(**{f"{prefix}pk__in": entries})


def _modified(question, value, *columns):
    moment = _moment(value)
    if moment is None:
        return question.nothing(_("“modified_after” is a date and time, such as 2022-04-01T09:00:00Z."))
    changed = Q()
    for column in columns:
        changed |= Q(**{f"{column}__gte": moment})
    return changed


def _service_modified(question, value):
    return _modified(question, value, "updated_at", "organisation__updated_at")


def _day(question, value):
    day = value[:2].upper()
    whole = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
    if day not in DAYS or not whole[DAYS.index(day)].startswith(value.upper().removesuffix("S")):
        return question.nothing(_("“day” is one of %(days)s.") % {"days": ", ".join(DAYS)})
    return Q(days__contains=[day])


def _starts(question, value):
    moment = _time(value)
    return Q(opens_at__gte=moment) if moment else question.nothing(_("“start_time” is a time, such as 09:30."))


def _ends(question, value):
    moment = _time(value)
    # What ends after midnight does not end early in the day.
    same_day = Q(opens_at=None) | Q(closes_at__gt=F("opens_at"))
    return (
        same_day & Q(closes_at__lte=moment) if moment else question.nothing(_("“end_time” is a time, such as 16:00."))
    )


def _no_younger(question, value):
    return Q(minimum_age__gte=math.ceil(value))


def _no_older(question, value):
    return Q(maximum_age__lte=math.floor(value))


_SERVICE_CONDITIONS = {
    "organization_id": _organisation,
    "taxonomy_term_id": _term,
    "taxonomy_id": _taxonomy,
    "minimum_age": _no_younger,
    "maximum_age": _no_older,
    "start_time": _starts,
    "end_time": _ends,
    "day": _day,
    "modified_after": _service_modified,
}


def as_uuid(value):
    """The UUID that a text is, or None."""
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


def _time(value):
    found = _TIME.fullmatch(value)
    try:
        return found and time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


def _moment(value):
    """A date and time; the plus sign of a zone, which addresses turn into a space, is put back."""
    value = re.sub(r" (\d\d:?\d\d)$", r"+\1", value) if re.search(r"T.* \d\d:?\d\d$", value) else value
    try:
        moment = parse_datetime(value)
        if moment is None and (day := parse_date(value)):
            moment = datetime.combine(day, time())
        return moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _unknown(kind, value):
    return _("There is no %(kind)s with the id “%(value)s”.") % {"kind": _(kind), "value": _short(value)}


def _short(text):
    return _text("", text)[:60]
