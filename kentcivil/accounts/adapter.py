import uuid

from allauth.account.adapter import DefaultAccountAdapter

from kentcivil.mail.outbox import enqueue


class AccountAdapter(DefaultAccountAdapter):
    """allauth's mail goes through the outbox like all other mail."""

    def send_mail(self, template_prefix, email, context):
        enqueue(
            key=f"{template_prefix}:{uuid.uuid4()}",
            to=email,
            template=f"{template_prefix}.txt",
            context=context,
        )
