from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import redirect


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
