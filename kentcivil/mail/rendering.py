"""One template, two bodies: plain text as written, and HTML made from it."""

from django.conf import settings
from django.template import Context
from django.template.loader import get_template

DIVIDER = "\n---\n"


def render(template, context):
    """Render an email template.

    :param template: path of a plain-text template: the subject on its first line, a line of three hyphens, then
        paragraphs with an empty line between them. Web addresses become links in the HTML.
    :param context: what it shows; text that people wrote goes in as it is, since the HTML is escaped afterwards.
    :returns: subject, plain text and HTML.
    """
    values = {"site_url": settings.SITE_URL, **context}
    whole = get_template(template).template.render(Context(values, autoescape=False))
    subject, _, text = whole.partition(DIVIDER)
    subject = " ".join(subject.split())[:200]
    text = text.strip() + "\n"
    html = get_template("mail/layout.html").render({"subject": subject, "text": text})
    return subject, text, html
