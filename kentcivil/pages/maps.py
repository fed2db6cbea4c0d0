"""What the map component needs: points, the towns that tell where one is, and whose pictures lie under them."""

import json
from functools import cache

from django.conf import settings

from kentcivil.geography.towns import towns

LANDMARKS = (
    *("Ashford", "Canterbury", "Chatham", "Dartford", "Dover", "Faversham", "Folkestone", "Gravesend", "Maidstone"),
    *("Margate", "Ramsgate", "Sevenoaks", "Sittingbourne", "Tenterden", "Tonbridge", "Whitstable"),
)


def shown(points, caption):
    """What components/map.html shows.

    :param points: things with latitude, longitude, name and address, as dicts; those without a place are left out.
    :param caption: what the map shows, for people who hear it.
    """
    placed = [
        {name: point[name] for name in ("latitude", "longitude", "name", "address")}
        for point in points
        if point.get("latitude") is not None
    ]
    return {
        "points": placed,
        "points_json": json.dumps(placed),
        "towns_json": _landmarks(),
        "tiles": settings.MAP_TILES,
        "attribution": settings.MAP_ATTRIBUTION,
        "caption": caption,
    }


@cache
def _landmarks():
    known = towns()
    chosen = [known[name.lower()] for name in LANDMARKS]
    return json.dumps([{"name": town.name, "latitude": town.latitude, "longitude": town.longitude} for town in chosen])
