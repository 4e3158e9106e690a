"""The command line: one command a file, each thin, and imported when it is asked for."""

import sys
from importlib import import_module, metadata
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from worker.adapters.migrate import MigrationError
from worker.cli.options import WRONG, err, opened
from worker.config import SettingsError
from worker.errors import Unavailable
from worker.stack import StackError

COMMANDS = (
    "up",
    "watch",
    "work",
    "flower",
    "migrate",
    "check",
    "config",
    "status",
    "ingest",
    "parse",
    "explain",
    "find",
    "story",
    "diff",
    "quarantine",
    "tag",
    "retag",
    "rules",
    "enrich",
    "reconcile",
    "reparse",
    "psql",
    "dsn",
)
"""In the order of `--help`. Each is a module of this package with a function of its own name, or
with an `app` of several."""


class Commands(TyperGroup):
    """Imports a command when it is asked for: all of them take a second and a half."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - click's signature
        """All names, in the order of `--help`."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - click's signature
        """One command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"worker.cli.{cmd_name}")
        own = getattr(module, "app", None)
        if own is None:
            own = typer.Typer(add_completion=False)
            own.command(cmd_name)(getattr(module, cmd_name))
        made = typer.main.get_command(own)
        made.name = cmd_name
        return made


app = typer.Typer(
    name="copytaster",
    cls=Commands,
    help="News files in, deduplicated and tagged articles in Postgres out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"copytaster {metadata.version('copytaster')}")
        raise typer.Exit


@app.callback()
def _top(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback does it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """News files in, deduplicated and tagged articles in Postgres out."""
    context.call_on_close(opened.close)


def main() -> None:
    """Run a command; what is away or set wrongly ends it with one line."""
    try:
        app()
    except (Unavailable, StackError, MigrationError, SettingsError) as error:
        err.print(str(error), style="red", markup=False, highlight=False)
        if isinstance(error, Unavailable):
            err.print("`copytaster check` tells what is away, and what to do.", highlight=False)
        sys.exit(WRONG)
