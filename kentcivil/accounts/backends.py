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
        return not _is_refused(user) and super().user_can_authenticate(user)

    def _check_password(self, user, password):
        # allauth lets whoever gave the right password go on to a page for closed accounts, and there signs in whoever
        # is not marked as closed. A refused account is answered as if the password were wrong.
        checked = super()._check_password(user, password)
        if user is not None and _is_refused(user):
            self.unstash_authenticated_user()
            return None
        return checked


def _is_refused(user):
    return user.email.lower().endswith(DEMONSTRATION_DOMAIN) and not settings.DEBUG
