"""Who is told when an enquiry goes from one centre to another. No email to a centre names the person."""

from django.conf import settings
from django.urls import reverse

from kentcivil.mail.outbox import enqueue
from volunteering.notices import desk_of


def handed_over(transfer):
    """To the person, with whom they will deal from now on, and to the centre that has them now."""
    enquiry = transfer.enquiry
    enqueue(
        key=f"enquiry-handed-over:{transfer.pk}:person",
        to=enquiry.email,
        template="volunteering/mail/handed_over.txt",
        context={"enquiry": enquiry, "transfer": transfer},
    )
    page = settings.SITE_URL + reverse("admin:volunteering_enquiry_change", args=[enquiry.pk])
    for address in desk_of(transfer.to_centre):
        enqueue(
            key=f"enquiry-handed-over:{transfer.pk}:{address}",
            to=address,
            template="volunteering/mail/taken_over.txt",
            context={"transfer": transfer, "enquiry": enquiry, "address": page},
        )
