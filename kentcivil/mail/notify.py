"""GOV.UK Notify as the way out: EMAIL_BACKEND=kentcivil.mail.notify.NotifyBackend.

Notify sends from its own address and takes a subject and a plain text body, which it formats as Markdown. The
account's template has ((subject)) as its subject and ((body)) as its message.
"""

import re

from django.conf import settings
from django_gov_notify.backends import NotifyEmailBackend
from notifications_python_client.notifications import NotificationsAPIClient


class NotifyBackend(NotifyEmailBackend):
    """The backend of django-gov-notify, with text that people wrote kept from becoming links or headings."""

    def open(self):
        if self.client is None:
            self.client = NotificationsAPIClient(
                self.api_key, base_url=settings.GOVUK_NOTIFY_URL, timeout=settings.EMAIL_TIMEOUT
            )

    def send_messages(self, email_messages):
        for message in email_messages:
            message.body = _without_markdown(message.body)
        return super().send_messages(email_messages)


def _without_markdown(text):
    """The same words; "[here](https://…)" stays visible as such, and a line that begins with # or ^ is no heading."""
    text = text.replace("](", "] (").replace("]:", "] :")
    return re.sub(r"^(\s*)([#^])", "\\1\u200b\\2", text, flags=re.MULTILINE)
