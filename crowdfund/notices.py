"""Who is told what, through the outbox."""

from crowdfund.sheet import sheet
from kentcivil.mail.outbox import enqueue


def submitted(application, *, to):
    """The one confirmation of a submission, with a copy of the answers, to whoever submitted.

    :param application: loaded whole.
    """
    enqueue(
        key=f"crowdfund.submitted:{application.reference}:{application.submitted_at.isoformat()}",
        to=to.email,
        template="crowdfund/mail/submitted.txt",
        context={"application": application, "round": application.round, "parts": sheet(application)},
    )


def withdrawn(application, *, to):
    """That a submitted application no longer counts, to whoever withdrew it."""
    enqueue(
        key=f"crowdfund.withdrawn:{application.reference}",
        to=to.email,
        template="crowdfund/mail/withdrawn.txt",
        context={"application": application, "round": application.round},
    )
