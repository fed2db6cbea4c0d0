"""`{% load lengths %}`: minutes in words, `{{ minutes|length_of_time }}`."""

from django import template

from volunteering.lengths import in_words

register = template.Library()
register.filter("length_of_time", in_words)
