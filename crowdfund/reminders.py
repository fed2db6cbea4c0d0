"""Reminding people of a draft that the round's deadline is near."""

from django.db.models import Prefetch

from crowdfund import deadlines
from crowdfund.models import Application, Round
from kentcivil.reminders.rules import Due, Rule, register
from organisations.models import Membership


def due(earliest, latest, subject=None):
    """Whoever speaks for an organisation with a draft, and owns the entry or has written in the draft."""
    rounds = Round.objects.published().filter(deadlines.closing_between(earliest, latest))
    drafts = Application.objects.drafts().filter(round__in=rounds)
    if subject is not None:
        drafts = drafts.filter(pk=subject)
    members = Membership.objects.filter(user__is_active=True).select_related("user")
    drafts = drafts.select_related("round", "organisation").prefetch_related(
        Prefetch("organisation__memberships", queryset=members), "writer_rows"
    )
    for draft in drafts.order_by("pk"):
        writers = {row.user_id for row in draft.writer_rows.all()}
        for membership in draft.organisation.memberships.all():
            if membership.role == Membership.Role.OWNER or membership.user_id in writers:
                yield Due(
                    subject=str(draft.pk),
                    recipient=membership.user.email,
                    date=deadlines.latest_moment(draft.round),
                    context={
                        "reference": draft.reference,
                        "project": draft.project_title,
                        "organisation": draft.organisation.name,
                        "round": draft.round.title,
                        "name": membership.user.get_short_name(),
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
