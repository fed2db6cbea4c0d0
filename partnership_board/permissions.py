"""Who may do what on the board's things. Predicates of a user and a thing; a pure leaf."""

from partnership_board.states import ActionState, MeetingState, PublicationState


def can_edit_meeting(user, meeting):
    """A cancelled meeting stays as it was; agenda and papers of a published or held one change on the record."""
    return user.has_perm("partnership_board.change_meeting") and meeting.state != MeetingState.CANCELLED


def can_delete_meeting(user, meeting):
    """Only what the public has never seen."""
    return user.has_perm("partnership_board.delete_meeting") and meeting.state == MeetingState.DRAFT


def can_publish_meeting(user, meeting):
    return user.has_perm("partnership_board.change_meeting") and meeting.state == MeetingState.DRAFT


def can_hold_meeting(user, meeting):
    return user.has_perm("partnership_board.change_meeting") and meeting.state == MeetingState.PUBLISHED


def can_cancel_meeting(user, meeting):
    return user.has_perm("partnership_board.change_meeting") and meeting.state == MeetingState.PUBLISHED


def can_see_meeting(user, meeting):
    """Everybody sees what is public; whoever works on the board's meetings sees the page before it is."""
    return meeting.is_public or user.has_perm("partnership_board.view_meeting")


def can_read_paper(user, paper):
    """Everybody reads what is public; exempt papers and those of drafts are for the board's officers and auditors."""
    return paper.is_public or user.has_perm("partnership_board.view_paper")


def can_read_old_versions(user):
    """The public reads the latest version: what a version replaced may have been replaced with reason."""
    return user.has_perm("partnership_board.view_paper")


def can_finish_action(user, action):
    return user.has_perm("partnership_board.change_action") and action.state == ActionState.OPEN


def can_reopen_action(user, action):
    return user.has_perm("partnership_board.change_action") and action.state != ActionState.OPEN


def can_publish_commitment(user, commitment):
    return user.has_perm("partnership_board.change_commitment") and commitment.state != PublicationState.PUBLISHED


def can_withdraw_commitment(user, commitment):
    return user.has_perm("partnership_board.change_commitment") and commitment.state == PublicationState.PUBLISHED


def can_report_progress(user, commitment):
    """On what the public is told about, and only there."""
    return user.has_perm("partnership_board.change_commitment") and commitment.state == PublicationState.PUBLISHED


def can_publish_strategy(user, strategy):
    return user.has_perm("partnership_board.change_strategy") and strategy.state != PublicationState.PUBLISHED


def can_withdraw_strategy(user, strategy):
    return user.has_perm("partnership_board.change_strategy") and strategy.state == PublicationState.PUBLISHED
