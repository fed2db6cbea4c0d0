"""The minutes of a meeting as one piece of data, to be kept as it is: what a MinutesVersion holds.

A version is read with the exemptions of today beside those of then: what was public once and is not any more stays
out of the public's sight, and so does what was kept from it when the version was made.
"""

from partnership_board.models import Attendance


def content_of(minutes):
    """What the minutes say now, as JSON values.

    :returns: {"seats": [{"seat", "role", "member", "capacity", "came", "substitute", "online", "reply"}], "items":
        [{"item", "number", "title", "exemption", "text", "declarations", "decisions", "actions"}]}
    """
    meeting = minutes.meeting
    entries = dict(minutes.entries.values_list("item_id", "text"))
    items = meeting.items.prefetch_related(
        "declarations__person", "decisions__body", "decisions__actions__owner", "actions__owner"
    )
    return {
        "seats": [_seat(row) for row in Attendance.objects.filter(meeting=meeting).in_order()],
        "items": [_item(item, entries.get(item.pk, "")) for item in items],
    }


def public_part(content, exempt_now):
    """The same content without what is kept from the public.

    :param exempt_now: numbers (pk) of the items of the meeting that are exempt today.
    :returns: content in which such an item has its number only, and the reason where there is one to tell.
    """
    items = []
    for item in content["items"]:
        if item["exemption"] is None and item["item"] not in exempt_now:
            items.append({**item, "closed": False})
        else:
            items.append({"item": item["item"], "number": item["number"], "closed": True})
    return {**content, "items": items}


def _seat(row):
    return {
        "seat": row.seat.title,
        "role": row.seat.get_role_display(),
        "member": row.member.name,
        "capacity": row.member.capacity,
        "reply": row.reply,
        "came": row.came,
        "substitute": row.substitute.name if row.substitute and row.came == Attendance.Came.SUBSTITUTE else "",
        "online": row.online,
    }


def _item(item, text):
    return {
        "item": item.pk,
        "number": item.number,
        "title": item.title,
        "exemption": item.exemption,
        "text": text,
        "declarations": [
            {"who": one.person.name, "what": one.what, "conduct": one.get_conduct_display()}
            for one in item.declarations.all()
        ],
        "decisions": [_decision(one) for one in item.decisions.all()],
        "actions": [
            {"title": one.title, "owner": one.owner.name, "due_on": one.due_on.isoformat()}
            for one in item.actions.all()
        ],
    }


def _decision(decision):
    return {
        "reference": decision.reference,
        "title": decision.title,
        "text": decision.text,
        "outcome": decision.get_outcome_display(),
        "how": decision.get_how_display(),
        "votes": [decision.votes_for, decision.votes_against, decision.abstained]
        if decision.how == decision.How.VOTE
        else None,
    }
