from django.core.management.base import BaseCommand

from kentcivil.mail.delivery import try_again


class Command(BaseCommand):
    help = "Puts emails that were given up back in the queue, after the mail server or its settings have been mended."

    def handle(self, **options):
        self.stdout.write(f"{try_again()} emails will be tried again within a minute.")
