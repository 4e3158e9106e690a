"""`copytaster status`."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.live import Live
from rich.text import Text

from worker.adapters.queue import CeleryQueue
from worker.adapters.store import PeopleStore
from worker.cli.options import (
    USAGE,
    WRONG,
    AsJson,
    Config,
    Data,
    cell,
    fail,
    inbox_of,
    out,
    people_for,
    print_json,
    queue_for,
    settings_for,
    spool_of,
)
from worker.cli.watch import inbox_key
from worker.core.algo import ALGO
from worker.core.delivery import PENDING
from worker.errors import Unavailable
from worker.settings import Settings

T = TypeVar("T")
EVERY_S = 2.0
ERRORS = 5
AWAY = "away"


def status(
    watch: Annotated[bool, typer.Option("--watch", help="Look again every two seconds.")] = False,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show how it goes: what waits, what runs, what ended how, and what went wrong last.

    The exit code is 1 when Postgres, the broker, the watch or the workers are away, and when
    something in tags.toml is wrong.

    Example: copytaster status --watch
    """
    if watch and as_json:
        fail("--watch is for people; ask for --json as often as you like", USAGE)
    settings, _ = settings_for(data, config)
    look = Look(settings, config)
    if watch:
        _watch(look)
        return
    found = look.once()
    if as_json:
        print_json(found)
    else:
        out.print(page(found))
    if found["trouble"]:
        raise typer.Exit(WRONG)


def _watch(look: "Look") -> None:
    pause = threading.Event()
    try:
        with Live(page(look.once()), console=out, auto_refresh=False) as live:
            while not pause.wait(EVERY_S):
                live.update(page(look.once()), refresh=True)
    except KeyboardInterrupt:
        pause.set()


@dataclass(slots=True)
class Look:
    """Gathers what `status` shows; what is away is said, the rest is shown."""

    settings: Settings
    config: Path | None = None
    _store: PeopleStore | None = None
    _queue: CeleryQueue | None = None

    def once(self) -> dict[str, Any]:
        """Everything as it is now."""
        trouble: list[str] = []
        waiting = ignored = 0
        why: Counter[str] = Counter()
        for entry in inbox_of(self.settings).listing():
            if entry.ignored:
                why[entry.ignored] += 1
                ignored += 1
            else:
                waiting += 1
        return {
            "at": datetime.now(UTC),
            "inbox": waiting,
            "ignored": ignored,
            "ignored_by": dict(why),
            "claimed_folders": sum(1 for _ in spool_of(self.settings).claimed_ids()),
            "rules": self._rules(trouble),
            **self._ask(self._ledger, trouble),
            **self._ask(self._broker, trouble),
            "trouble": trouble,
        }

    def _ask(
        self, what: Callable[[list[str]], dict[str, Any]], trouble: list[str]
    ) -> dict[str, Any]:
        try:
            return what(trouble)
        except Unavailable as error:
            trouble.append(str(error))
            return {}

    def _rules(self, trouble: list[str]) -> dict[str, Any]:
        """What workers go by or soon will, and what is wrong in tags.toml."""
        from worker.adapters.rulebook_file import RulebookFile  # noqa: PLC0415 - see adapters.compiled

        # of a broken file the last good rules hold
        rulebook = RulebookFile(str(self.config) if self.config else None, self.settings.data)
        rulebook.read()
        refused = [f"{rulebook.where}:{refusal}" for refusal in rulebook.book.refused]
        trouble += refused[:ERRORS]
        active = sum(rule.enabled for rule in rulebook.book.rules.values())
        return {"file": rulebook.where, "active": active, "refused": refused}

    def _ledger(self, trouble: list[str]) -> dict[str, Any]:
        if not self.settings.store.database_url.get_secret_value():
            raise Unavailable("Postgres: no address is known; set DATABASE_URL or start the stack")
        store = self._store = self._store or people_for(self.settings)
        totals = store.totals()
        states = {name: count for name, count in totals.items() if name != "dropped"}
        pending = store.pending()
        lanes: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for row in pending:
            lanes[row["lane"]][row["state"]] = row["deliveries"]
        oldest = min((row["oldest"] for row in pending), default=None)
        watched = store.watched(inbox_key(self.settings.inbox.path))
        if not watched:
            trouble.append(
                f"nobody watches {self.settings.inbox.path.resolve()}; start `copytaster up`, or "
                "`copytaster watch`"
            )
        return {
            **totals,
            "states": states,
            "pending": sum(states[state] for state in PENDING),
            "deliveries": sum(states.values()),
            "lanes": dict(lanes),
            "oldest_pending_s": oldest and (datetime.now(UTC) - oldest).total_seconds(),
            **store.article_counts(),
            "other_algos": store.other_algos(ALGO),
            "rates": store.rates(),
            "watched": watched,
            "last_errors": store.last_errors(ERRORS),
        }

    def _broker(self, trouble: list[str]) -> dict[str, Any]:
        if not self.settings.queue.redis_url.get_secret_value():
            raise Unavailable("the broker: no address is known; set REDIS_URL or start the stack")
        queue = self._queue = self._queue or queue_for(self.settings)
        # asked first, because it fails at once when the broker is away
        depth = queue.depth()
        workers = queue.workers()
        if not workers:
            trouble.append("no worker answers; start `copytaster up`, or `copytaster work`")
        return {"queue": depth, "workers": [_worker(*pair) for pair in sorted(workers.items())]}


def _worker(name: str, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "processes": len((told.get("pool") or {}).get("processes") or ()),
        "messages": sum((told.get("total") or {}).values()),
        "up_s": told.get("uptime"),
    }


def page(found: dict[str, Any]) -> Text:
    """What `status` shows of all that."""
    return Text("\n".join(_lines(found)))


def _lines(found: dict[str, Any]) -> Iterator[str]:
    ignored = ", ".join(f"{count} {why}" for why, count in found["ignored_by"].items())
    yield f"inbox       {found['inbox']} waiting, {found['ignored']} ignored" + (
        f" ({ignored})" if ignored else ""
    )
    rules = found["rules"]
    if rules["active"] or rules["refused"]:
        yield f"rules       {rules['active']} active, {len(rules['refused'])} refused"
    yield f"claimed     {found['claimed_folders']} folders"
    if "states" in found:
        yield from _ledger_lines(found)
    if "queue" in found:
        depth = found["queue"]
        yield (
            f"queue       {depth['live']} live, {depth['backlog']} backlog messages; "
            f"{depth['unanswered']} being worked on"
        )
    for worker in found.get("workers", ()):
        yield (
            f"worker      {worker['name']}: {worker['processes']} processes, "
            f"{worker['messages']} messages"
        )
    for error in found.get("last_errors", ()):
        yield f"error       {cell(error['at'])} {cell(error['path'])}: {_error(error)}"
    for line in found["trouble"]:
        yield f"WRONG       {line}"


def _ledger_lines(found: dict[str, Any]) -> Iterator[str]:
    for lane, states in sorted(found["lanes"].items(), reverse=True):
        pending = ", ".join(f"{count} {state}" for state, count in states.items())
        yield f"{lane:<11} {pending}"
    oldest = found["oldest_pending_s"]
    yield f"pending     {found['pending']}" + (
        f", the oldest for {oldest:.1f} s" if oldest is not None else ""
    )
    yield (
        f"finished    {found['done']} done, {found['quarantined']} quarantined, "
        f"{found['dropped']} of them dropped"
    )
    yield (
        f"stored      {found['articles']} articles in {found['stories']} stories, "
        f"{found['sightings']} sightings, {found['rejections']} rejected positions"
    )
    if others := found["other_algos"]:
        yield (
            f"index       {sum(others.values())} articles of another algo "
            f"({', '.join(others)}): `copytaster reparse`"
        )
    rates = found["rates"]
    yield (
        f"rate        {rates['finished_1m'] / 60:.1f} files/s over 1 min, "
        f"{rates['finished_5m'] / 300:.1f} over 5 min"
    )
    if rates["took_p50_s"] is not None:
        yield (
            f"took        {rates['took_p50_s']:.3f} s in the middle, "
            f"{rates['took_p99_s']:.3f} s for the slowest hundredth"
        )
    yield f"watch       {'active' if found['watched'] else AWAY}"


def _error(row: dict[str, Any]) -> str:
    return cell(": ".join(filter(None, (row["reason"], row["error"]))))
