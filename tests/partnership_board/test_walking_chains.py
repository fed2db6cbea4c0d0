"""Every decision traces to an item and to its actions, and what people asked for to what was done: with no gap."""

from datetime import timedelta

import pytest

from partnership_board import actions, chains
from partnership_board.chains import ACTION, COMMITMENT, DECISION, Asked
from partnership_board.exemptions import Exemption
from partnership_board.models import Action, Commitment, Decision, ItemLink
from partnership_board.traces import traces
from tests.partnership_board.factories import (
    NOW,
    ActionFactory,
    AgendaItemFactory,
    CommitmentFactory,
    PersonFactory,
    held_meeting,
    officer,
)
from tests.partnership_board.walking import read, walk

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def by():
    return officer()


@pytest.fixture
def answers():
    """{(kind, pk): [Asked]}: what things answer, as whoever keeps findings tells it."""
    told = {}

    def source(kind, numbers):
        return [(number, one) for number in numbers for one in told.get((kind, number), ())]

    chains.register(source)
    yield told
    chains.unregister(source)


def _decide(item, by, title, *, tasks=1, commitment=None):
    decision = actions.record_decision(item=item, title=title, no_action_needed=not tasks, by=by)
    for number in range(tasks):
        actions.agree_action(
            item=item, title=f"{title}: {number}", owner=PersonFactory(), due_on=TODAY, decision=decision, by=by
        )
    if commitment:
        ItemLink.objects.create(item=item, kind="commitment", commitment=commitment)
    return decision


@pytest.fixture
def held(by):
    """Decisions with actions and without, that serve a promise and none, public ones, closed ones, one not told yet."""
    promise = CommitmentFactory(title="Open rooms in the evening")
    hidden = CommitmentFactory(title="Not published", state="draft")
    for _number in range(2):
        meeting = held_meeting("Ann Bell", by=by)
        for number in range(6):
            item = AgendaItemFactory(meeting=meeting, number=number + 10)
            _decide(item, by, f"Decided {number}a", commitment=promise if number % 2 else hidden)
            _decide(item, by, f"Decided {number}b", tasks=0)
        closed = AgendaItemFactory(meeting=meeting, number=5, title="Secret lease", exemption=Exemption.BUSINESS)
        _decide(closed, by, "Decided in private", commitment=promise)
        actions.publish_decision_note(meeting=meeting, by=by)
    unpublished = held_meeting("Bob Cole", by=by)
    _decide(unpublished.items.get(number=1), by, "Not public yet")


def test_every_public_decision_is_walked_from_its_item_to_its_actions(client, held):
    walked = walk(client)
    public = Decision.objects.published().select_related("body", "item")
    assert set(walked) == {decision.reference for decision in public}
    assert len(walked) == 24
    for decision in public:
        parts = walked[decision.reference]
        done = Action.objects.published().filter(decision=decision)
        assert set(parts.get("action", [])) == {action.get_absolute_url() for action in done}
        promises = Commitment.objects.published().filter(item_links__item=decision.item)
        assert set(parts.get("commitment", [])) == {one.get_absolute_url() for one in promises}
    assert not [trace for trace in traces(public) if trace.has_gap]


def test_nothing_closed_is_in_a_chain(client, held):
    pages = [client.get(f"/board/chains/?page={number}").content.decode() for number in (1, 2)]
    for page in pages:
        for secret in ("Secret lease", "Decided in private", "Not public yet", "Not published"):
            assert secret not in page
    for secret in Action.objects.filter(item__exemption__isnull=False):
        assert client.get(secret.get_absolute_url()).status_code == 404
    assert client.get("/board/actions/999999/").status_code == 404


def test_a_gap_would_be_found(client, held, by):
    decision = Decision.objects.published().filter(actions__isnull=False).first()
    Action.objects.filter(decision=decision).update(decision=None)
    with pytest.raises(AssertionError, match="ends in nothing"):
        walk(client)


def test_what_people_asked_for_is_drawn_wherever_it_was_answered(client, held, answers):
    decision = Decision.objects.published().filter(actions__isnull=False).order_by("pk")[1]
    action, promise = decision.actions.get(), Commitment.objects.published().get()
    ItemLink.objects.get_or_create(item=decision.item, kind="commitment", commitment=promise)
    # Stand-ins for pages of findings: what matters is that the links lead there.
    rooms = Asked("People want rooms", "/strategy/#rooms", occasion="Rooms for groups", answer="Twelve are open.")
    lists = Asked("People want a list", "/strategy/#list")
    forms = Asked("People want fewer forms", "/strategy/#forms")
    answers |= {
        (DECISION, decision.pk): [rooms],
        (ACTION, action.pk): [lists, rooms],
        (COMMITMENT, promise.pk): [forms],
    }
    for address, told in [
        (decision.get_absolute_url(), [rooms, lists, forms]),
        (action.get_absolute_url(), [lists, rooms]),
        (promise.get_absolute_url(), [forms]),
    ]:
        page, html = read(client, address)
        assert page.links["asked"] == [one.address for one in told], address
        assert told[0].title in html
    html = read(client, action.get_absolute_url())[1]
    assert "We did: Twelve are open." in html
    every = {}
    for number in (1, 2):
        every |= dict(read(client, f"/board/chains/?page={number}")[0].chains)
    chain = every[decision.reference]
    assert chain["asked"] == [rooms.address, lists.address, forms.address]


def test_an_action_without_a_decision_leads_to_its_item_or_meeting(client, by):
    meeting = held_meeting("Ann Bell", by=by)
    item = meeting.items.get()
    of_item = actions.agree_action(item=item, title="Send the list", owner=PersonFactory(), due_on=TODAY, by=by)
    actions.report_on_action(action=of_item, progress="Half of it.", evidence="https://example.org/list", by=by)
    actions.complete_action(action=of_item, by=by)
    actions.close_action(action=of_item, meeting=meeting, by=by)
    page, html = read(client, of_item.get_absolute_url())
    assert page.links["item"] == [f"{meeting.get_absolute_url()}#item-1"]
    assert page.links["closed"] == [meeting.get_absolute_url()]
    assert page.links["action"] == ["https://example.org/list"]
    assert "Half of it." in html
    of_meeting = ActionFactory(meeting=meeting, body=meeting.body, due_on=TODAY - timedelta(days=1))
    page, html = read(client, of_meeting.get_absolute_url())
    assert page.links["meeting"] == [meeting.get_absolute_url()]
    assert "Overdue" in html
    assert "Nothing has been reported yet." in html
    page, _html = read(client, ActionFactory().get_absolute_url())
    assert not {"item", "meeting", "decision"} & set(page.links)


def test_an_empty_portal_says_so(client):
    assert "Nothing was decided yet." in read(client, "/board/chains/")[1]


@pytest.mark.parametrize("size", [1, 10, 100])
def test_it_asks_the_database_as_often_whatever_its_size(client, by, answers, size, django_assert_max_num_queries):
    meeting = held_meeting("Ann Bell", by=by)
    item = meeting.items.get()
    for number in range(size):
        decision = Decision.objects.create(body=meeting.body, year=2022, number=number + 1, item=item, title="Decided")
        ActionFactory(body=meeting.body, meeting=meeting, item=item, decision=decision)
        ItemLink.objects.create(item=item, kind="commitment", commitment=CommitmentFactory())
    actions.publish_decision_note(meeting=meeting, by=by)
    for address, most in [
        ("/board/chains/", 7),
        (decision.get_absolute_url(), 11),
        (decision.actions.get().get_absolute_url(), 4),
    ]:
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
