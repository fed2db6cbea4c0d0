"""What a search finds, in order and no farther than anybody reads.

One narrow statement gives the numbers of what was found; only the page that is shown is read whole. A broad search is
cut off: of more than MOST the nearest are listed, or the newest.
"""

from django.contrib.postgres.search import SearchRank
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, Value
from django.db.models.expressions import CombinedExpression

from kentcivil.geography.distance import METRES_PER_MILE, OnMap, PointField, miles_from
from organisations.models.organisation import STRETCH
from volunteering.models import Opportunity
from volunteering.models.opportunities import exactly, nearly, words_of

PER_PAGE = 20
MOST = 500
"""Opportunities that a search lists."""
SPARE = 100
"""Read besides: on a flat map a mile to the east is a mile to the north only in the middle of Kent."""
NEWEST_FIRST = ("-published_at", "-pk")
_METRES_PER_DEGREE = 111_195
"""Of latitude, on the mean radius of the Earth."""
_LEAST_COSINE = 0.61
"""Of any latitude in Kent: how much narrower than a degree of latitude one of longitude is at most."""


class Results(Paginator):
    """Pages through what an OpportunityFilter found. `more` says that there are more than it lists.

    On a page of a search near a place each opportunity has `miles`.
    """

    def __init__(self, search, per_page=PER_PAGE):
        found = found_by(search) if search.form.is_valid() else []
        self.more = len(found) > MOST
        super().__init__(found[:MOST], per_page)

    def page(self, number):
        page = super().page(number)
        page.object_list = shown(page.object_list)
        return page


def found_by(search):
    """Pairs of the number of an opportunity and its miles from the place that was asked for, None without one.

    :param search: an OpportunityFilter whose form is valid.
    :returns: at most MOST and one.
    """
    text = search.form.words
    if not text.strip():
        return _in_order(search.chosen, search)
    if not words_of(text):
        return []
    typed = exactly(text)
    found = _in_order(search.chosen.filter(search=typed), search, typed)
    if found or (search.measured_from and _somewhere(search.chosen.filter(search=typed))):
        return found
    # Spelling is looked at only where nothing has the words as they were typed.
    alike = nearly(text)
    return _in_order(search.chosen.filter(search=alike), search, alike)


def _somewhere(offered):
    """Whether there is any. In an order that no index has: for any one row the planner would read every text."""
    return bool(offered.order_by("created_at").values("pk")[:1])


def _in_order(wanted, search, asked=None):
    """The nearest first where there is a place, what fits the words best where there are any, or else the newest."""
    if search.measured_from:
        return nearest(wanted, search.measured_from, search.miles, most=MOST + 1, few=asked is not None)
    found = wanted.order_by(*NEWEST_FIRST).values_list("pk", flat=True)[: MOST + 1]
    if asked:
        # To rank one costs more than to find it.
        ranked = Opportunity.objects.filter(pk__in=found).annotate(rank=SearchRank(F("search"), asked))
        found = ranked.order_by("-rank", *NEWEST_FIRST).values_list("pk", flat=True)
    return [(pk, None) for pk in found]


def nearest(offered, place, miles, *, most, besides=(), few=False):
    """The nearest of some opportunities, as tuples of number, miles and the values of the fields named in `besides`.

    Those without a point on the map are left out.

    :param few: whether an index finds the few that come into question quicker than the map finds the nearest.
    """
    high = miles * METRES_PER_MILE / _METRES_PER_DEGREE * 1.001
    wide = high / _LEAST_COSINE
    west, east, south, north = (
        place.longitude - wide,
        place.longitude + wide,
        place.latitude - high,
        place.latitude + high,
    )
    offered = offered.annotate(miles=miles_from(place))
    if few:
        rows = offered.filter(latitude__range=(south, north), longitude__range=(west, east), miles__lte=miles)
        return list(rows.order_by("miles", "-pk").values_list("pk", "miles", *besides)[:most])
    box = Func(_point(west, south), _point(east, north), function="box", output_field=PointField())
    on_map = OnMap("longitude", F("latitude") * STRETCH)
    in_box = CombinedExpression(on_map, "<@", box, output_field=BooleanField())
    here = _point(place.longitude, place.latitude)
    distance = CombinedExpression(on_map, "<->", here, output_field=FloatField())
    rows = offered.filter(in_box).order_by(distance).values_list("pk", "miles", *besides)[: most + SPARE]
    return sorted((row for row in _in_that_order(rows) if row[1] <= miles), key=lambda row: (row[1], -row[0]))[:most]


def _in_that_order(rows):
    """The rows of a query, with a word to the planner: the index on the map gives the nearest one after the other.

    It takes every box for a small one, and would rather read all of it and sort. SET LOCAL holds for this statement, or
    the transaction around it.
    """
    statement, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL enable_sort = off; {statement}", parameters)
        return cursor.fetchall()


def shown(pairs):
    """Opportunities in the order of these pairs of number and miles, read with what a list says of them."""
    rows = Opportunity.objects.select_related("organisation", "district").defer("tasks", "search", "questions")
    found = rows.in_bulk([pk for pk, _miles in pairs])
    for pk, miles in pairs:
        if pk in found:
            found[pk].miles = miles
    return [found[pk] for pk, _miles in pairs if pk in found]


def _point(longitude, latitude):
    return Func(
        Value(float(longitude), output_field=FloatField()),
        Value(float(latitude) * STRETCH, output_field=FloatField()),
        function="point",
        output_field=PointField(),
    )
