"""Being told of consultations by email: of one, or of all."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kentcivil.followers.topics import TopicKind, register
from partnership_board.models import Consultation
from partnership_board.notices_of_consultations import ALL, EVERY, ONE


def _title(slug):
    return Consultation.objects.published().filter(slug=slug).values_list("title", flat=True).first()


def register_topics():
    register(
        TopicKind(
            kind=ONE,
            title=_title,
            address=lambda slug: reverse("consultation", args=[slug]),
            promise=_("We write a week and a day before it closes, if it changes, and when the findings are public."),
        )
    )
    register(
        TopicKind(
            kind=ALL,
            title=lambda key: _("Consultations") if key == EVERY else None,
            address=lambda key: reverse("consultations"),
            promise=_("We write when a consultation opens, if it changes, and when its findings are public."),
        )
    )
