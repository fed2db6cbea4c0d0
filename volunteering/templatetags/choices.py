"""`{% load choices %}`: long lists of choices, written in one go; a template for each would be most of a page."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def options(field):
    """The select of a bound field that has one: `{% options form.cause %}`, with its label beside it."""
    chosen = str(field.value() or "")
    rows = ((value, mark_safe(" selected") if value == chosen else "", label) for value, label in _pairs(field))
    return format_html(
        '<select class="govuk-select" id="{}" name="{}">{}</select>',
        field.id_for_label,
        field.html_name,
        format_html_join("", '<option value="{}"{}>{}</option>', rows),
    )


@register.simple_tag
def ticks(field):
    """The small checkboxes of a bound field of many choices, each with its label: `{% ticks form.interests %}`."""
    chosen = {str(value) for value in field.value() or ()}
    name = field.html_name
    rows = (
        (name, field.auto_id, number, value, mark_safe(" checked") if value in chosen else "", label)
        for number, (value, label) in enumerate(_pairs(field), start=1)
    )
    return format_html_join(
        "\n",
        '<div class="govuk-checkboxes__item"><input type="checkbox" class="govuk-checkboxes__input" name="{0}"'
        ' id="{1}_{2}" value="{3}"{4}>'
        '<label class="govuk-label govuk-checkboxes__label" for="{1}_{2}">{5}</label></div>',
        rows,
    )


def _pairs(field):
    """Value and label of each choice, both as text; the first of a select may stand for no choice."""
    for value, label in field.field.choices:
        yield str(value), label
