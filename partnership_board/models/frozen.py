"""Triggers by which the database refuses to change what the approved minutes of a meeting rest on."""

import pgtrigger

REFUSAL = "frozen: the minutes of this meeting are approved"

# FOR SHARE waits for whoever is approving the minutes at this moment; the question after it sees what they did.
_CHECK = """
    PERFORM 1 FROM partnership_board_minutes WHERE meeting_id IN ({meetings}) FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM partnership_board_minutes WHERE meeting_id IN ({meetings}) AND state = 'approved'
    ) THEN
        RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


def frozen(meeting, *, operation=None, when_changed=()):
    """A trigger that refuses changes of a row once the minutes of its meeting are approved.

    :param meeting: SQL for the number of the meeting, with {row} for the row: OLD and NEW are both asked.
    :param operation: what is refused; every insert, update and delete unless given.
    :param when_changed: names of columns; an update that changes none of them is let through.
    """
    operation = operation or pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    # The row is OLD or NEW; the one that an operation does not have is null, and so is its meeting.
    meetings = f"{meeting.format(row='OLD')}, {meeting.format(row='NEW')}"
    check = _CHECK.format(meetings=meetings, refusal=REFUSAL)
    if when_changed:
        same = " AND ".join(f'OLD."{column}" IS NOT DISTINCT FROM NEW."{column}"' for column in when_changed)
        check = f"IF TG_OP = 'UPDATE' AND {same} THEN RETURN NEW; END IF;{check}"
    return pgtrigger.Trigger(
        name="frozen",
        when=pgtrigger.Before,
        operation=operation,
        func=check,
    )


def frozen_with_item(**options):
    """The same for a row with an agenda item, `item_id`."""
    return frozen("(SELECT meeting_id FROM partnership_board_agendaitem WHERE id = {row}.item_id)", **options)


def frozen_with_meeting(**options):
    """The same for a row with a meeting of its own, `meeting_id`."""
    return frozen("{row}.meeting_id", **options)
