"""What people agree to when they register interest. An enquiry keeps the version of the sentence that was shown."""

from django.utils.translation import gettext_lazy as _

CURRENT = "1"

# A sentence that was shown once is never changed: a new one is added and CURRENT moves on.
WORDINGS = {
    "1": _(
        "I agree that the volunteer centre keeps these details to get in touch with me about volunteering, and gives "
        "them to this organisation once I have said yes to being introduced."
    ),
}
