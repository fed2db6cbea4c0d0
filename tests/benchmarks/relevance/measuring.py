"""How well the portal's search and the rival answer the same judged queries over the same records."""

import random
import statistics
from collections import defaultdict

from django.http import QueryDict

from kentcivil.geography.models import PostcodeSector
from kentcivil.geography.towns import towns
from organisations import filters, search
from tests.benchmarks.relevance.judging import judged, ndcg, slipped
from tests.benchmarks.relevance.records import entries
from tests.benchmarks.relevance.rival import Rival

SLIPS = 400
WITHIN = 3


def ours(text):
    """Slugs of the first page, asked as the search box asks."""
    typed = QueryDict(mutable=True)
    typed["q"] = text
    return [row.slug for row in search.ask(filters.read(typed).question).rows]


def measure(worst=0):
    """:returns: ({kind of query: (ours, the rival's)} of NDCG at 10, the same of slips in names, lines to look at)"""
    records = entries()
    rival = Rival(records)
    places = {town.name: (town.latitude, town.longitude) for town in towns().values()}
    sectors = {sector.sector: (sector.latitude, sector.longitude) for sector in PostcodeSector.objects.all()}
    lived_in = {record.town for record in records}
    queries = judged(records, {name: at for name, at in places.items() if name in lived_in}, sectors)
    scores, looked_at = defaultdict(list), []
    for query in queries:
        found = ours(query.text)
        one = (ndcg(found, query.grades), ndcg(rival.find(query.text), query.grades))
        scores[query.kind].append(one)
        scores["all"].append(one)
        looked_at.append((one[0], one[1], query.kind, query.text, found[:4]))
    means = {kind: tuple(map(statistics.mean, zip(*pairs, strict=True))) for kind, pairs in scores.items()}
    counts = {kind: len(pairs) for kind, pairs in scores.items()}
    chance, hits = random.Random(9), []
    for record in chance.sample(records, min(SLIPS, len(records))):
        typed = slipped(chance, record.name)
        hit = (record.slug in ours(typed)[:WITHIN], record.slug in rival.find_name(typed, WITHIN))
        hits.append(hit)
        if not hit[0]:
            looked_at.append((0.0, float(hit[1]), "slip", f"{typed}  ({record.name})", ours(typed)[:4]))
    slips = tuple(map(statistics.mean, zip(*hits, strict=True)))
    return means, counts, slips, sorted(looked_at)[:worst]
