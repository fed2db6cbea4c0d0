"""Structured logs, one line an event, with a request id that follows the work into tasks and mail.

No line carries personal data. A request is logged by its route, not by its address, so that neither search words nor
signed links are written down; people appear by number only; of an exception the class and the place are written, not
the message, since databases and mail servers repeat in it what was in the row or the letter.
"""

import logging
import re
import sys
import time
import traceback
import uuid

import structlog
from django.core.signals import got_request_exception

log = structlog.get_logger(__name__)

EMAIL_ADDRESS = re.compile(r"[^\s\"'<>(),:;@]+@[^\s\"'<>(),:;@]+\.[^\s\"'<>(),:;@]+")


LEVELS = logging.getLevelNamesMapping()


class RequestLogMiddleware:
    """Gives each request an id, which the response carries as X-Request-ID, and logs how it ended.

    A request that fails is logged with the place of the failure as well.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        got_request_exception.connect(self.log_exception, dispatch_uid="kentcivil.logs")

    def __call__(self, request):
        structlog.contextvars.clear_contextvars()
        request_id = uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            write = log.error if response.status_code >= 500 else log.info
            write(
                "request_finished",
                request=describe(request),
                code=response.status_code,
                milliseconds=round((time.monotonic() - started) * 1000),
                **_user(request),
            )
            return response
        finally:
            structlog.contextvars.clear_contextvars()

    @staticmethod
    def log_exception(sender, request=None, **_):
        log.exception("request_failed", request=describe(request) if request else "", **_user(request))


def describe(request):
    """A request as method and route, such as "GET organisations/<slug:slug>/"."""
    match = request.resolver_match
    return f"{request.method} {match.route if match else '(no such page)'}"


def _user(request):
    # Only where the page has asked already: a page that does not ask stays free of the session.
    user = getattr(request, "_cached_user", None)
    return {"user": user.pk} if user is not None and user.pk else {}


def configure(*, json, level):
    """Set structlog up and return the LOGGING setting.

    :param json: one JSON object a line, for production; otherwise lines for people.
    :param level: the lowest level that is written, such as "INFO".
    """
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        exception_without_message,
        without_addresses,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    silent = {"level": "CRITICAL"}
    calm = level if LEVELS[level] > logging.INFO else "INFO"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # These repeat the address asked for, which may hold search words or a signed link; what they say is in
            # the lines of RequestLogMiddleware.
            "django.server": {**silent, "propagate": False},
            "django.request": silent,
            "django.security": silent,
            # Tells failures with their messages and results; django_structlog tells them without.
            "celery.app.trace": silent,
            # Repeats what GOV.UK Notify answers; kentcivil.mail tells that it failed.
            "notifications_python_client": silent,
            # Never at a level at which these print arguments, addresses or statements.
            **dict.fromkeys(("celery", "kombu", "urllib3", "django.db.backends"), {"level": calm}),
        },
    }


def exception_without_message(logger, method, line):
    """A structlog processor: of an exception and its causes, the classes and the places, not the messages."""
    line.pop("exception", None)
    line.pop("stack_info", None)
    if line.get("event") == "task_failed":
        line.pop("error", None)
    found = line.pop("exc_info", None)
    error = _error_of(found)
    if error is not None:
        line["exception"] = "\n".join(_places(error))
    return line


def without_addresses(logger, method, line):
    """A structlog processor: whatever looks like an email address is left out, from libraries' lines too."""
    return {
        key: EMAIL_ADDRESS.sub("(address)", value) if isinstance(value, str) and "@" in value else value
        for key, value in line.items()
    }


def _error_of(exc_info):
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1]
    if exc_info:
        return sys.exc_info()[1]
    return None


def _places(error):
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _places(cause)
        yield "which led to"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    yield f"{type(error).__module__}.{type(error).__qualname__}"
