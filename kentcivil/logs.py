"""Structured logs, one line an event, with a request id that follows the work into tasks and mail.

No line carries personal data: a request is logged by its route, not by its address, so that neither search words nor
signed links are written down, and people appear by number only.
"""

import structlog
from django_structlog.middlewares import RequestMiddleware


class RequestLogMiddleware(RequestMiddleware):
    """Logs each request by method and route pattern, and gives it an id."""

    def format_request(self, request):
        match = request.resolver_match
        return f"{request.method} {match.route if match else '(no such page)'}"


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
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": renderer,
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": level, "propagate": False},
            # Its lines repeat the address asked for, which may hold search words or a signed link.
            "django.request": {"level": "CRITICAL"},
        },
    }
