"""`copytaster work`."""

import logging
import os
import sys
import threading
from typing import Annotated

import typer

from worker import logs
from worker.cli.config import log_settings
from worker.cli.migrate import migrate_when_there
from worker.cli.options import Config, Data, hand_on, queue_for, session_for, settings_for


def work(
    workers: Annotated[
        int | None, typer.Option(help="Worker processes; 0 means one a processor.")
    ] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Start the Celery worker: parse, deduplicate, tag and store what is queued.

    Example: DATABASE_URL=... REDIS_URL=... copytaster work --workers 4
    """
    settings, origins = settings_for(data, config, {"work.concurrency": workers})
    session_for(settings, "check")
    queue_for(settings)
    logs.configure(settings.log.level, settings.log.format)
    log_settings(settings, origins)
    logging.captureWarnings(True)
    # Celery says its goodbyes there, past any logging; standard output is the log
    vars(sys)["__stdout__"] = sys.__stderr__
    migrate_when_there(settings, threading.Event())
    os.environ.update(hand_on(settings, config))
    # it reads the settings from the environment when it is imported, as `celery -A` does
    from worker import tasks  # noqa: PLC0415

    sys.exit(tasks.run_worker())
