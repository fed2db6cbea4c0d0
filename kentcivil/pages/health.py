"""What operators and load balancers ask."""

from ipaddress import ip_address, ip_network

import redis
import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.models import Count, Min
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from kentcivil.mail.models import Message
from kentcivil.reminders.models import RuleRun

log = structlog.get_logger(__name__)
REDIS_SECONDS = 2


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
    """Prometheus metrics, for whoever METRICS_ALLOWED_ADDRESSES names; nobody else learns that they exist.

    Only to those who ask the web process directly: a request that came through a proxy has the proxy's address, which
    may well be on the list.
    """
    came_through_a_proxy = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if came_through_a_proxy or not _is_allowed(request.META.get("REMOTE_ADDR", "")):
        raise Http404
    of_the_process = ExportToDjangoView(request)
    return HttpResponse(of_the_process.content + _of_the_portal(), content_type=of_the_process["Content-Type"])


def _is_allowed(address):
    try:
        asking = ip_address(address)
    except ValueError:  # a socket has no address
        return False
    return any(asking in ip_network(allowed, strict=False) for allowed in settings.METRICS_ALLOWED_ADDRESSES)


def _of_the_portal():
    """What the workers do, read from the database: the outbox and the reminders."""
    registry = CollectorRegistry()
    messages = Gauge("kentcivil_outbox_messages", "Emails by state", ["state"], registry=registry)
    counted = dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))
    for state in Message.State.values:
        messages.labels(state).set(counted.get(state, 0))
    late = Gauge("kentcivil_outbox_seconds_overdue", "How long the oldest email in turn has waited", registry=registry)
    now = timezone.now()
    oldest = Message.objects.deliverable(now).aggregate(first=Min("next_attempt_at"))["first"]
    late.set((now - oldest).total_seconds() if oldest else 0)
    rung = Gauge("kentcivil_reminders_rung", "When a rule was last gone through (Unix)", ["rule"], registry=registry)
    failing = Gauge("kentcivil_reminders_failing", "Reminders that could not be written", ["rule"], registry=registry)
    for run in RuleRun.objects.all():
        rung.labels(run.rule).set(run.started_at.timestamp())
        failing.labels(run.rule).set(run.failures)
    return generate_latest(registry)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:  # any failure means the same to whoever asks
        log.error("not_ready", missing="database", error=type(error).__name__)
        return False
    return True


def _redis():
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=REDIS_SECONDS, socket_timeout=REDIS_SECONDS
        ) as client:
            client.ping()
    except Exception as error:  # any failure means the same to whoever asks
        log.error("not_ready", missing="redis", error=type(error).__name__)
        return False
    return True
