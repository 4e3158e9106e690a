"""The command line: one command a file, each thin."""

import sys
from importlib import metadata
from typing import Annotated

import typer

from worker.adapters.migrate import MigrationError
from worker.cli import (
    check,
    config,
    diff,
    dsn,
    explain,
    find,
    flower,
    ingest,
    migrate,
    parse,
    psql,
    quarantine,
    reconcile,
    status,
    story,
    up,
    watch,
    work,
)
from worker.cli.options import WRONG, err, opened
from worker.errors import Unavailable
from worker.settings import SettingsError
from worker.stack import StackError

app = typer.Typer(
    name="copytaster",
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


for command in (
    up.up,
    watch.watch,
    work.work,
    flower.flower,
    migrate.migrate,
    check.check,
    config.config,
    status.status,
    ingest.ingest,
    parse.parse,
    explain.explain,
    find.find,
    story.story,
    diff.diff,
    reconcile.reconcile,
    psql.psql,
    dsn.dsn,
):
    app.command()(command)
app.add_typer(quarantine.app, name="quarantine")


def main() -> None:
    """Run a command; what is away or set wrongly ends it with one line."""
    try:
        app()
    except (Unavailable, StackError, MigrationError, SettingsError) as error:
        err.print(str(error), style="red", markup=False, highlight=False)
        if isinstance(error, Unavailable):
            err.print("`copytaster check` tells what is away, and what to do.", highlight=False)
        sys.exit(WRONG)
