"""Who may do what. Predicates only: actions and views ask them, and say no with a 404 or PermissionDenied.

A role says that somebody may work on the admin's pages; which rows are theirs is said here, by the centre.
"""

from volunteering.states import WRITABLE


def is_broker_of(user, centre):
    """Whether a person works for this volunteer centre. An administrator of the whole portal counts as one."""
    if not user.is_active:
        return False
    return user.is_superuser or centre.brokers.filter(pk=user.pk).exists()


def can_post_for(user, organisation):
    """Whether a person may post opportunities for this organisation: its members."""
    return user.is_active and organisation.memberships.filter(user=user).exists()


def can_edit(user, opportunity):
    """Whether a person may change what an opportunity says.

    Its organisation while the text is still theirs (draft, returned); its centre's brokers at any time.
    """
    if opportunity.state in WRITABLE and can_post_for(user, opportunity.organisation):
        return True
    return is_broker_of(user, opportunity.centre)


def can_close(user, opportunity):
    """Whether a person may take an opportunity away: its organisation or its centre, at any time."""
    return can_post_for(user, opportunity.organisation) or is_broker_of(user, opportunity.centre)


def can_decide(user, opportunity):
    """Whether a person may publish or return an opportunity."""
    return is_broker_of(user, opportunity.centre)


def can_work_on(user, enquiry):
    """Whether a person may see an enquiry's person and move it on: brokers of the centre that has it, nobody else."""
    return is_broker_of(user, enquiry.centre)


def can_run(user, opportunity):
    """Whether a person may plan sessions of an opportunity, see who comes and confirm their time.

    Those who speak for its organisation, and its centre's brokers.
    """
    return can_close(user, opportunity)
