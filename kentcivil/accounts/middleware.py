"""What stands between signing in and the admin site."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every view asks for a sign-in, unless it says that it is public.

    Django's own looks at the user first, which reads the session and so makes every public page depend on cookies;
    here a public view is let through before anything about the visitor is asked.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class StaffSecondFactorMiddleware:
    """Staff, superusers among them, reach no page of the admin site before they have set up a second factor.

    It goes by the view that would answer, not by the address, so that no spelling of an address gets past it. Once a
    second factor is set up, signing in asks for it. The local default (DEBUG) does not demand it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.STAFF_SECOND_FACTOR_REQUIRED or "admin" not in request.resolver_match.app_names:
            return None
        if not request.user.is_authenticated or not request.user.is_staff or is_mfa_enabled(request.user):
            return None
        messages.warning(request, _("Set up a second step for signing in before you open the admin site."))
        return redirect("mfa_index")
