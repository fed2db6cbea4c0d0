"""Reminding people of a draft that its deadline is near."""

from crowdfund.models import Application
from kentcivil.reminders.rules import Due, Rule, register


def due(earliest, latest, subject=None):
    """Whoever speaks for an organisation with a draft, and owns the entry or has written in the draft."""
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
