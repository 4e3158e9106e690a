"""One log format for us, Celery and the standard library, and the list of event names.

JSON unless it is a terminal; standard output only. A line never holds a body or a secret.
"""

import logging
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog
import structlog.tracebacks
from structlog.typing import EventDict, Processor, WrappedLogger

EVENTS = {
    # one delivery
    "file_settled": "a file in the inbox is whole (debug)",
    "file_ignored": "a file in the inbox is none of ours (debug)",
    "file_unclaimable": "a file in the inbox could not be claimed; it stays where it is",
    "delivery_claimed": "a file became a delivery",
    "delivery_done": "the canonical line: everything of a delivery is stored and its file filed",
    "delivery_quarantined": "the canonical line: a delivery could not be read, and why",
    "delivery_postponed": "something outside was away; the delivery waits, no attempt was spent",
    "delivery_reopened": "the file changed while it was read; it is read again",
    "delivery_failed": "a run of one delivery ended in a bug of ours; it is tried again",
    "delivery_stale": "this run was overtaken by a newer one and wrote nothing (debug)",
    "match_given_up": "matching an article ended its worker again and again; it stands as an original",
    "original_missing": "a delivery's file was gone when it should be filed",
    # a batch
    "message_refused": "a message that no part of the product sends was thrown away",
    "batch_split": "a batch that failed whole comes again one by one",
    "batch_failed": "a batch ended in an error; its deliveries come again one by one",
    "publish_failed": "the broker did not take a message; the sweep sends it again",
    # the user's rules
    "rules_loaded": "tags.toml was loaded, at the start or because it changed",
    "rules_refused": "something in tags.toml is wrong: line and reason; the last good rules stay",
    "rules_failed": "a bug of ours while tags.toml was loaded; the rules before it stay",
    "rule_timed_out": "a pattern took too long; the article has no such tag, and is stored",
    # the slow stage
    "articles_enriched": "models have looked at articles, and how many tags they added",
    "enrich_failed": "a batch of the slow stage ended in an error; a sweep sends it again",
    # the watch
    "watch_started": "the inbox is watched",
    "watch_standby": "another process watches this inbox; this one waits to take over",
    "watch_stopped": "the watch ended",
    "observer_renewed": "the observer was made anew, and why",
    "events_lost": "the kernel dropped file events; the inbox is listed anew",
    "inbox_missing": "the inbox is gone; it is made anew",
    "inbox_scanned": "the inbox was listed, and what that found",
    "watch_failed": "a bug of ours in the watch loop; it goes on",
    # the sweep
    "sweep_done": "what a sweep put right",
    "index_months": "partitions of the index of words made ahead, or dropped when out of date",
    "sweep_failed": "a bug of ours in the sweep; the next one tries again",
    "epoch_changed": "the broker was wiped or restarted; everything queued is sent again",
    # work
    "worker_ready": "a worker process is connected and takes messages",
    "service_unavailable": "Postgres or the broker is away; waiting",
    "service_back": "Postgres or the broker is back",
    # the stack
    "settings_loaded": "the effective settings that are not defaults",
    "migration_applied": "a migration was applied",
    "reference_filled": "a table of reference was filled, because its text has changed",
    "stack_started": "everything answers",
    "stack_stopped": "everything ended",
    "server_rehoused": "as root a server runs as another user, and where its files are then",
    "postgres_started": "the embedded Postgres answers",
    "postgres_stopped": "the embedded Postgres ended",
    "valkey_started": "the embedded Valkey answers",
    "valkey_stopped": "the embedded Valkey ended",
    "process_started": "the supervisor started a process",
    "process_exited": "a supervised process ended by itself and is started again",
    "process_stopped": "the supervisor ended a process",
}
"""Every event name, past tense, and what it means; a test holds the code against it."""

_CREDENTIALS = re.compile(r"(\w://[^:/@\s]*):\S+@|(password\s*=\s*)\S+", re.IGNORECASE)


def redact(text: str) -> str:
    """Take the password out of any URL or connection string in `text`."""
    return _CREDENTIALS.sub(lambda m: f"{m[1]}:***@" if m[1] else f"{m[2]}***", text)


def _redacted(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: _redacted(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(inner) for inner in value]
    # an error, a path, a model: what will be printed of it
    return redact(repr(value))


def _redact_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: _redacted(value) for key, value in event.items()}


# never the local variables of a frame: a body and an address are among them
_frames = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


class _Line:
    """Writes finished lines to the stream of the last `configure`.

    A log that cannot be written, because its reader is gone, never stops the work.
    """

    stream: Any = sys.stdout

    def msg(self, line: str) -> None:
        """Write one line."""
        with suppress(OSError, ValueError):
            # one call a line, so that the lines of two threads never mix
            self.stream.write(line + "\n")
            self.stream.flush()

    debug = info = warning = error = exception = critical = fatal = msg


def configure(level: str = "info", shape: str = "auto", *, stream: Any = None) -> None:
    """Set up structlog and the standard library's logging in one format."""
    stream = stream or sys.stdout
    json = shape == "json" or (shape == "auto" and not stream.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: list[Processor] = (
        [_frames, _redact_values, structlog.processors.JSONRenderer()]
        if json
        else [
            structlog.processors.format_exc_info,
            _redact_values,
            structlog.dev.ConsoleRenderer(
                colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for noisy in ("watchdog", "kombu", "amqp", "tornado.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # an observer that is stopped between two events says "inactive" as an error; what is wrong with
    # a live one we look at ourselves
    logging.getLogger("watchdog.observers.inotify").setLevel(logging.CRITICAL)
    # Celery's own line a task says less than our canonical line does
    for quiet in ("celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    # our own lines go straight to the stream: on the way through the standard library each would
    # cost three times as much, and there are two for every file
    _Line.stream = stream
    structlog.configure(
        processors=[*shared, *renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Line(),
        cache_logger_on_first_use=True,
    )


def get_logger() -> Any:
    """A structlog logger, in the one format."""
    return structlog.get_logger()
