"""Who is told what, through the outbox."""

from crowdfund.following import KIND
from crowdfund.models import Application, Award
from crowdfund.sheet import sheet
from crowdfund.states import Outcome
from kentcivil.followers.following import tell
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


def round_changed(version, application):
    """That the round has changed since it opened, to everybody whom the application concerns."""
    for person in application.people():
        enqueue(
            key=f"crowdfund.round_changed:{version.pk}:{application.reference}:{person.pk}",
            to=person.email,
            template="crowdfund/mail/round_changed.txt",
            context={
                "name": person.get_short_name(),
                "version": version,
                "round": version.round,
                "application": application,
            },
        )


def round_changed_for_followers(version):
    """The same to whoever follows the round."""
    tell(
        kind=KIND,
        key=version.round.slug,
        template="crowdfund/mail/followed_changed.txt",
        context={"version": version, "round": version.round},
        once=f"round-version-{version.pk}",
    )


def closed_unsubmitted(application):
    """That a draft was not submitted in time, with its answers, to everybody whom it concerns.

    :param application: loaded whole, and with its people.
    """
    parts = sheet(application)
    for person in application.people():
        enqueue(
            key=f"crowdfund.closed:{application.reference}:{application.closed_at.isoformat()}:{person.pk}",
            to=person.email,
            template="crowdfund/mail/closed.txt",
            context={
                "name": person.get_short_name(),
                "application": application,
                "round": application.round,
                "parts": parts,
            },
        )


def last_copy(application):
    """The answers as they count, to everybody concerned, where they were changed after they were submitted.

    :param application: loaded whole, and with its people.
    """
    parts = sheet(application)
    for person in application.people():
        enqueue(
            key=f"crowdfund.last_copy:{application.reference}:{application.changed_at.isoformat()}:{person.pk}",
            to=person.email,
            template="crowdfund/mail/last_copy.txt",
            context={
                "name": person.get_short_name(),
                "application": application,
                "round": application.round,
                "parts": parts,
            },
        )


def late_pass_given(late_pass):
    """The way in after the closing time, to the person whom the pass names."""
    enqueue(
        key=f"crowdfund.late_pass:{late_pass.pk}",
        to=late_pass.given_to.email,
        template="crowdfund/mail/late_pass.txt",
        context={"name": late_pass.given_to.get_short_name(), "late_pass": late_pass, "round": late_pass.round},
        useful_until=late_pass.until,
        secret=True,
    )


OUTCOME_TEMPLATES = {
    Outcome.FUND: "crowdfund/mail/outcome_fund.txt",
    Outcome.RESERVE: "crowdfund/mail/outcome_reserve.txt",
    Outcome.DECLINE: "crowdfund/mail/outcome_decline.txt",
}


def outcome(case):
    """What was decided, to the contact, to whoever submitted and to whoever else it concerns, once it is announced.

    Among these are the owners of the organisation's entry: an offer is theirs to accept.

    :param case: with its application and the application's round.
    """
    application = case.application
    people = {application.contact_email.lower(): application.contact_email}
    concerned = Application.objects.with_people().get(pk=application.pk).people()
    for person in filter(None, [application.submitted_by, *concerned]):
        people.setdefault(person.email.lower(), person.email)
    context = {
        "application": application,
        "round": application.round,
        "feedback": case.feedback,
        "proposals": list(case.proposals.select_related("round_fund__fund")),
        "total": case.proposed(),
        "award": Award.objects.filter(application=application).first(),
    }
    for place, address in enumerate(sorted(filter(None, people.values()))):
        enqueue(
            key=f"crowdfund.outcome:{application.reference}:{case.outcome}:{place}",
            to=address,
            template=OUTCOME_TEMPLATES[case.outcome],
            context=context,
        )
