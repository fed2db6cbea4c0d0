"""Who may do what on the board's things. Predicates of a user and a thing; a pure leaf.

can_manage_… say who acts at all; actions.py refuses everybody else. The others add which states it fits: the admin
offers by them.
"""

from partnership_board.states import ActionState, MeetingState, PublicationState


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


def can_adopt_terms(user, body):
    return can_manage_bodies(user)


def can_see_meeting(user, meeting):
    """Everybody sees what is public; whoever works on the board's meetings sees the page before it is."""
    return meeting.is_public or user.has_perm("partnership_board.view_meeting")


def can_edit_papers(user, meeting):
    """Papers and versions come to a meeting until it is cancelled, after it was held too."""
    return can_manage_papers(user) and meeting.state != MeetingState.CANCELLED


def can_read_paper(user, paper):
    """Everybody reads what is public; exempt papers and those of drafts are for the board's officers and auditors."""
    return paper.is_public or user.has_perm("partnership_board.view_paper")


def can_read_old_versions(user):
    """The public reads the latest version: what a version replaced may have been replaced with reason."""
    return user.has_perm("partnership_board.view_paper")


def can_finish_action(user, action):
    return can_manage_actions(user) and action.state == ActionState.OPEN


def can_reopen_action(user, action):
    return can_manage_actions(user) and action.state != ActionState.OPEN


def can_publish_commitment(user, commitment):
    return can_manage_commitments(user) and commitment.state != PublicationState.PUBLISHED


def can_withdraw_commitment(user, commitment):
    return can_manage_commitments(user) and commitment.state == PublicationState.PUBLISHED


def can_report_progress(user, commitment):
    """On what the public is told about, and only there."""
    return can_manage_commitments(user) and commitment.state == PublicationState.PUBLISHED


def can_publish_strategy(user, strategy):
    return can_manage_strategies(user) and strategy.state != PublicationState.PUBLISHED


def can_withdraw_strategy(user, strategy):
    return can_manage_strategies(user) and strategy.state == PublicationState.PUBLISHED
