"""Who may sign in, and stay signed in."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

DEMONSTRATION_DOMAIN = "@demo.kentcivil.example"


class EmailBackend(AuthenticationBackend):
    """Signs people in by email address and password, in any letter case.

    Demonstration accounts, whose password is in the README, exist for the local default alone: with DEBUG off they
    are refused at sign-in, and a session they had opened before ends.
    """

    def user_can_authenticate(self, user):
        if user.email.lower().endswith(DEMONSTRATION_DOMAIN) and not settings.DEBUG:
            return False
        return super().user_can_authenticate(user)
