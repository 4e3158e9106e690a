"""What every command shares: its settings, and how it ends when something is wrong."""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from worker import logs
from worker.adapters.inbox import Inbox
from worker.adapters.spool import Spool
from worker.adapters.store import PeopleStore, Session
from worker.config import CONFIG_VARIABLE, Origins, SettingsError, load
from worker.core.delivery import printable
from worker.core.settle import Ignore
from worker.settings import Settings
from worker.stack import read_run

if TYPE_CHECKING:
    from worker.adapters.queue import CeleryQueue

FINE, WRONG, USAGE = 0, 1, 2
"""Exit codes: fine; something is wrong with the data or a service; the command was given wrongly."""

WIDE = 10_000
"""Columns of a table that no terminal bounds."""

opened = ExitStack()
"""What the command has opened; closed when it ends, see `worker.cli`."""

# no emoji: the codes of tags may look like the names of some
out = Console(soft_wrap=True, emoji=False)
err = Console(stderr=True, soft_wrap=True, emoji=False)

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the stack's own files.", envvar="COPYTASTER_DATA"),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", help="Folder whose worker.toml overrides the packaged one."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]


def fail(message: str, code: int = WRONG) -> NoReturn:
    """Say on standard error what is wrong, and end."""
    err.print(message, style="red", markup=False, highlight=False)
    raise typer.Exit(code)


def settings_for(
    data: Path | None = None, config: Path | None = None, flags: Mapping[str, Any] | None = None
) -> tuple[Settings, Origins]:
    """The effective settings; a running stack fills in its addresses.

    Ends the command with one line when a setting is wrong.
    """
    try:
        return _settings(data, config, dict(flags or {}))
    except SettingsError as error:
        fail(str(error), USAGE)


def _settings(
    data: Path | None, config: Path | None, flags: dict[str, Any]
) -> tuple[Settings, Origins]:
    folder = str(config) if config else None
    flags["data"] = data
    settings, origins = load(folder=folder, flags=flags)
    if run := read_run(settings.data):
        running = {
            "store.database_url": run.database_url,
            "queue.redis_url": run.redis_url,
        }
        if (asked := flags.get("inbox.path")) is None:
            flags["inbox.path"] = run.inbox
        settings, origins = load(folder=folder, flags=flags, running=running)
        if asked is None:
            origins["inbox.path"] = "the running stack"
    if data and str(data) == os.environ.get("COPYTASTER_DATA"):
        origins["data"] = "environment COPYTASTER_DATA"
    return settings, origins


def hand_on(settings: Settings, config: Path | None) -> dict[str, str]:
    """The environment in which a process of ours sees the same settings."""
    environ = dict(os.environ)
    environ["DATABASE_URL"] = settings.store.database_url.get_secret_value()
    environ["REDIS_URL"] = settings.queue.redis_url.get_secret_value()
    environ["COPYTASTER_DATA"] = str(settings.data.resolve())
    environ["COPYTASTER_INBOX"] = str(settings.inbox.path.resolve())
    if config:
        environ[CONFIG_VARIABLE] = str(config.resolve())
    return environ


def session_for(settings: Settings, name: str) -> Session:
    """A Postgres session; ends the command when no address is known."""
    url = settings.store.database_url.get_secret_value()
    if not url:
        fail(
            f"No Postgres is known: no stack runs on {settings.data} and DATABASE_URL is not set. "
            "Start one with `copytaster up`, or name it with --data or DATABASE_URL."
        )
    session = Session(url, name=name, connect_timeout_s=settings.store.connect_timeout_s)
    opened.callback(session.close)
    return session


def people_for(settings: Settings) -> PeopleStore:
    """What the commands for people ask of Postgres."""
    return PeopleStore(session_for(settings, "cli"))


def queue_for(settings: Settings) -> "CeleryQueue":
    """The broker; ends the command when no address is known."""
    if not settings.queue.redis_url.get_secret_value():
        fail(
            f"No broker is known: no stack runs on {settings.data} and REDIS_URL is not set. "
            "Start one with `copytaster up`, or name it with --data or REDIS_URL."
        )
    # Celery takes a third of a second to import, and few commands ask the broker anything
    from worker.adapters.queue import CeleryQueue, make_app  # noqa: PLC0415

    queue = CeleryQueue(make_app(settings))
    opened.callback(queue.close)
    return queue


def ignore_of(settings: Settings) -> Ignore:
    """Which names in the inbox are none of ours."""
    return Ignore(settings.inbox.ignore)


def inbox_of(settings: Settings) -> Inbox:
    """The inbox as these settings see it."""
    return Inbox(settings.inbox.path.resolve(), ignore_of(settings))


def spool_of(settings: Settings) -> Spool:
    """Where claimed and finished files lie."""
    return Spool(settings.inbox.path.resolve(), settings.done, settings.quarantine)


def quiet() -> None:
    """Log on standard error, and only what is wrong: standard output is the command's own."""
    logs.configure("error", "console", stream=sys.stderr)


def plain(value: Any) -> Any:
    """A value of Postgres's as JSON has it: times in ISO 8601, intervals in seconds, bytes as text."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes | memoryview):
        return printable(bytes(value))
    return str(value)


def print_json(value: Any) -> None:
    """Print a value as JSON, times and ids as text."""
    print(json.dumps(value, default=plain, ensure_ascii=False, indent=2))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under their columns; as wide as they need where nobody looks on."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    width = None if out.is_terminal else WIDE
    Console(width=width).print(table, crop=False)


def cell(value: Any) -> str:
    """A value as a table shows it, on one line and without control characters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, list | tuple):
        return ", ".join(map(cell, value))
    if isinstance(value, dict):
        return json.dumps(value, default=plain, ensure_ascii=False)
    text = " ".join(str(plain(value)).split())
    return text if text.isprintable() else "".join(c for c in text if c.isprintable())
