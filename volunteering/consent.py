"""What people agree to, in whole sentences. Each record keeps the version of the sentence that was shown."""

from django.utils.translation import gettext_lazy as _

CURRENT = "1"

# A sentence that was shown once is never changed: a new one is added and CURRENT moves on.
WORDINGS = {
    "1": _(
        "I agree that the volunteer centre keeps these details to get in touch with me about volunteering, and gives "
        "them to this organisation once I have said yes to being introduced."
    ),
}

# What a volunteer may say yes or no to, each by itself, by Consent.Purpose; again, a sentence shown once stays.
PURPOSES = {
    "suggestions": _("Email me now and then about things to do that may suit me."),
    "contact": _("Show my phone number to the organisation while I have a place on one of its sessions."),
    "emergency": _(
        "Show my emergency contact to the organisation from the day before a session until the day after it, so that "
        "they can ring if something happens to me."
    ),
}

# What a parent or guardian is asked to agree to.
GUARDIAN = _(
    "I am the parent or guardian of this person. I agree that they volunteer through Kent’s volunteer centres, and "
    "that the centre and the organisations they help may contact me about it."
)
