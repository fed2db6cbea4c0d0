"""The states of a round and of an application, and which step leads from which to which. Imports nothing of ours."""

from django.db import models


class RoundState(models.TextChoices):
    """Whether the public may see a round. Whether it is open is a question of time: deadlines.py."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"


class ApplicationState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CLOSED = "closed", "Closed, not submitted"


ROUND_STEPS = {
    "publish": {RoundState.DRAFT: RoundState.PUBLISHED},
    "unpublish": {RoundState.PUBLISHED: RoundState.DRAFT},
}

APPLICATION_STEPS = {
    "submit": {ApplicationState.DRAFT: ApplicationState.SUBMITTED},
    "withdraw": {
        ApplicationState.DRAFT: ApplicationState.WITHDRAWN,
        ApplicationState.SUBMITTED: ApplicationState.WITHDRAWN,
    },
    # The round ended while it was a draft; a later closing date takes it back up.
    "close": {ApplicationState.DRAFT: ApplicationState.CLOSED},
    "reopen": {ApplicationState.CLOSED: ApplicationState.DRAFT},
}

# While in these, an application stands for its project: nobody of the organisation can start another for it.
STANDING = (ApplicationState.DRAFT, ApplicationState.SUBMITTED)


class StepRefused(Exception):
    """A step that the table does not have from this state."""


def after(steps, step, state):
    """The state that a step leads to.

    :param steps: ROUND_STEPS or APPLICATION_STEPS.
    :raises StepRefused: when the step does not start from this state.
    :raises KeyError: for a step that does not exist.
    """
    try:
        return steps[step][state]
    except KeyError:
        if step not in steps:
            raise
        raise StepRefused(f"“{step}” is not possible from “{state}”.") from None
