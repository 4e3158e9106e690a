"""What every command shares: its settings, and how it ends when something is wrong."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from worker.adapters.queue import CeleryQueue, make_app
from worker.adapters.store import PeopleStore, Session
from worker.core.settle import Ignore
from worker.settings import CONFIG_VARIABLE, Origins, Settings, SettingsError, load
from worker.stack import read_run

FINE, WRONG, USAGE = 0, 1, 2
"""Exit codes: fine; something is wrong with the data or a service; the command was given wrongly."""

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)

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
        settings, origins = load(folder=folder, flags=flags, running=running)
        if origins["inbox.path"] == origins["log.level"] or "inbox.path" not in flags:
            settings, origins = load(
                folder=folder, flags={"inbox.path": run.inbox, **flags}, running=running
            )
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
    return Session(url, name=name, connect_timeout_s=settings.store.connect_timeout_s)


def people_for(settings: Settings) -> PeopleStore:
    """What the commands for people ask of Postgres."""
    return PeopleStore(session_for(settings, "cli"))


def queue_for(settings: Settings) -> CeleryQueue:
    """The broker; ends the command when no address is known."""
    if not settings.queue.redis_url.get_secret_value():
        fail(
            f"No broker is known: no stack runs on {settings.data} and REDIS_URL is not set. "
            "Start one with `copytaster up`, or name it with --data or REDIS_URL."
        )
    return CeleryQueue(make_app(settings))


def ignore_of(settings: Settings) -> Ignore:
    """Which names in the inbox are none of ours."""
    return Ignore(settings.inbox.ignore)


def print_json(value: Any) -> None:
    """Print a value as JSON, times and ids as text."""
    print(json.dumps(value, default=str, ensure_ascii=False, indent=2))
