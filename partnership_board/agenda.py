"""What stands beside the items of a meeting: times, interests, declarations, decisions, and actions carried over.

One query for each kind of thing, however long the agenda is. Of an item that is not public nothing is gathered: which
organisation it touches, and who declared what, would tell what it is about.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from partnership_board.deadlines import decision_note_due, london_day
from partnership_board.models import Action, CarriedAction, Concern, Decision, Declaration, Interest, Term
from partnership_board.states import MeetingState


@dataclass(frozen=True)
class DecisionNoteClock:
    """When a meeting's decisions were due to be public, and when they were.

    :ivar is_late: whether they came, or are still missing, after `due_on`.
    """

    due_on: date
    published_at: object
    is_late: bool


def decision_note_clock(meeting):
    """The DecisionNoteClock of a meeting that has begun; None of any other."""
    if not meeting.has_begun:
        return None
    due_on = decision_note_due(meeting)
    note = getattr(meeting, "decision_note", None)
    came_on = london_day(note.published_at) if note else timezone.localdate()
    return DecisionNoteClock(due_on, note and note.published_at, came_on > due_on)


def set_beside(items, meeting):
    """Give each public item its `begins_at`, `register`, `declared` and `decided`; each other one only its time.

    `register`: interests as the register stood on the day of the meeting, of members of the body in organisations that
    the item touches. `declared`: Declarations. `decided`: public Decisions.
    """
    register, declared, decided = _register(meeting), _declared(meeting), _decided(meeting)
    moment = meeting.starts_at
    for item in items:
        item.begins_at = moment if moment else None
        moment = moment + timedelta(minutes=item.minutes_allotted) if moment and item.minutes_allotted else None
        if not item.is_exempt:
            item.register = register[item.pk]
            item.declared = declared[item.pk]
            item.decided = decided[item.pk]
    return items


class CarriedOver:
    """Rows of (action, state, progress), read a page at a time: a board may have thousands of open actions."""

    def __init__(self, found, row):
        self._found = found
        self._row = row

    def __len__(self):
        return self._found.count()

    def __getitem__(self, places):
        return [self._row(one) for one in self._found[places]]


def carried_over(meeting):
    """Public actions from earlier meetings on this one's agenda: how they stood when it was held; before that, how they
    stand now.

    :returns: a CarriedOver, for a Paginator.
    """
    public = Action.objects.published().select_related("owner", "meeting")
    if meeting.state == MeetingState.HELD:
        then = CarriedAction.objects.filter(meeting=meeting, action__in=public).select_related(
            "action__owner", "action__meeting"
        )
        return CarriedOver(then, lambda one: (one.action, one.get_state_display(), one.progress))
    return CarriedOver(public.carried_to(meeting), lambda one: (one, one.get_state_display(), one.progress))


def interests_beside(meeting, day):
    """{item's number (pk): Interests} for all items, as the register stood on a date: for officers and the minutes."""
    members = Term.objects.on(day).held().filter(seat__body=meeting.body_id).values("person")
    touched = defaultdict(list)
    for item, organisation in Concern.objects.filter(item__meeting=meeting).values_list("item", "organisation"):
        touched[organisation].append(item)
    found = defaultdict(list)
    if touched:
        lines = Interest.objects.on(day).filter(person__in=members, organisation__in=touched)
        for line in lines.select_related("person", "organisation"):
            for item in touched[line.organisation_id]:
                found[item].append(line)
    return found


def _register(meeting):
    return interests_beside(meeting, timezone.localdate(meeting.starts_at))


def _declared(meeting):
    found = defaultdict(list)
    for one in Declaration.objects.filter(item__meeting=meeting).select_related("person"):
        found[one.item_id].append(one)
    return found


def _decided(meeting):
    found = defaultdict(list)
    for one in Decision.objects.published().filter(item__meeting=meeting).select_related("body"):
        found[one.item_id].append(one)
    return found
