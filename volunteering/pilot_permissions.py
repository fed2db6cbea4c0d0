"""Who may do what with the grant and the roll-out. Predicates only, as in permissions.py.

The centre claims and spends; the council's funding officers agree, pay and accept. Nobody decides on their own entry.
"""

from kentcivil.accounts.roles import Role, has_role
from volunteering.permissions import is_broker_of


def is_council(user):
    """Whether a person decides for the council about the grant."""
    return has_role(user, Role.FUNDING_OFFICER)


def can_enter(user, pilot):
    """Whether a person may claim from the grant and enter what was paid: the centre's brokers and the council."""
    return is_council(user) or is_broker_of(user, pilot.centre)


def can_decide_claim(user, claim):
    """Whether a person may agree to a claim, return it or pay it: the council, but not whoever sent it."""
    return is_council(user) and claim.sent_by_id != user.pk


def can_decide_spend(user, spend):
    """Whether a person may accept a payment or refuse it: the council, but not whoever entered it."""
    return is_council(user) and spend.entered_by_id != user.pk


def can_see_evidence(user, spend):
    """Whether a person may open the evidence of a payment: the centre, the council and auditors."""
    return can_enter(user, spend.line.pilot) or has_role(user, Role.AUDITOR)


def can_raise_crisis(user):
    """Whether a person may put the crisis page up and take it down: those who look after the directory."""
    return has_role(user, Role.DIRECTORY_OFFICER)


def can_move_roll_out(user):
    """Whether a person may say how far a district is: those who look after the network of centres."""
    return has_role(user, Role.DIRECTORY_OFFICER) or is_council(user)
