"""Why an action is refused. Each message is a sentence that whoever acted may read."""


class Refused(Exception):
    """Nothing was changed."""


class NotAllowed(Refused):
    """This person may not do that to this thing."""


class RoundNotOpen(Refused):
    """The round does not take applications at this moment."""


class AlreadyStarted(Refused):
    """The organisation has an application for this project in this round already."""

    def __init__(self, application):
        super().__init__(f"Your organisation has an application for this project already: {application.reference}.")
        self.application = application


class AlreadyTaken(Refused):
    """Another application of the organisation in this round has this project title."""


class NotDeclared(Refused):
    """The declaration was not confirmed."""


class Incomplete(Refused):
    """Parts of the application still lack something."""


class NotReady(Refused):
    """A round lacks something that applicants need."""

    def __init__(self, lacks):
        super().__init__(" ".join(lacks))
        self.lacks = lacks


class PassNotGood(Refused):
    """The late pass has been used, or has ended."""


class WouldBeUnfinished(Refused):
    """The change would leave a submitted application without something that it needs, so it was not kept."""

    def __init__(self, problems):
        super().__init__("A submitted application must stay complete, so this change was not saved.")
        self.problems = problems


class NoLongerWritable(Refused):
    """The application was submitted or withdrawn meanwhile, so that nothing more is written into it."""


class EditConflict(Refused):
    """Somebody else saved this part after the page was opened."""

    def __init__(self, part):
        super().__init__("Somebody else saved this part while you were writing.")
        self.part = part


class ConflictOfInterest(NotAllowed):
    """This person has a conflict of interest with the case, or with one of those that are decided together."""

    def __init__(self):
        super().__init__("You have a conflict of interest here. Somebody else must do this.")


class BeyondLimit(Refused):
    """The amounts are more than a pot holds, or than a project may get."""
