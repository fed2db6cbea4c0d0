"""A reminder about accounts: the date is the day of joining, and whoever is no longer active hears nothing."""

from kentcivil.accounts.models import User
from kentcivil.reminders.rules import Due, Rule


def due(earliest, latest, subject=None):
    people = User.objects.filter(is_active=True, date_joined__gte=earliest, date_joined__lt=latest).order_by("pk")
    if subject is not None:
        people = people.filter(pk=subject)
    for person in people:
        yield Due(
            subject=str(person.pk), recipient=person.email, date=person.date_joined, context={"name": person.name}
        )


RULE = Rule(name="trial.joining", stages=(14, 7, 2, 1), due=due, template="trial/joining.txt")
