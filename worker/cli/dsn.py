"""`copytaster dsn`."""

from typing import Annotated

import typer

from worker.cli.options import Config, Data, fail, session_for, settings_for
from worker.settings import Settings
from worker.stack import read_run


def dsn(
    read_only: Annotated[
        bool, typer.Option("--read-only", help="The address of the role that may only read.")
    ] = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Print the address of Postgres, for other programs. It holds the password.

    Example: psql "$(copytaster dsn --read-only)"
    """
    settings, _ = settings_for(data, config)
    session_for(settings, "dsn")
    if not read_only:
        print(settings.store.database_url.get_secret_value())
    elif reader := reader_url(settings):
        print(reader)
    else:
        fail(
            "This Postgres is not the stack's own, so only its owner knows an address for readers. "
            "Grant the role copytaster_reader to a login of yours and use that."
        )


def reader_url(settings: Settings) -> str:
    """The address of the role that may only read, where the running stack has one."""
    run = read_run(settings.data)
    if run and run.database_url == settings.store.database_url.get_secret_value():
        return run.reader_url
    return ""
