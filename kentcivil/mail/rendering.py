"""One template, two bodies: plain text as written, and HTML made from it."""

import re
import unicodedata
from functools import cache

from django.conf import settings
from django.template import Context
from django.template.base import NodeList, TextNode
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import mark_safe

DIVIDER = "\n---\n"
SUBJECT_LENGTH = 200


def render(template, context):
    """Render an email template.

    The two halves are rendered apart, so that what people wrote can neither end the subject nor begin the body.

    :param template: path of a plain-text template: the subject on its first line, a line of three hyphens, then
        paragraphs with an empty line between them. Addresses of this site become links in the HTML.
    :param context: what it shows; text that people wrote goes in as it is, since the HTML is escaped afterwards.
    :returns: subject (one line), plain text and HTML.
    :raises ValueError: for a template without the dividing line, or one whose subject turns out empty.
    """
    values = {"site_url": settings.SITE_URL, **context}
    first, second = _halves(get_template(template).template)
    subject = " ".join(_printable(first(values)).split())[:SUBJECT_LENGTH]
    if not subject:
        raise ValueError(f"The email template {template} gives an empty subject.")
    text = re.sub(r"\n\s*\n", "\n\n", _printable(second(values)).strip()) + "\n"
    html = get_template("mail/layout.html").render({"subject": subject, "paragraphs": _paragraphs(text)})
    return subject, text, html


def _halves(template):
    """Two functions, each of which renders its half of the template to text that is not escaped."""
    for index, node in enumerate(template.nodelist):
        if isinstance(node, TextNode) and DIVIDER in node.s:
            before, _, after = node.s.partition(DIVIDER)
            halves = (
                NodeList([*template.nodelist[:index], TextNode(before)]),
                NodeList([TextNode(after), *template.nodelist[index + 1 :]]),
            )
            return [_renderer(template, nodes) for nodes in halves]
    raise ValueError(f"The email template {template.name} needs a line --- below its subject.")


def _renderer(template, nodes):
    def rendered(values):
        context = Context(values, autoescape=False)
        with context.render_context.push_state(template), context.bind_template(template):
            return nodes.render(context)

    return rendered


def _printable(text):
    """The text without control characters: those that PostgreSQL, mail programs or readers stumble over."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) != "Cc")


def _paragraphs(text):
    own = _own_address(settings.SITE_URL)
    return [
        mark_safe(own.sub(r'<a href="\g<0>">\g<0></a>', escape(paragraph)).replace("\n", "<br>\n"))
        for paragraph in text.strip().split("\n\n")
    ]


@cache
def _own_address(site_url):
    # Only this site's addresses: a link that somebody wrote into a name must not look like ours.
    return re.compile(re.escape(escape(site_url)) + r"/(?:[^\s<>&]|&amp;)*(?<![.,;:!?)])")
