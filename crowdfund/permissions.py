"""Who may do what. Small predicates over a person and a thing; what they refuse, a page answers with 404."""

from crowdfund.states import ApplicationState

WRITABLE = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.CLOSED)
READ_ROUNDS = "crowdfund.view_round"
MANAGE_ROUNDS = "crowdfund.change_round"
READ_DOCUMENTS = "crowdfund.view_document"


def speaks_for(user, organisation):
    """Whether somebody is named as speaking for an organisation."""
    return user.is_authenticated and user.is_active and organisation.memberships.filter(user=user).exists()


def can_see_round(user, round_):
    """The public sees published rounds; officers and auditors preview the others."""
    return round_.is_published or user.has_perm(READ_ROUNDS)


def can_manage_rounds(user):
    return user.has_perm(MANAGE_ROUNDS)


def can_start(user, organisation):
    return speaks_for(user, organisation)


def can_use_pass(user, late_pass):
    return speaks_for(user, late_pass.organisation)


def can_read(user, application):
    """Applicants read their own organisation's applications. Officers read in the admin."""
    return speaks_for(user, application.organisation)


def can_write(user, application):
    """Whether somebody may write in it; whether it is still the time for it is for deadlines.py."""
    return application.state in WRITABLE and can_read(user, application)


def can_submit(user, application):
    return can_read(user, application)


def can_withdraw(user, application):
    return can_read(user, application)


def can_read_document(user, document):
    return user.has_perm(READ_DOCUMENTS) or can_read(user, document.application)
