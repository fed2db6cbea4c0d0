"""The states of the grant's claims and payments, of a crisis, and of a district's way into the network."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteering.states import NotAllowed


class ClaimState(models.TextChoices):
    """How far a claim on the grant has come."""

    SENT = "sent", _("Sent to the council")
    RETURNED = "returned", _("Returned for changes")
    AGREED = "agreed", _("Agreed")
    PAID = "paid", _("Paid")


class SpendState(models.TextChoices):
    """How far a payment made from the grant has come. Only what is accepted is counted anywhere in public."""

    ENTERED = "entered", _("Waiting to be checked")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")


class CrisisState(models.TextChoices):
    """Whether the crisis page is up."""

    PREPARED = "prepared", _("Prepared")
    RAISED = "raised", _("On now")
    OVER = "over", _("Over")


class RollOutStage(models.TextChoices):
    """How far a district has come on the way into the network."""

    NOT_STARTED = "not-started", _("Not started")
    TALKING = "talking", _("Talking")
    AGREED = "agreed", _("Agreed")
    SETTING_UP = "setting-up", _("Setting up")
    RUNNING = "running", _("Running")


COLOURS = {
    ClaimState.SENT: "blue",
    ClaimState.RETURNED: "orange",
    ClaimState.AGREED: "turquoise",
    ClaimState.PAID: "green",
    SpendState.ENTERED: "blue",
    SpendState.ACCEPTED: "green",
    SpendState.REFUSED: "grey",
    CrisisState.PREPARED: "blue",
    CrisisState.RAISED: "red",
    CrisisState.OVER: "grey",
    RollOutStage.NOT_STARTED: "grey",
    RollOutStage.TALKING: "light-blue",
    RollOutStage.AGREED: "blue",
    RollOutStage.SETTING_UP: "purple",
    RollOutStage.RUNNING: "green",
}

CLAIM_MOVES = {
    ClaimState.SENT: {ClaimState.AGREED, ClaimState.RETURNED},
    ClaimState.RETURNED: {ClaimState.SENT},
    ClaimState.AGREED: {ClaimState.PAID, ClaimState.RETURNED},
    ClaimState.PAID: set(),
}

# What is accepted stays as it is: a mistake is put right by a line the other way.
SPEND_MOVES = {
    SpendState.ENTERED: {SpendState.ACCEPTED, SpendState.REFUSED},
    SpendState.ACCEPTED: set(),
    SpendState.REFUSED: set(),
}

# What is over stays in the record; the next crisis is a new one.
CRISIS_MOVES = {
    CrisisState.PREPARED: {CrisisState.RAISED},
    CrisisState.RAISED: {CrisisState.OVER},
    CrisisState.OVER: set(),
}

# A district goes on step by step; talks may break off, and a centre may close.
ROLL_OUT_MOVES = {
    RollOutStage.NOT_STARTED: {RollOutStage.TALKING},
    RollOutStage.TALKING: {RollOutStage.AGREED, RollOutStage.NOT_STARTED},
    RollOutStage.AGREED: {RollOutStage.SETTING_UP, RollOutStage.TALKING},
    RollOutStage.SETTING_UP: {RollOutStage.RUNNING, RollOutStage.TALKING},
    RollOutStage.RUNNING: {RollOutStage.TALKING},
}

_MOVES = {
    ClaimState: CLAIM_MOVES,
    SpendState: SPEND_MOVES,
    CrisisState: CRISIS_MOVES,
    RollOutStage: ROLL_OUT_MOVES,
}


def check_step(before, after):
    """Two states of the same kind of this file.

    :param after: a member of ClaimState, SpendState, CrisisState or RollOutStage.
    :raises NotAllowed: when `after` may not follow `before`.
    """
    before = type(after)(before)
    if after not in _MOVES[type(after)][before]:
        raise NotAllowed(
            _("This is “%(before)s” now, so it cannot become “%(after)s”.")
            % {"before": before.label, "after": after.label}
        )
