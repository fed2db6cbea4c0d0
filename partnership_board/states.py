"""States of meetings, minutes, actions, commitments and whatever is published, and what may follow. A pure leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class ActionState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed by the board")


class MinutesState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CIRCULATED = "circulated", _("Circulated for corrections")
    APPROVED = "approved", _("Approved")


class PublicationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CommitmentStatus(models.TextChoices):
    """How a commitment stands, as its owner last reported it."""

    NOT_STARTED = "not_started", _("Not started")
    ON_TRACK = "on_track", _("On track")
    BEHIND = "behind", _("Behind")
    COMPLETED = "completed", _("Completed")
    STOPPED = "stopped", _("Stopped")


class MilestoneState(models.TextChoices):
    AHEAD = "ahead", _("Ahead")
    REACHED = "reached", _("Reached")


class EditionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


# What has been public stays public: a published meeting is cancelled in the open, never drawn back to a draft.
MEETING = {
    MeetingState.DRAFT: {MeetingState.PUBLISHED},
    MeetingState.PUBLISHED: {MeetingState.HELD, MeetingState.CANCELLED},
    MeetingState.HELD: set(),
    MeetingState.CANCELLED: set(),
}

ACTION = {
    ActionState.OPEN: {ActionState.DONE, ActionState.WITHDRAWN},
    ActionState.DONE: {ActionState.OPEN, ActionState.CLOSED},
    ActionState.WITHDRAWN: {ActionState.OPEN, ActionState.CLOSED},
    ActionState.CLOSED: set(),
}

MINUTES = {
    MinutesState.DRAFT: {MinutesState.CIRCULATED},
    MinutesState.CIRCULATED: {MinutesState.APPROVED},
    MinutesState.APPROVED: set(),
}

PUBLICATION = {
    PublicationState.DRAFT: {PublicationState.PUBLISHED},
    PublicationState.PUBLISHED: {PublicationState.WITHDRAWN},
    PublicationState.WITHDRAWN: {PublicationState.PUBLISHED},
}

# A published version of the strategy stays as it is; what is wrong in it is put right by the next one.
EDITION = {
    EditionState.DRAFT: {EditionState.PUBLISHED},
    EditionState.PUBLISHED: set(),
}

# A milestone that was called reached by mistake is ahead again.
MILESTONE = {
    MilestoneState.AHEAD: {MilestoneState.REACHED},
    MilestoneState.REACHED: {MilestoneState.AHEAD},
}

UNFINISHED = (CommitmentStatus.NOT_STARTED, CommitmentStatus.ON_TRACK, CommitmentStatus.BEHIND)
FINISHED = (CommitmentStatus.COMPLETED, CommitmentStatus.STOPPED)

# A report may leave the status as it is; nothing that has started is "not started" again.
COMMITMENT = {
    CommitmentStatus.NOT_STARTED: set(CommitmentStatus),
    CommitmentStatus.ON_TRACK: set(CommitmentStatus) - {CommitmentStatus.NOT_STARTED},
    CommitmentStatus.BEHIND: set(CommitmentStatus) - {CommitmentStatus.NOT_STARTED},
    CommitmentStatus.COMPLETED: set(CommitmentStatus) - {CommitmentStatus.NOT_STARTED},
    CommitmentStatus.STOPPED: set(CommitmentStatus) - {CommitmentStatus.NOT_STARTED},
}


def can_follow(table, before, after):
    """Whether the table lets a thing go from one state to another."""
    return after in table[before]
