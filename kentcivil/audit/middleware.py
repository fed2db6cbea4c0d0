"""Every request that may write is recorded under the person who made it and the page it went to."""

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from kentcivil.audit.history import acting, acting_since_now


class HistoryMiddleware:
    """Opens a history context for each request with a method that writes.

    The page is kept as its route, not as its address, which may hold a signed link. Requests that only read are left
    alone, so that they need no session and can be served from the cache.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in settings.PGHISTORY_MIDDLEWARE_METHODS:
            return self.get_response(request)
        user = request.user.pk if request.user.is_authenticated else None
        with acting(user=user, method=request.method):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method in settings.PGHISTORY_MIDDLEWARE_METHODS:
            acting_since_now(page=request.resolver_match.route)


@receiver(user_logged_in)
def record_as_signed_in(sender, request, user, **_):
    """What a request changes after it has signed somebody in is theirs."""
    acting_since_now(user=user.pk)
