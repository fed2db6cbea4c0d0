"""The sums of deciding, over generated rounds: pots and caps hold, work is shared evenly, scores stay in range."""

from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crowdfund import allocation, caps
from crowdfund.scoring import MOST_POINTS, percent_of, spread_of
from crowdfund.sharing import balanced

CODES = ("E07000114", "E07000112", "E07000108")


@dataclass
class District:
    code: str


@dataclass
class Area:
    districts: list

    def all(self):
        return self.districts


@dataclass
class Fund:
    area: Area


@dataclass
class RoundFund:
    pk: int
    amount: Decimal
    fund: Fund
    cap_pounds: Decimal = None
    cap_percent: int = None


@dataclass
class Round:
    combined_cap_percent: int = None
    funds: list = field(default_factory=list)


pounds = st.decimals(min_value=1, max_value=100_000, places=2)
areas = st.lists(st.sampled_from(CODES), unique=True, max_size=2)


@st.composite
def rounds(draw):
    funds = [
        RoundFund(
            pk=place,
            amount=draw(pounds),
            fund=Fund(Area([District(code) for code in draw(areas)])),
            cap_pounds=draw(st.none() | pounds),
            cap_percent=draw(st.none() | st.integers(1, 100)),
        )
        for place in range(draw(st.integers(1, 4)))
    ]
    return Round(draw(st.none() | st.integers(1, 100)), funds)


projects = st.lists(
    st.builds(
        allocation.Project,
        key=st.uuids(),
        asked=pounds,
        target=st.decimals(min_value=-100, max_value=100_000, places=2),
        districts=st.lists(st.sampled_from(CODES), unique=True, max_size=3).map(tuple),
    ),
    max_size=12,
)


@given(rounds(), projects)
def test_no_line_anywhere_breaks_a_pot_or_a_cap(round_, ranked):
    shares = allocation.share_out(round_, round_.funds, ranked)
    for one in round_.funds:
        given_out = sum((given.get(one.pk, Decimal(0)) for given in shares.given.values()), Decimal(0))
        assert given_out + shares.left[one.pk] == one.amount
        assert shares.left[one.pk] >= 0
    for project in ranked:
        for key, amount in shares.given[project.key].items():
            one = round_.funds[key]
            assert amount > 0
            assert caps.covers(one, project.districts)
            assert one.cap_pounds is None or amount <= one.cap_pounds
            assert one.cap_percent is None or amount <= caps.share(one.cap_percent, project.target)
        total = shares.total(project.key)
        assert total <= project.asked
        assert total <= max(project.target, 0)
        if round_.combined_cap_percent is not None:
            assert total <= max(caps.share(round_.combined_cap_percent, project.target), 0)


@given(rounds(), projects)
def test_moving_the_line_down_takes_nothing_from_those_above(round_, ranked):
    whole = allocation.share_out(round_, round_.funds, ranked)
    for line in range(len(ranked)):
        above = allocation.share_out(round_, round_.funds, ranked[:line])
        assert all(whole.given[project.key] == above.given[project.key] for project in ranked[:line])


def test_the_fund_of_a_district_is_used_first_and_what_is_spent_is_gone():
    kent = RoundFund(1, Decimal(1_000), Fund(Area([])))
    local = RoundFund(2, Decimal(500), Fund(Area([District(CODES[1])])))
    project = allocation.Project("a", Decimal(600), Decimal(1_000), (CODES[1],))
    shares = allocation.share_out(Round(), [kent, local], [project], spent={2: Decimal(200)})
    assert shares.given["a"] == {2: Decimal(300), 1: Decimal(300)}
    assert shares.left == {1: Decimal(700), 2: Decimal(0)}


@st.composite
def workloads(draw):
    cases = list(range(draw(st.integers(0, 20))))
    people = [f"person {number}" for number in range(draw(st.integers(1, 6)))]
    pairs = st.tuples(st.sampled_from(people), st.sampled_from(cases)) if cases else st.nothing()
    barred = draw(st.sets(pairs, max_size=15)) if cases else set()
    taken = draw(st.sets(pairs, max_size=10)) - barred if cases else set()
    by_person, by_case = {}, {}
    for person, case in barred:
        by_person.setdefault(person, set()).add(case)
    for person, case in taken:
        by_case.setdefault(case, set()).add(person)
    return cases, people, draw(st.integers(1, 4)), by_person, by_case


@given(workloads())
def test_everybody_gets_a_fair_share_and_nobody_what_they_must_not_see(workload):
    cases, people, each, barred, taken = workload
    pairs = balanced(*workload)
    assert len(set(pairs)) == len(pairs)
    for case, person in pairs:
        assert case not in barred.get(person, ())
        assert person not in taken.get(case, ())
    for case in cases:
        has = len(taken.get(case, ())) + sum(1 for one, _ in pairs if one == case)
        could = len([one for one in people if case not in barred.get(one, ())])
        assert has == max(min(each, could), len(taken.get(case, ())))
    if not barred and not taken:
        load = [sum(1 for _, one in pairs if one == person) for person in people]
        assert max(load) - min(load) <= 1


weighted = st.lists(st.tuples(st.integers(1, 100), st.integers(0, MOST_POINTS)), min_size=1, max_size=8)


@given(weighted)
def test_a_score_lies_between_nothing_and_all_and_grows_with_each_point(points):
    percent = percent_of(points)
    assert 0 <= percent <= 100
    better = [(weight, min(one + 1, MOST_POINTS)) for weight, one in points]
    assert percent_of(better) >= percent


@given(st.lists(st.none() | st.decimals(min_value=0, max_value=100, places=1), max_size=9))
def test_a_spread_holds_its_scores(percents):
    scores = [one for one in percents if one is not None]
    spread = spread_of(percents)
    if not scores:
        assert spread is None
        return
    assert spread.number == len(scores)
    assert spread.lowest <= spread.mean <= spread.highest
    assert spread.is_wide == (spread.highest - spread.lowest >= 25)
    assert (spread.deviation == 0) >= (spread.range == 0)


def test_no_points_are_no_score():
    assert percent_of([]) is None
