"""`copytaster check`."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from worker.adapters.compiled import make_sources
from worker.adapters.inbox import CLAIMED
from worker.adapters.migrate import LOWEST_SERVER
from worker.adapters.migrate import pending as pending_migrations
from worker.adapters.store import PeopleStore
from worker.cli import canary
from worker.cli.checked import Checked, rules, topics
from worker.cli.options import (
    WRONG,
    AsJson,
    Config,
    Data,
    out,
    people_for,
    print_json,
    queue_for,
    settings_for,
)
from worker.cli.watch import inbox_key
from worker.config import SettingsError
from worker.core.algo import ALGO
from worker.core.delivery import State
from worker.errors import Unavailable
from worker.settings import Settings

OLD_S = 300.0
"""Pending for longer than this, something is stuck."""
DISK_FREE = 0.05
DISK_BYTES = 1_000_000_000
INOTIFY = Path("/proc/sys/fs/inotify")
ENOUGH_INSTANCES = 16
FOLDERS_COUNTED = 200_000


def check(
    canary: Annotated[
        bool, typer.Option("--canary", help="Also send a test article all the way through.")
    ] = False,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Check everything that has to be right: one line each, and the next step where it is not.

    The canary is a small text that goes through the inbox as any other file does, in the folder
    _canary. It carries an embargo without an end, so it is stored as withheld: the view `articles`
    and the search never show it. Its row stays in the ledger, as every delivery's does.

    Example: copytaster check --canary
    """
    checks = list(_settings_checks(data, config))
    if all(one.ok for one in checks):
        settings, _ = settings_for(data, config)
        checks += _folders(settings)
        checks += _postgres(settings)
        checks += _broker(settings)
        if canary:
            checks.append(_canary(settings, wrong=[one for one in checks if one.ok is False]))
    checks += rules(config)
    checks += topics()
    wrong = any(one.ok is False for one in checks)
    if as_json:
        print_json({"ok": not wrong, "checks": [asdict(one) for one in checks]})
    else:
        _print(checks)
    if wrong:
        raise typer.Exit(WRONG)


def _print(checks: list[Checked]) -> None:
    words = {True: ("ok   ", "green"), None: ("look ", "yellow"), False: ("WRONG", "red")}
    for one in checks:
        word, style = words[one.ok]
        out.print(word, style=style, end=" ", highlight=False)
        out.print(f"{one.name:<18} {one.said}", highlight=False, markup=False)
        if one.next:
            out.print(f"{'':<24} {one.next}", highlight=False, markup=False)


def _settings_checks(data: Path | None, config: Path | None) -> Iterator[Checked]:
    settings_for(data, config)  # ends the command with one line when a setting is wrong
    yield Checked("settings", ok=True, said="all known and in range")
    try:
        sources = make_sources(str(config) if config else None)
    except SettingsError as error:
        yield Checked("sources", ok=False, said=str(error), next="mend that line of sources.toml")
    else:
        yield Checked("sources", ok=True, said=f"{len(sources.all)} agencies, papers and sites")


def _folders(settings: Settings) -> Iterator[Checked]:
    inbox = settings.inbox.path.resolve()
    yield from _inbox(inbox)
    for name, folder in (("done", settings.done), ("quarantine", settings.quarantine)):
        yield _writable(name, folder.resolve())
    yield from _disks({inbox, settings.data.resolve(), settings.done.resolve()})
    if settings.inbox.observer != "polling":
        yield from _inotify(inbox)


def _inbox(inbox: Path) -> Iterator[Checked]:
    if not inbox.is_dir():
        yield Checked(
            "inbox", ok=False, said=f"{inbox} is no folder", next="`copytaster watch` makes it"
        )
        return
    yield _writable("inbox", inbox)
    claimed = inbox / os.fsdecode(CLAIMED)
    if claimed.exists():
        same = claimed.stat().st_dev == inbox.stat().st_dev
        yield Checked(
            "claiming",
            ok=same,
            said="one rename" if same else f"{claimed} lies on another file system",
            next="" if same else "take the mount away: claiming must be a rename",
        )


def _writable(name: str, folder: Path) -> Checked:
    there = folder
    while not there.exists():
        there = there.parent
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return Checked(name, ok=True, said=f"{folder} can be written to")
    return Checked(
        name,
        ok=False,
        said=f"{there} cannot be written to",
        next=f"give user {os.geteuid()} the right to, or name another folder",
    )


def _disks(folders: set[Path]) -> Iterator[Checked]:
    seen: set[int] = set()
    for folder in sorted(folders):
        there = folder
        while not there.exists():
            there = there.parent
        device = there.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        total, _, free = shutil.disk_usage(there)
        short = free < min(DISK_BYTES, total * DISK_FREE)
        yield Checked(
            "disk",
            ok=not short,
            said=f"{free / 1e9:.1f} GB free where {there} is",
            next="make room: a full disk halts everything" if short else "",
        )


def _inotify(inbox: Path) -> Iterator[Checked]:
    try:
        watches = int((INOTIFY / "max_user_watches").read_text())
        instances = int((INOTIFY / "max_user_instances").read_text())
    except (OSError, ValueError):
        yield Checked("inotify", ok=None, said="this system does not tell its limits")
        return
    folders = 0
    for _, below, _ in os.walk(inbox):
        # hidden ones are not watched, that of the claimed files is one of them
        below[:] = [name for name in below if not name.startswith(".")]
        folders += 1
        if folders == FOLDERS_COUNTED:
            break
    if folders > watches * 0.8:
        yield Checked(
            "inotify",
            ok=False,
            said=f"{folders} folders, and {watches} may be watched by all programs of a user",
            next=f"sysctl fs.inotify.max_user_watches={folders * 4}, or inbox.observer = polling",
        )
    elif instances < ENOUGH_INSTANCES:
        yield Checked(
            "inotify",
            ok=None,
            said=f"only {instances} observers may run at once",
            next="sysctl fs.inotify.max_user_instances=128",
        )
    else:
        yield Checked("inotify", ok=True, said=f"{folders} folders of at most {watches}")


def _postgres(settings: Settings) -> Iterator[Checked]:
    url = settings.store.database_url.get_secret_value()
    start = "start `copytaster up`, or set DATABASE_URL"
    if not url:
        yield Checked("postgres", ok=False, said="no address is known", next=start)
        return
    try:
        yield from _asked(people_for(settings), url, settings)
    except Unavailable as error:
        yield Checked("postgres", ok=False, said=str(error), next=start)


def _asked(store: PeopleStore, url: str, settings: Settings) -> Iterator[Checked]:
    server = store.server()
    recent = server["number"] >= LOWEST_SERVER
    yield Checked(
        "postgres",
        ok=recent,
        said=f"version {server['version']}, {server['bytes'] / 1e6:.0f} MB",
        next="" if recent else "15 or later is needed",
    )
    missing = pending_migrations(url)
    yield Checked(
        "migrations",
        ok=not missing,
        said=f"{', '.join(missing)} not applied" if missing else "none pending",
        next="copytaster migrate" if missing else "",
    )
    if missing:
        return
    reader = store.has_reader()
    yield Checked(
        "reader",
        ok=reader or None,
        said="the role copytaster_reader is there" if reader else "no role copytaster_reader",
        next="" if reader else "let a role that may create roles run `copytaster migrate`",
    )
    watched = store.watched(inbox_key(settings.inbox.path))
    yield Checked(
        "watch",
        ok=watched,
        said="active" if watched else f"nobody watches {settings.inbox.path.resolve()}",
        next="" if watched else "start `copytaster up`, or `copytaster watch`",
    )
    yield _index(store)
    yield _oldest(store)


def _index(store: PeopleStore) -> Checked:
    others = store.other_algos(ALGO)
    if not others:
        return Checked("index", ok=True, said=f"all of it made by {ALGO}")
    told = ", ".join(f"{count} articles by {algo}" for algo, count in others.items())
    return Checked(
        "index",
        ok=None,
        said=f"{told}, which new ones do not find by their words",
        next="copytaster reparse",
    )


def _oldest(store: PeopleStore) -> Checked:
    oldest = min((row["oldest"] for row in store.pending()), default=None)
    age = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
    if age <= OLD_S:
        said = f"the oldest waits for {age:.1f} s" if oldest else "nothing waits"
        return Checked("pending", ok=True, said=said)
    return Checked(
        "pending",
        ok=False,
        said=f"the oldest waits for {age / 60:.0f} minutes",
        next="`copytaster status` says in which state, and what went wrong last",
    )


def _broker(settings: Settings) -> Iterator[Checked]:
    start = "start `copytaster up`, or set REDIS_URL"
    if not settings.queue.redis_url.get_secret_value():
        yield Checked("broker", ok=False, said="no address is known", next=start)
        return
    queue = queue_for(settings)
    try:
        server = queue.server()
        yield Checked("broker", ok=True, said=f"version {server['version']}")
        policy = server["maxmemory_policy"]
        yield Checked(
            "broker memory",
            ok=policy == "noeviction" if policy else None,
            said=f"maxmemory-policy {policy or 'is not told'}",
            next=""
            if policy == "noeviction"
            else "set maxmemory-policy noeviction: no message may go",
        )
        kept = server["appendonly"]
        yield Checked(
            "broker disk",
            ok=kept or None,
            said="appendonly" if kept else "nothing is kept across a restart",
            next=""
            if kept
            else "set appendonly yes; without it the sweep sends again what was lost",
        )
        workers = queue.workers()
        yield Checked(
            "workers",
            ok=bool(workers),
            said=", ".join(sorted(workers)) or "none answers",
            next="" if workers else "start `copytaster up`, or `copytaster work`",
        )
    except Unavailable as error:
        yield Checked("broker", ok=False, said=str(error), next=start)


def _canary(settings: Settings, wrong: list[Checked]) -> Checked:
    if wrong:
        return Checked(
            "canary",
            ok=False,
            said="not sent: something it needs is wrong",
            next=f"first: {wrong[0].name}",
        )
    path, row, took = canary.send(settings.inbox, people_for(settings))
    if row and row["state"] == State.DONE:
        said = (
            f"stored {took:.2f} s after it was dropped, {row['took_s']:.3f} s after it was claimed"
        )
        return Checked("canary", ok=True, said=said)
    if row:
        said = f"it ended in quarantine: {row['reason']}: {row['detail']}"
        return Checked("canary", ok=False, said=said, next="tell the developers")
    return Checked(
        "canary",
        ok=False,
        said=f"{path} was not stored within {canary.WITHIN_S:.0f} s",
        next="`copytaster status` says where things wait",
    )
