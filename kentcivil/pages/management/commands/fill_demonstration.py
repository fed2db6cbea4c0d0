from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kentcivil.pages import demonstration


class Command(BaseCommand):
    help = "Fill an empty database with the demonstration county; does nothing to one that is filled."

    def handle(self, *args, verbosity, **options):
        try:
            filled = demonstration.fill(timezone.now(), quiet=verbosity == 0)
        except demonstration.Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("The demonstration county is ready." if filled else "The database is filled already.")
