"""What of the board can be followed by email: a body, an item of an agenda, a commitment."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kentcivil.followers.topics import TopicKind, register
from partnership_board.models import AgendaItem, Body, Commitment, Strategy
from partnership_board.notices import BODY, COMMITMENT, ITEM, STRATEGY


def _name_of_body(slug):
    return Body.objects.published().filter(slug=slug).values_list("name", flat=True).first()


def _address_of_body(slug):
    return Body.objects.get(slug=slug).get_absolute_url()


def _item(key):
    found = AgendaItem.objects.published().select_related("meeting")
    return found.filter(pk=key).first() if key.isascii() and key.isdecimal() and len(key) < 18 else None


def _name_of_item(key):
    item = _item(key)
    return item and item.title


def _address_of_item(key):
    item = _item(key)
    return f"{item.meeting.get_absolute_url()}#item-{item.number}"


def _name_of_commitment(slug):
    return Commitment.objects.published().filter(slug=slug).values_list("title", flat=True).first()


def _name_of_strategy(slug):
    return Strategy.objects.published().filter(slug=slug).values_list("title", flat=True).first()


def register_topics():
    register(
        TopicKind(
            kind=STRATEGY,
            title=_name_of_strategy,
            address=lambda slug: reverse("strategy"),
            promise=_("We write when a new version of the strategy is published, and with each six-monthly report."),
        )
    )
    register(
        TopicKind(
            kind=BODY,
            title=_name_of_body,
            address=_address_of_body,
            promise=_(
                "We write when a meeting is announced, moved or cancelled, and when papers, decisions or minutes come."
            ),
        )
    )
    register(
        TopicKind(
            kind=ITEM,
            title=_name_of_item,
            address=_address_of_item,
            promise=_("We write when a paper is added to this item, and when something is decided under it."),
        )
    )
    register(
        TopicKind(
            kind=COMMITMENT,
            title=_name_of_commitment,
            address=lambda slug: reverse("commitment", args=[slug]),
            promise=_("We write when somebody reports how this promise is going."),
        )
    )
