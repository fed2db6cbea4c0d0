"""Who may do what on the board's things. Predicates of a user and a thing; a pure leaf.

can_manage_… say who acts at all; actions.py refuses everybody else. The others add which states it fits: the admin
offers by them.
"""

from partnership_board.states import (
    ActionState,
    EditionState,
    MeetingState,
    MilestoneState,
    MinutesState,
    PublicationState,
)


def can_manage_meetings(user):
    return user.has_perm("partnership_board.change_meeting")


def can_manage_bodies(user):
    return user.has_perm("partnership_board.change_body")


def can_manage_papers(user):
    return user.has_perm("partnership_board.change_paper")


def can_manage_actions(user):
    return user.has_perm("partnership_board.change_action")


def can_manage_commitments(user):
    return user.has_perm("partnership_board.change_commitment")


def can_manage_strategies(user):
    return user.has_perm("partnership_board.change_strategy")


def can_manage_minutes(user):
    return user.has_perm("partnership_board.change_minutes")


def can_manage_decisions(user):
    return user.has_perm("partnership_board.change_decision")


def can_edit_meeting(user, meeting):
    """A cancelled meeting stays as it was; agenda and papers of a published or held one change on the record."""
    return can_manage_meetings(user) and meeting.state != MeetingState.CANCELLED


def can_delete_meeting(user, meeting):
    """Only what the public has never seen."""
    return user.has_perm("partnership_board.delete_meeting") and meeting.state == MeetingState.DRAFT


def can_publish_meeting(user, meeting):
    return can_manage_meetings(user) and meeting.state == MeetingState.DRAFT


def can_hold_meeting(user, meeting):
    return can_manage_meetings(user) and meeting.state == MeetingState.PUBLISHED


def can_cancel_meeting(user, meeting):
    return can_manage_meetings(user) and meeting.state == MeetingState.PUBLISHED


def can_move_meeting(user, meeting):
    return can_manage_meetings(user) and meeting.state == MeetingState.PUBLISHED


def can_put_on_agenda(user, forward):
    return can_manage_meetings(user) and forward.item_id is None


def can_adopt_terms(user, body):
    return can_manage_bodies(user)


def can_publish_supplement(user, meeting):
    return can_edit_meeting(user, meeting) and meeting.is_public


def can_read_members_pack(user, meeting):
    return meeting.is_public and (user.has_perm("partnership_board.view_paper") or can_read_closed(user, meeting))


def can_see_meeting(user, meeting):
    """Everybody sees what is public; whoever works on the board's meetings sees the page before it is."""
    return meeting.is_public or user.has_perm("partnership_board.view_meeting")


def can_edit_papers(user, meeting):
    """Papers and versions come to a meeting until it is cancelled, after it was held too."""
    return can_manage_papers(user) and meeting.state != MeetingState.CANCELLED


def can_read_paper(user, paper):
    """Everybody reads what is public. The rest is for the board's officers and auditors and, once the meeting is
    published, for the members of its body.
    """
    if paper.is_public or user.has_perm("partnership_board.view_paper"):
        return True
    return paper.item.meeting.is_public and can_read_closed(user, paper.item.meeting)


def can_read_closed(user, meeting):
    """Whether a user may read what a meeting keeps from the public: a member of its body today, or who stands in."""
    if not user.is_active or user.pk is None:
        return False
    return meeting.body.has_member(user) or meeting.attendances.filter(substitute__user=user).exists()


def can_read_old_versions(user):
    """The public reads the latest version: what a version replaced may have been replaced with reason."""
    return user.has_perm("partnership_board.view_paper")


def can_finish_action(user, action):
    return can_manage_actions(user) and action.state == ActionState.OPEN


def can_reopen_action(user, action):
    return can_manage_actions(user) and action.state in (ActionState.DONE, ActionState.WITHDRAWN)


def can_close_action(user, action):
    return can_reopen_action(user, action)


def can_report_on_action(user, action):
    """Its owner, and the officers who note it for them."""
    return can_manage_actions(user) or is_person(user, action.owner)


def is_person(user, person):
    """Whether a signed-in user is that Person of the board."""
    return user.is_active and user.pk is not None and person.user_id == user.pk


def can_write_minutes(user, meeting):
    """From the moment it begins until they are approved."""
    return can_manage_minutes(user) and meeting.has_begun and minutes_state(meeting) != MinutesState.APPROVED


def can_circulate_minutes(user, meeting):
    return can_manage_minutes(user) and minutes_state(meeting) == MinutesState.DRAFT


def can_approve_minutes(user, meeting):
    return can_manage_minutes(user) and minutes_state(meeting) == MinutesState.CIRCULATED


def can_add_signed_copy(user, meeting):
    return can_manage_minutes(user) and minutes_state(meeting) == MinutesState.APPROVED


def can_publish_decisions(user, meeting):
    return can_manage_decisions(user) and meeting.has_begun and not hasattr(meeting, "decision_note")


def minutes_state(meeting):
    """The MinutesState of a meeting's minutes, or None where there are none."""
    minutes = getattr(meeting, "minutes", None)
    return minutes and minutes.state


def person_who_came(user, meeting):
    """The Person of a signed-in user where they were at the meeting, as a member or standing in; else None."""
    if not user.is_active or user.pk is None:
        return None
    came = (row.who_came for row in meeting.attendances.came().select_related("member", "substitute"))
    return next((person for person in came if person.user_id == user.pk), None)


def can_correct_minutes(user, meeting):
    return minutes_state(meeting) == MinutesState.CIRCULATED and person_who_came(user, meeting) is not None


def can_read_minutes(user, meeting):
    """Approved minutes of a public meeting are everybody's; circulated ones are for those who were there."""
    state = minutes_state(meeting)
    if state is None:
        return False
    if state == MinutesState.APPROVED and meeting.is_public:
        return True
    if user.has_perm("partnership_board.view_minutes"):
        return True
    return state == MinutesState.CIRCULATED and person_who_came(user, meeting) is not None


def can_read_every_version(user, meeting):
    """Those who were there, and officers, read what was circulated before it was approved."""
    return user.has_perm("partnership_board.view_minutesversion") or person_who_came(user, meeting) is not None


def can_read_closed_minutes(user, meeting):
    """What was said under items that are not public is for those who were there, and for officers."""
    return can_read_every_version(user, meeting)


def can_read_signed_copy(user, meeting):
    """The signed copy holds every item: it is public where no item of the meeting is kept from the public."""
    return can_read_closed_minutes(user, meeting) or not meeting.items.filter(exemption__isnull=False).exists()


def can_reply(user, attendance):
    return user.has_perm("partnership_board.change_attendance") or is_person(user, attendance.member)


def can_register_interests(user, person):
    return user.has_perm("partnership_board.change_interest") or is_person(user, person)


def can_publish_commitment(user, commitment):
    return can_manage_commitments(user) and commitment.state != PublicationState.PUBLISHED


def can_withdraw_commitment(user, commitment):
    return can_manage_commitments(user) and commitment.state == PublicationState.PUBLISHED


def can_speak_for_commitment(user, commitment):
    """Its owner, and the officers who note it for them."""
    return can_manage_commitments(user) or is_person(user, commitment.owner)


def can_report_progress(user, commitment):
    """On what the public is told about, and only there."""
    return can_speak_for_commitment(user, commitment) and commitment.state == PublicationState.PUBLISHED


def can_reach_milestone(user, milestone):
    return can_manage_commitments(user) and milestone.state == MilestoneState.AHEAD


def can_reopen_milestone(user, milestone):
    return can_manage_commitments(user) and milestone.state == MilestoneState.REACHED


def can_edit_edition(user, edition):
    """A published version of the strategy is frozen."""
    return can_manage_strategies(user) and edition.state == EditionState.DRAFT


def can_publish_edition(user, edition):
    return can_edit_edition(user, edition)


def can_see_edition(user, edition):
    """Everybody reads what is public; whoever works on the strategy sees a version before it is."""
    return edition.is_public or user.has_perm("partnership_board.view_edition")


def can_start_edition(user, strategy):
    return can_manage_strategies(user)


def can_make_report(user, strategy):
    """The six-monthly report to the cabinet committee is on a strategy that is public."""
    return can_manage_strategies(user) and strategy.state == PublicationState.PUBLISHED


def can_publish_strategy(user, strategy):
    return can_manage_strategies(user) and strategy.state != PublicationState.PUBLISHED


def can_withdraw_strategy(user, strategy):
    return can_manage_strategies(user) and strategy.state == PublicationState.PUBLISHED


def can_end_interest(user, interest):
    return can_register_interests(user, interest.person) and interest.ended_on is None
