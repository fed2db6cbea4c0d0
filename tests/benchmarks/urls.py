from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path


@login_not_required
def empty(request):
    """What the middleware alone costs: the yardstick of every ratio."""
    return HttpResponse("")


urlpatterns = [path("bench/empty/", empty), path("", include("kentcivil.urls"))]
