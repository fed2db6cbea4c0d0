"""What operators and load balancers ask."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import Http404, JsonResponse
from django.views.decorators.cache import never_cache
from django_prometheus.exports import ExportToDjangoView


@login_not_required
@never_cache
def live(request):
    """The process answers."""
    return JsonResponse({"status": "live"})


@login_not_required
@never_cache
def ready(request):
    """The process can serve: the database and Redis answer. 503 and the name of what does not, otherwise."""
    missing = [name for name, check in (("database", _database), ("redis", _redis)) if not check()]
    return JsonResponse(
        {"status": "not ready" if missing else "ready", "missing": missing}, status=503 if missing else 200
    )


@login_not_required
@never_cache
def metrics(request):
    """Prometheus metrics, for the addresses in METRICS_ALLOWED_ADDRESSES; nobody else learns that they exist."""
    if request.META["REMOTE_ADDR"] not in settings.METRICS_ALLOWED_ADDRESSES:
        raise Http404
    return ExportToDjangoView(request)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # any failure means the same to whoever asks
        return False
    return True


def _redis():
    try:
        cache.get("ready")
    except Exception:  # any failure means the same to whoever asks
        return False
    return True
