"""What the outbox keeps from officers who have a conflict of interest: every email about that application."""

from django.db.models import Q

from crowdfund.models import Application
from crowdfund.models.conflicts import conflicted
from kentcivil.mail.reading import hide


@hide
def about_conflicted_cases(user):
    """Emails that name an application of which this person must see nothing, or None where there is no such one."""
    hidden = Q()
    for reference in Application.objects.filter(conflicted(user)).values_list("reference", flat=True):
        hidden |= Q(key__contains=reference) | Q(subject__contains=reference) | Q(text__contains=reference)
    return hidden or None
