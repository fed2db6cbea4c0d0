"""Reminding people of a draft that its deadline is near, and followers of a round that it opens or closes."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from crowdfund import deadlines, following
from crowdfund.models import Application, Award, Report, Round
from crowdfund.states import AwardState
from kentcivil.followers.models import Following
from kentcivil.reminders.rules import Due, Rule, register

DAY = timedelta(days=1)


def due(earliest, latest, subject=None):
    """Whoever speaks for an organisation with a draft, and owns the entry, has written in the draft or is to write."""
    drafts = Application.objects.drafts().ending_between(earliest, latest).with_people()
    if subject is not None:
        drafts = drafts.filter(pk=subject)
    for draft in drafts.order_by("pk"):
        for person in draft.people():
            yield Due(
                subject=str(draft.pk),
                recipient=person.email,
                date=draft.told_end,
                context={
                    "reference": draft.reference,
                    "project": draft.project_title,
                    "organisation": draft.organisation.name,
                    "round": draft.round.title,
                    "name": person.get_short_name(),
                    "address": draft.get_absolute_url(),
                },
            )


register(
    Rule(
        name="crowdfund.round_closes",
        stages=(14, 7, 2, 1),
        due=due,
        template="crowdfund/mail/round_closes.txt",
    )
)


def _followers(rounds, date_of):
    """A Due for each confirmed follower of these rounds, from the moment on at which they asked."""
    by_slug = {round_.slug: round_ for round_ in rounds}
    followers = Following.objects.confirmed().filter(kind=following.KIND, key__in=by_slug)
    for follower in followers.order_by("pk").iterator(chunk_size=500):
        round_ = by_slug[follower.key]
        yield Due(
            subject=str(round_.pk),
            recipient=follower.email,
            date=date_of(round_),
            since=follower.confirmed_at,
            context={"round": round_.title, "address": round_.get_absolute_url(), "closes_at": round_.closes_at},
        )


def opening(earliest, latest, subject=None):
    """Followers of the rounds that open in this interval."""
    rounds = Round.objects.published().filter(opens_at__gte=earliest, opens_at__lt=latest)
    rounds = rounds.filter(closes_at__gt=timezone.now())
    return _followers(rounds.filter(pk=subject) if subject else rounds, lambda round_: round_.opens_at)


def closing(earliest, latest, subject=None):
    """Followers of the rounds that close in this interval."""
    rounds = Round.objects.published().filter(closes_at__gte=earliest, closes_at__lt=latest)
    return _followers(rounds.filter(pk=subject) if subject else rounds, lambda round_: deadlines.told_end(round_))


register(Rule(name="crowdfund.followed_opens", stages=(0,), due=opening, template="crowdfund/mail/followed_opens.txt"))
register(
    Rule(name="crowdfund.followed_closes", stages=(7, 1), due=closing, template="crowdfund/mail/followed_closes.txt")
)


def unanswered(earliest, latest, subject=None):
    """Whoever speaks for an organisation with an offer that nobody has answered yet."""
    offers = Award.objects.filter(state=AwardState.OFFERED, lapses_at__gte=earliest, lapses_at__lt=latest)
    if subject is not None:
        offers = offers.filter(pk=subject)
    for award in offers.order_by("pk"):
        yield from _people_of(award, award.pk, award.lapses_at, award.offered_at)


def reports_due(earliest, latest, subject=None):
    """Whoever speaks for an organisation with a report to write. A report is due at the end of its day."""
    reports = Report.objects.open().filter(
        award__state=AwardState.RELEASED,
        due_on__gte=timezone.localtime(earliest).date() - DAY,
        due_on__lte=timezone.localtime(latest).date(),
    )
    if subject is not None:
        reports = reports.filter(pk=subject)
    for report in reports.select_related("award").order_by("pk"):
        ends = deadlines.end_of(report.due_on)
        if earliest <= ends < latest:
            yield from _people_of(report.award, report.pk, ends, None, due=report.due_on)


def _people_of(award, subject, date, since, **said):
    application = Application.objects.with_people().get(pk=award.application_id)
    for person in application.people():
        yield Due(
            subject=str(subject),
            recipient=person.email,
            date=date,
            since=since,
            context={
                "reference": application.reference,
                "project": application.project_title,
                "organisation": application.organisation.name,
                "name": person.get_short_name(),
                "address": reverse("crowdfund:my_award", args=[application.reference]),
                **said,
            },
        )


register(
    Rule(
        name="crowdfund.offer_lapses",
        stages=(14, 7, 2),
        due=unanswered,
        template="crowdfund/mail/offer_lapses.txt",
    )
)
register(
    Rule(
        name="crowdfund.report_due",
        stages=(28, 7, 0, -7),
        due=reports_due,
        template="crowdfund/mail/report_due.txt",
    )
)
