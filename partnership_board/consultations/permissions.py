"""Who may do what with consultations. Predicates of a user and a consultation; a pure leaf.

can_manage_consultations says who acts at all; actions refuse everybody else. The others add which states it fits.
"""

from partnership_board.consultations.deadlines import Phase, phase
from partnership_board.consultations.states import ConsultationState


def can_manage_consultations(user):
    return user.has_perm("partnership_board.change_consultation")


def can_see(user, consultation):
    """Everybody sees what is public; officers and auditors see it before that."""
    return consultation.is_public or user.has_perm("partnership_board.view_consultation")


def can_read_responses(user):
    return user.has_perm("partnership_board.view_response")


def can_erase(user, response):
    """For somebody who asks the officers; whoever has the private address needs nobody."""
    return can_manage_consultations(user) and not response.is_erased


def can_publish(user, consultation):
    return can_manage_consultations(user) and consultation.state == ConsultationState.DRAFT


def can_take_back(user, consultation, moment):
    """Only before it opens: whoever could have begun an answer must find it again."""
    return (
        can_manage_consultations(user)
        and consultation.state == ConsultationState.PUBLISHED
        and phase(consultation, moment) is Phase.COMING
    )


def can_extend(user, consultation, moment):
    """Not after the close: some answers would have come too late for one closing time and in time for the next."""
    return (
        can_manage_consultations(user)
        and consultation.state == ConsultationState.PUBLISHED
        and phase(consultation, moment) is not Phase.CLOSED
    )


def can_cancel(user, consultation):
    return can_manage_consultations(user) and consultation.state == ConsultationState.PUBLISHED


def can_key_letters(user, consultation):
    """Letters are keyed in after the close too: they are in time by the day on which they came."""
    return can_manage_consultations(user) and consultation.state == ConsultationState.PUBLISHED


def can_publish_findings(user, consultation, moment):
    """After the close. What is found later is published in the same way."""
    return can_manage_consultations(user) and consultation.takes_answers and phase(consultation, moment) is Phase.CLOSED
