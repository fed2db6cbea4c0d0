"""`{% load crowdfund %}`: what officers wrote as plain text, shown with paragraphs and lists."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from crowdfund import caps

register = template.Library()


@register.filter
def prose(text):
    """Plain text as HTML: an empty line ends a paragraph, lines that start with "- " make a list. All is escaped."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return mark_safe("".join(_block(block) for block in blocks if block.strip()))


def _block(block):
    lines = [line.strip() for line in block.split("\n")]
    said = [line for line in lines if not line.startswith("- ")]
    listed = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
    html = format_html('<p class="govuk-body">{}</p>', " ".join(said)) if said else ""
    if listed:
        items = format_html_join("", "<li>{}</li>", ((item,) for item in listed))
        html += format_html('<ul class="govuk-list govuk-list--bullet">{}</ul>', items)
    return html


@register.filter
def limits(round_fund):
    """The limits of a fund for one project as a phrase: "£5,000 and 50% of the target"; empty when there are none."""
    return caps.limits_of(round_fund)
