"""`copytaster up`."""

import shlex
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from worker import logs
from worker.adapters.migrate import migrate
from worker.adapters.queue import CeleryQueue, make_app
from worker.adapters.store import PeopleStore, Session
from worker.cli.options import Config, Data, err, out, settings_for
from worker.cli.watch import inbox_key
from worker.errors import Unavailable
from worker.settings import Settings
from worker.stack import Run, Stack, Urls

EXAMPLE = "select headline, dateline_place, agency, countries from articles limit 10"


def up(
    inbox: Annotated[Path | None, typer.Option(help="Folder to watch.")] = None,
    data: Data = None,
    config: Config = None,
    workers: Annotated[
        int | None, typer.Option(help="Worker processes; 0 means one a processor.")
    ] = None,
    flower: Annotated[bool, typer.Option(help="Run Flower too.")] = True,
    flower_port: Annotated[int | None, typer.Option(help="Flower's port.")] = None,
    ready_file: Annotated[
        Path | None, typer.Option(help="File to write when everything answers.")
    ] = None,
) -> None:
    """Start everything: Postgres and Valkey where none is named, the watch, workers, Flower.

    Stays in the foreground; ends cleanly on Ctrl-C or SIGTERM.

    Example: copytaster up --inbox ~/news --data ~/copytaster
    """
    flags = {"inbox.path": inbox, "work.concurrency": workers, "flower.port": flower_port}
    settings, _ = settings_for(data, config, flags)
    logs.configure(settings.log.level, settings.log.format)
    readiness = _Readiness(settings)
    stack = Stack(
        settings,
        prepare=readiness.prepare,
        answers=readiness.answers,
        announce=lambda run: _announce(run, data),
        config=config,
        flower=flower,
        ready_file=ready_file,
    )
    stack.run()


class _Readiness:
    """Migrates once the servers are there, and knows when watch and work answer."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store: PeopleStore | None = None
        self._queue: CeleryQueue | None = None

    def prepare(self, urls: Urls) -> None:
        """Bring the database to the newest schema and keep the addresses."""
        self._settings.inbox.path.mkdir(parents=True, exist_ok=True)
        migrate(urls.database)
        queue = self._settings.queue.model_copy(
            update={"redis_url": type(self._settings.queue.redis_url)(urls.redis)}
        )
        self._store = PeopleStore(Session(urls.database, name="up"))
        self._queue = CeleryQueue(make_app(self._settings.model_copy(update={"queue": queue})))

    def answers(self) -> bool:
        """Whether the watch holds its inbox and a worker answers."""
        if self._store is None or self._queue is None:
            return False
        try:
            if not self._store.watched(inbox_key(self._settings.inbox.path)):
                return False
            if not self._queue.workers(timeout=0.5):
                return False
        except Unavailable:
            return False
        self._store.session.close()
        self._queue.close()
        return True


def _command() -> str:
    """How a person calls us from here: by name, or by path where that is not on the PATH."""
    called = Path(sys.argv[0])
    if called.name != "copytaster" or shutil.which("copytaster"):
        return "copytaster"
    with suppress(ValueError):
        return str(called.absolute().relative_to(Path.cwd()))
    return str(called)


def _announce(run: Run, data: Path | None) -> None:
    command = _command()
    # another terminal does not know which folder was named here
    where = f" --data {shlex.quote(str(data.absolute()))}" if data else ""
    # a standard output that is no terminal is the log: one JSON object a line, and no password
    console = out if sys.stdout.isatty() else err
    console.print()
    console.print("Copytaster is up.", style="bold green", highlight=False)
    console.print(f"  Drop files here   {run.inbox}", highlight=False, markup=False)
    if run.flower_url:
        console.print(
            f"  Watch the queue   {run.flower_url}  user {run.flower_user}  "
            f"password {run.flower_password}",
            highlight=False,
            markup=False,
        )
    console.print(
        f"  See the articles  {command} psql{where} -c '{EXAMPLE}'",
        highlight=False,
        markup=False,
    )
    console.print(f"  How it goes       {command} status{where}", highlight=False, markup=False)
    console.print("  End it            Ctrl-C", highlight=False)
    console.print()
