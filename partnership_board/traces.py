"""The whole chain of a decision: what people asked for, the item, the decision, what is done, the promise it serves.

Only what the public may see. A few queries, however many decisions there are.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from partnership_board.chains import ACTION, COMMITMENT, DECISION, asked_for
from partnership_board.models import Action, Commitment, Decision, ItemLink


@dataclass
class Trace:
    """One decision with what led to it and what came of it.

    :ivar decision: a Decision, with its `item`.
    :ivar asked: Asked, of the decision, its actions and its commitments; each once.
    :ivar actions: public Actions that carry it out.
    :ivar commitments: public Commitments that its item is about.
    """

    decision: Decision
    asked: list = field(default_factory=list)
    actions: list = field(default_factory=list)
    commitments: list = field(default_factory=list)

    @property
    def has_gap(self):
        """Whether the public sees neither what is done about it nor that nothing needs to be done."""
        return not self.actions and not self.decision.no_action_needed


def traces(decisions):
    """The Traces of public decisions, in their order.

    :param decisions: Decisions with `item` at hand.
    """
    found = {decision.pk: Trace(decision) for decision in decisions}
    actions = Action.objects.published().filter(decision__in=found).select_related("owner", "closed_by")
    for action in actions.order_by("due_on", "pk"):
        found[action.decision_id].actions.append(action)
    by_item = _commitments({trace.decision.item_id for trace in found.values()})
    for trace in found.values():
        trace.commitments = by_item[trace.decision.item_id]
    _add_asked(list(found.values()))
    return list(found.values())


def _commitments(items):
    links = ItemLink.objects.filter(item__in=items, commitment__in=Commitment.objects.published())
    by_item = defaultdict(list)
    for link in links.select_related("commitment").order_by("commitment__order", "pk"):
        if link.commitment not in by_item[link.item_id]:
            by_item[link.item_id].append(link.commitment)
    return by_item


def _add_asked(found):
    of_decisions = asked_for(DECISION, [trace.decision.pk for trace in found])
    of_actions = asked_for(ACTION, [action.pk for trace in found for action in trace.actions])
    of_commitments = asked_for(COMMITMENT, {one.pk for trace in found for one in trace.commitments})
    for trace in found:
        told = [
            *of_decisions.get(trace.decision.pk, ()),
            *(asked for action in trace.actions for asked in of_actions.get(action.pk, ())),
            *(asked for one in trace.commitments for asked in of_commitments.get(one.pk, ())),
        ]
        trace.asked = list(dict.fromkeys(told))


def decisions_of_action(action):
    """Public decisions that an action carries out, or that were made under its item."""
    about = Q(pk=action.decision_id) if action.decision_id else Q(item=action.item_id)
    return Decision.objects.published().filter(about).select_related("body", "item__meeting").order_by("number", "pk")
