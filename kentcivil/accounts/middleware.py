from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect


class StaffSecondFactorMiddleware:
    """Staff reach the admin site only once they have set up a second factor (required outside the local default)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if (
            settings.STAFF_SECOND_FACTOR_REQUIRED
            and request.path.startswith("/admin/")
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user)
        ):
            messages.warning(request, "Set up a second step for signing in before you open the admin site.")
            return redirect("mfa_index")
        return self.get_response(request)
