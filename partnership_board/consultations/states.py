"""States of consultations and of what people send in, and what may follow. A pure leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsultationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    REPORTED = "reported", _("Findings published")
    CANCELLED = "cancelled", _("Cancelled")


class ResponseState(models.TextChoices):
    DRAFT = "draft", _("Not sent yet")
    SUBMITTED = "submitted", _("Sent")
    LATE = "late", _("Came too late")


# Before it opens a published consultation can go back to a draft; from then on whatever happens to it is public.
CONSULTATION = {
    ConsultationState.DRAFT: {ConsultationState.PUBLISHED},
    ConsultationState.PUBLISHED: {
        ConsultationState.DRAFT,
        ConsultationState.REPORTED,
        ConsultationState.CANCELLED,
    },
    ConsultationState.REPORTED: set(),
    ConsultationState.CANCELLED: set(),
}

# An answer is sent once.
RESPONSE = {
    ResponseState.DRAFT: {ResponseState.SUBMITTED, ResponseState.LATE},
    ResponseState.SUBMITTED: set(),
    ResponseState.LATE: set(),
}

PUBLIC = (ConsultationState.PUBLISHED, ConsultationState.REPORTED, ConsultationState.CANCELLED)
