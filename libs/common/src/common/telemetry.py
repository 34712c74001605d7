"""Logs, metrics and error reports. One line per unit of work; never prompts, keys, faces or signed URLs."""

import logging
import sys
from typing import TextIO

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

from common.settings import Settings

# Labels never hold a job or a user: events are named by their pattern.
MESSAGES = Counter("thumbworks_messages_total", "Messages by verdict.", ("service", "event", "outcome"))
SECONDS = Histogram(
    "thumbworks_message_seconds",
    "Time from delivery to verdict.",
    ("service", "event"),
    buckets=(0.005, 0.02, 0.1, 0.5, 1, 2, 5, 15, 60, 300),
)
ATTEMPTS = Counter("thumbworks_attempts_total", "Calls to image models by how they ended.", ("model", "outcome"))


def set_up(service: str, settings: Settings, stream: TextIO = sys.stderr) -> None:
    """Configure logging for this process, to `stream`, and with a DSN Sentry."""
    as_json = settings.log_json if settings.log_json is not None else not stream.isatty()
    # Plain tracebacks: the pretty ones print local variables, and those may be faces and prompts.
    console = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    renderer = structlog.processors.JSONRenderer() if as_json else console
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            *([structlog.processors.format_exc_info] if as_json else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log_level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    structlog.contextvars.bind_contextvars(service=service)
    if dsn := settings.sentry_dsn.get_secret_value():
        import sentry_sdk  # noqa: PLC0415 - only where it is asked for

        # Frames' variables and request bodies may hold faces and prompts.
        sentry_sdk.init(dsn=dsn, send_default_pii=False, include_local_variables=False, max_request_body_size="never")


def count_message(service: str, event: str, outcome: str, seconds: float) -> None:
    MESSAGES.labels(service, event, outcome).inc()
    SECONDS.labels(service, event).observe(seconds)


def metrics_page() -> tuple[bytes, str]:
    return generate_latest(), CONTENT_TYPE_LATEST
