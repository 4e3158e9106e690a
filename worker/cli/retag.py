"""`copytaster retag`."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from worker.adapters.compiled import make_preparer
from worker.adapters.rules_digest import rules_digest
from worker.adapters.store import TagStore
from worker.cli.options import (
    USAGE,
    AsJson,
    Config,
    Data,
    fail,
    print_json,
    quiet,
    session_for,
    settings_for,
)
from worker.cli.rules import rules_file
from worker.cli.tag import article_of
from worker.cli.watched import watched
from worker.ports import RetagRun
from worker.retag import Retag

SHOWN = 10
"""So many of the tags that came and went are named; the others are counted."""


def retag(
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
            help="Only what was stored from this day or time on, in UTC.",
        ),
    ] = None,
    article: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this article: its id or its beginning.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would change; write nothing.")
    ] = False,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Apply today's rules and tables to what is stored.

    Tags that rules made are made anew; those of people and of models stay, and what a person
    removed stays away. Workers keep running meanwhile; what they store by then carries the rules
    that they have loaded. Stopped at any point, the same command goes on where it was; when the
    rules have changed since, it begins anew.

    Example: copytaster retag --since 2026-03-01
    """
    if since and article:
        fail("--since and --article exclude each other: an article is tagged anew anyway", USAGE)
    quiet()
    settings, _ = settings_for(data, config)
    rulebook = rules_file(config)
    if refused := rulebook.book.refused:
        fail(
            f"{rulebook.where}:{refused[0]}. Nothing was changed: a run would take off what that "
            "rule gave. Mend it; `copytaster rules check` tells all that is wrong."
        )
    store = TagStore(session_for(settings, "retag"))
    folder = str(config) if config else None
    chosen = article_of(store, article)["article_id"] if article else None
    retag = Retag(store, make_preparer(settings, folder, rulebook.book).tagger.tags)
    if chosen:
        run = _one(retag, store, chosen, dry_run=dry_run)
    else:
        start = since and since.replace(tzinfo=UTC)
        runs = retag.rehearse(start) if dry_run else retag.run(rules_digest(folder), start)
        run = watched(runs, lambda _: "tagging")
    _tell(run, retag, dry_run=dry_run, as_json=as_json)
    if run.state == "overtaken":
        fail(
            "A run of other rules took over; what it comes to is tagged by those. "
            "To have today's, run `copytaster retag` again when nothing else does."
        )


def _one(retag: Retag, store: TagStore, article_id: UUID, *, dry_run: bool) -> RetagRun:
    if dry_run:
        changed = retag.would_change(store.tagged([article_id])[0])
    else:
        changed = retag.one(article_id)
    return RetagRun(
        run_id=article_id,
        reached_id=article_id,
        last_id=article_id,
        total=1,
        state="done",
        articles=1,
        changed=1 if changed else 0,
    )


def _tell(run: RetagRun, retag: Retag, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "dry_run": dry_run,
                "state": run.state,
                "articles": run.articles,
                "changed": run.changed,
                "added": dict(retag.added.most_common()),
                "removed": dict(retag.removed.most_common()),
            }
        )
        return
    would = "would change" if dry_run else "changed"
    print(f"{run.articles} articles looked at, {run.changed} {would}")
    for mark, tags in (("+", retag.added), ("-", retag.removed)):
        for line in _lines(mark, tags):
            print(line)


def _lines(mark: str, tags: Counter[str]) -> Iterator[str]:
    for tag, count in tags.most_common(SHOWN):
        yield f"{mark} {tag} {count}"
    if (more := len(tags) - SHOWN) > 0:
        yield f"{mark} and {more} other tags"
