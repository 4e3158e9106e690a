"""`copytaster quarantine`."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from worker.adapters.spool import Spool
from worker.adapters.store import PeopleStore, PostgresLedger
from worker.cli.options import (
    USAGE,
    WRONG,
    AsJson,
    Config,
    Data,
    err,
    fail,
    people_for,
    plain,
    print_json,
    print_table,
    queue_for,
    quiet,
    settings_for,
    spool_of,
)
from worker.cli.parse import safe
from worker.core.delivery import Delivery, Lane, printable
from worker.publish import publish

app = typer.Typer(
    help="Files that could not be read: look at them, take them in again, or give them up.",
    no_args_is_help=True,
    add_completion=False,
)
HEAD_BYTES = 2_000
HEAD_LINES = 15
_PREFIX = re.compile(r"[0-9a-f-]{4,36}")

Ids = Annotated[
    list[str] | None, typer.Argument(metavar="ID...", help="Delivery ids, or their beginnings.")
]
All = Annotated[bool, typer.Option("--all", help="Everything that is in quarantine.")]


@app.command("list")
def list_(
    most: Annotated[int, typer.Option(min=1, help="Print at most so many.")] = 100,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """List what waits for a person, newest first.

    Example: copytaster quarantine list --json
    """
    settings, _ = settings_for(data, config)
    rows = people_for(settings).quarantine(most)
    if as_json:
        print_json(rows)
    elif rows:
        columns = ("delivery_id", "path", "reason", "detail", "finished_at")
        print_table(columns, [[row[name] for name in columns] for row in rows])
        if len(rows) == most:
            err.print("There may be more: --most", highlight=False)
    else:
        print("Nothing is in quarantine.")


@app.command()
def show(
    delivery_id: Annotated[str, typer.Argument(metavar="ID", help="A delivery id.")],
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show why a file is in quarantine, where it is, and how it begins.

    Example: copytaster quarantine show 0199d5c0-7b1a
    """
    settings, _ = settings_for(data, config)
    store = people_for(settings)
    row = _rows(store, _resolve(store, [delivery_id]))[0]
    path = spool_of(settings).quarantine_path(_delivery(row))
    head = _head(path)
    told = {
        **{name: row[name] for name in _SHOWN},
        "file": printable(path) if head is not None else None,
        "begins": head,
    }
    if as_json:
        print_json(told)
        return
    for name in (*_SHOWN, "file"):
        if told[name] is not None:
            print(f"{name:<12} {safe(str(plain(told[name])))}")
    if head is None:
        print("\nThe file is not there any more; drop it again if it matters.")
    else:
        print("\n".join(["", *(f"| {safe(line)}" for line in head.splitlines())]))
    print(
        f"\nNext: copytaster quarantine retry {row['delivery_id']}, or drop in place of retry, or "
        "`copytaster explain FILE`"
    )


_SHOWN = (
    "delivery_id", "path", "reason", "detail", "attempts", "last_error", "size_bytes",
    "received_at", "finished_at",
)  # fmt: skip


@app.command()
def retry(
    ids: Ids = None,
    everything: All = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Take files in again, after the reason is mended.

    Example: copytaster quarantine retry --all
    """
    quiet()
    settings, _ = settings_for(data, config)
    store, queue = people_for(settings), queue_for(settings)
    spool, ledger = spool_of(settings), PostgresLedger(store.session)
    taken = unsent = missing = 0
    for chunk in _chosen(store, ids, everything=everything):
        retaken: list[UUID] = []
        for row in store.quarantined(chunk):
            if _take_back(spool, row):
                # a row that has left quarantine meanwhile needs no more: a sweep files its file
                if store.retake(row["delivery_id"]):
                    retaken.append(row["delivery_id"])
            else:
                missing += 1
        deliveries = [s.delivery for s in ledger.where_are(retaken).values()] if retaken else []
        taken += len(retaken)
        if deliveries and not unsent:
            sent = publish(
                ledger,
                queue,
                deliveries,
                batch_max=settings.queue.batch_max,
                batch_bytes=settings.queue.batch_bytes,
            )
            unsent += len(deliveries) - sent
    print(f"{taken} taken in again")
    if unsent:
        err.print("The broker is away; the sweep of `copytaster watch` sends them.")
    if missing:
        raise typer.Exit(WRONG)


def _take_back(spool: Spool, row: dict[str, Any]) -> bool:
    named = f"{row['delivery_id']} {row['path']}"
    try:
        if spool.take_back(_delivery(row)):
            return True
        said = (
            f"{named}: its file is gone. Drop it in the inbox again if it matters, then: "
            f"copytaster quarantine drop {row['delivery_id']}"
        )
    except OSError as error:
        said = f"{named}: its file stays in quarantine, it cannot be moved: {error.strerror}"
    err.print(said, markup=False, highlight=False)
    return False


@app.command()
def drop(
    ids: Ids = None,
    everything: All = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Give files up: they are deleted, their rows stay in the ledger.

    Example: copytaster quarantine drop 0199d5c0-7b1a
    """
    settings, _ = settings_for(data, config)
    store, spool = people_for(settings), spool_of(settings)
    dropped = 0
    for chunk in _chosen(store, ids, everything=everything):
        for row in store.quarantined(chunk):
            # the row first: a file without a use does no harm, a row without its file would
            if store.drop(row["delivery_id"]):
                spool.drop(_delivery(row))
                dropped += 1
    print(f"{dropped} dropped")


def _chosen(store: PeopleStore, ids: list[str] | None, *, everything: bool) -> Iterator[list[UUID]]:
    if bool(ids) == everything:
        fail("Name deliveries, or say --all. `copytaster quarantine list` names them.", USAGE)
    if everything:
        yield from store.all_quarantined()
    else:
        yield _resolve(store, ids or [])


def _resolve(store: PeopleStore, names: list[str]) -> list[UUID]:
    """The deliveries in quarantine that are meant; ends the command when one is not clear."""
    found: list[UUID] = []
    for name in names:
        prefix = name.strip().lower()
        if not _PREFIX.fullmatch(prefix):
            fail(f"{name!r} is no delivery id, nor the first four or more letters of one", USAGE)
        matches = store.quarantined_like(prefix)
        if not matches:
            fail(
                f"No delivery in quarantine has an id that begins with {name}; "
                "`copytaster quarantine list` shows those that are there"
            )
        if len(matches) > 1:
            fail(f"More than one delivery in quarantine begins with {name}; name more of it", USAGE)
        found += matches
    return list(dict.fromkeys(found))


def _rows(store: PeopleStore, ids: list[UUID]) -> list[dict[str, Any]]:
    rows = store.quarantined(ids)
    if not rows:
        fail("It has left quarantine meanwhile.")
    return rows


def _delivery(row: dict[str, Any]) -> Delivery:
    return Delivery(
        delivery_id=row["delivery_id"], path=bytes(row["path_bytes"]), lane=Lane(row["lane"])
    )


def _head(path: bytes) -> str | None:
    """How a file begins, fit for a terminal; None when it is not there."""
    with suppress(OSError):
        with Path(os.fsdecode(path)).open("rb") as file:
            raw = file.read(HEAD_BYTES)
        lines = raw.decode("utf-8", "replace").splitlines()[:HEAD_LINES]
        return "\n".join(safe(line) for line in lines)
    return None
