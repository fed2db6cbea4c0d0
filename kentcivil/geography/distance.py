"""Distance over the Earth, in the database: expressions over the earthdistance extension, in miles.

Usable on any model that has latitude and longitude columns (WGS 84 degrees). Put the index in its Meta::

    indexes = [GistIndex(LlToEarth("latitude", "longitude"), name="opportunity_on_earth")]

and ask with :func:`within` or :func:`annotate_distance`. Distances are great circles on a sphere of the Earth's mean
radius. The extension takes a slightly larger sphere (its ``earth()``): boxes are scaled to it.
"""

from django.db.models import BooleanField, Field, FloatField, Func, Value
from django.db.models.expressions import CombinedExpression

METRES_PER_MILE = 1609.344
MEAN_RADIUS = 6_371_008.8
"""Metres; International Union of Geodesy and Geophysics."""
EXTENSION_RADIUS = 6_378_168.0
"""Metres; what earth() returns in PostgreSQL."""
WIDEST_MILES = 12_000
"""Nothing on the Earth is farther than this from anything else."""


class EarthField(Field):
    """A point on the Earth as the extension keeps it; never a column of ours, only the type of an expression."""

    def db_type(self, connection):
        return "earth"


class LlToEarth(Func):
    """Latitude and longitude, in this order, as a point on the Earth. NULL where either is NULL."""

    function = "ll_to_earth"
    arity = 2
    output_field = EarthField()


class PointField(Field):
    """A point in a plane; never a column of ours, only the type of an expression."""

    def db_type(self, connection):
        return "point"


class OnMap(Func):
    """Longitude and latitude, in this order, as a point on a flat map, for an index that gives the nearest first.

    It gives them ten times as fast as one on the Earth does, and only roughly: stretch the latitude to fit where the
    rows lie, ask for a few more than needed, and work out the distances of those.
    """

    function = "point"
    arity = 2
    output_field = PointField()


class EarthBox(Func):
    """The smallest box around a point that holds everything within a distance (extension metres), and a little more."""

    function = "earth_box"
    arity = 2
    output_field = EarthField()


class GreatCircle(Func):
    """Miles between two points, given as latitude, longitude, latitude, longitude. NULL where one of them is NULL.

    The haversine formula: the same figures as the extension's earth_distance(), scaled, ten times as fast.
    """

    arity = 4
    output_field = FloatField()

    def as_sql(self, compiler, connection):
        compiled = [compiler.compile(expression) for expression in self.source_expressions]
        (north, north_given), (east, east_given), (other_north, other_given), (other_east, last_given) = compiled
        # Rounding must not take the sine beyond 1, for two points at opposite ends of the Earth; but least() of 1 and
        # NULL is 1.
        statement = f"""CASE WHEN {north} + {east} + {other_north} + {other_east} IS NOT NULL THEN
            {2 * MEAN_RADIUS / METRES_PER_MILE} * asin(least(1, sqrt(
                power(sin(radians({north} - {other_north}) / 2), 2)
                + cos(radians({north})) * cos(radians({other_north}))
                * power(sin(radians({east} - {other_east}) / 2), 2)
            )))
        END"""
        up = (*north_given, *other_given)
        asked = (*north_given, *east_given, *other_given, *last_given)
        return f"({statement})", (*asked, *up, *up, *east_given, *last_given)


def miles_from(place, *, latitude="latitude", longitude="longitude"):
    """Expression: miles from a place to the row's own coordinates; NULL where the row has none.

    :param place: anything with `latitude` and `longitude` attributes, such as a :class:`~.places.Place`.
    :param latitude: the row's column, across relations if need be ("address__latitude").
    """
    return GreatCircle(
        latitude,
        longitude,
        Value(float(place.latitude), output_field=FloatField()),
        Value(float(place.longitude), output_field=FloatField()),
    )


def annotate_distance(queryset, place, *, latitude="latitude", longitude="longitude"):
    """The same rows, each with `miles`: how far it is from the place. Sort by it with `order_by("miles", "pk")`."""
    return queryset.annotate(miles=miles_from(place, latitude=latitude, longitude=longitude))


def within(queryset, place, miles, *, latitude="latitude", longitude="longitude"):
    """The rows no more than so many miles from a place, each with `miles`. Rows without coordinates are left out.

    The box narrows the rows by the index; since it is a little larger than the circle, the distance is asked as well.

    :param miles: a radius; 0 finds what lies exactly there.
    :raises ValueError: for a radius that is negative or not a number.
    """
    miles = float(miles)
    if not miles >= 0:
        raise ValueError("A radius is 0 miles or more.")
    miles = min(miles, WIDEST_MILES)
    # The box grows by a millimetre, which is more than the rounding of its corners and less than anybody can see.
    radius = miles * METRES_PER_MILE * EXTENSION_RADIUS / MEAN_RADIUS + 0.001
    in_box = CombinedExpression(
        EarthBox(_point(place), Value(radius, output_field=FloatField())),
        "@>",
        LlToEarth(latitude, longitude),
        output_field=BooleanField(),
    )
    return annotate_distance(queryset.filter(in_box), place, latitude=latitude, longitude=longitude).filter(
        miles__lte=miles
    )


def _point(place):
    return LlToEarth(
        Value(float(place.latitude), output_field=FloatField()),
        Value(float(place.longitude), output_field=FloatField()),
    )
