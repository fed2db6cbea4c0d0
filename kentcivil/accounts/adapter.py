import uuid
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import timezone

from kentcivil.mail.outbox import enqueue

# A link or code asked for by somebody who waits for it is of no use a day later.
USEFUL_FOR = timedelta(days=1)


class AccountAdapter(DefaultAccountAdapter):
    """allauth's mail goes through the outbox like all other mail.

    Its templates are ours: one file an email, such as account/email/email_confirmation.txt.
    """

    def send_mail(self, template_prefix, email, context):
        enqueue(
            key=f"account:{uuid.uuid4()}",
            to=email,
            template=f"{template_prefix}.txt",
            context={"email": email, **context},
            useful_until=timezone.now() + USEFUL_FOR,
            secret=True,
        )
