"""How the wording of a public commitment changed: a target or a date that is moved is seen to be moved."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from partnership_board.models import Commitment, Milestone, Person
from partnership_board.states import PublicationState

PROMISED = ("title", "owner", "measure", "baseline", "target")
OF_MILESTONE = ("title", "due_on")
MOST_EVENTS = 500
"""So many lines of history are read, the newest; each report on progress is one too."""


@dataclass(frozen=True)
class Rewording:
    """One thing about a commitment, changed while the public could see it.

    :ivar field: what was changed, as people name it, such as "target".
    """

    changed_at: datetime
    field: str
    before: str
    after: str


def rewordings(commitment):
    """What changed of a commitment's promise since it was published, the latest first. What came before is its draft.

    Read from the history that the database keeps, so that nobody can leave a change out.
    """
    events = Commitment.pgh_event_model.objects.filter(pgh_obj_id=commitment.pk).order_by("-pgh_id")[:MOST_EVENTS]
    public = [event for event in events if event.state == PublicationState.PUBLISHED]
    if not public:
        return []
    changes = [*_changes(public, Commitment, PROMISED), *_of_milestones(commitment, public[-1].pgh_created_at)]
    names = _names({number for _at, field, *pair in changes if field.is_relation for number in pair})
    found = [
        Rewording(at, str(field.verbose_name), _said(field, old, names), _said(field, new, names))
        for at, field, old, new in changes
    ]
    return sorted([*found, *_taken_away(commitment)], key=lambda one: one.changed_at, reverse=True)


def _changes(events, model, names):
    """(moment, field, before, after) for each change between events, given the newest first."""
    for after, before in pairwise(events):
        for name in names:
            field = model._meta.get_field(name)
            old, new = getattr(before, field.attname), getattr(after, field.attname)
            if old != new:
                yield after.pgh_created_at, field, old, new


def _of_milestones(commitment, since):
    events = Milestone.pgh_event_model.objects.filter(commitment=commitment).order_by("pgh_obj_id", "-pgh_id")
    for _milestone, lines in groupby(events[:MOST_EVENTS], key=lambda event: event.pgh_obj_id):
        for change in _changes(list(lines), Milestone, OF_MILESTONE):
            if change[0] >= since:
                yield change


def _taken_away(commitment):
    gone = Milestone.pgh_event_model.objects.filter(commitment=commitment, pgh_label="delete").order_by("-pgh_id")
    return [
        Rewording(event.pgh_created_at, _("milestone"), event.title, _("taken away")) for event in gone[:MOST_EVENTS]
    ]


def _names(numbers):
    return {person.pk: str(person) for person in Person.objects.filter(pk__in=numbers)} if numbers else {}


def _said(field, value, names):
    if field.is_relation:
        return names.get(value, _("somebody no longer here"))
    return f"{value:%-d %B %Y}" if isinstance(value, date) else value
