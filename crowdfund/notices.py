"""Who is told what, through the outbox."""

from crowdfund.sheet import sheet
from crowdfund.states import Outcome
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


OUTCOME_TEMPLATES = {
    Outcome.FUND: "crowdfund/mail/outcome_fund.txt",
    Outcome.RESERVE: "crowdfund/mail/outcome_reserve.txt",
    Outcome.DECLINE: "crowdfund/mail/outcome_decline.txt",
}


def outcome(case):
    """What was decided, to the contact and to whoever submitted, once it is announced.

    :param case: with its application and the application's round.
    """
    application = case.application
    people = {application.contact_email.lower(): application.contact_email}
    if application.submitted_by is not None:
        people.setdefault(application.submitted_by.email.lower(), application.submitted_by.email)
    context = {
        "application": application,
        "round": application.round,
        "feedback": case.feedback,
        "proposals": list(case.proposals.select_related("round_fund__fund")),
        "total": case.proposed(),
    }
    for place, address in enumerate(sorted(filter(None, people.values()))):
        enqueue(
            key=f"crowdfund.outcome:{application.reference}:{case.outcome}:{place}",
            to=address,
            template=OUTCOME_TEMPLATES[case.outcome],
            context=context,
        )
