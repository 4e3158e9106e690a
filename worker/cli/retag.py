"""`copytaster retag`."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from worker.adapters.compiled import make_preparer
from worker.adapters.rulebook_file import RulebookFile
from worker.adapters.rules_digest import rules_digest
from worker.adapters.store import TagStore
from worker.cli.late import Late
from worker.cli.options import (
    USAGE,
    WRONG,
    AsJson,
    Config,
    Data,
    err,
    fail,
    print_json,
    quiet,
    session_for,
    settings_for,
)
from worker.cli.tag import article_of
from worker.cli.watched import watched
from worker.core.article import Article, Tag
from worker.core.tag.rulebook import Rulebook
from worker.ports_stored import RetagRun
from worker.retag import Retag

if TYPE_CHECKING:
    from worker.core.tag import Tagger

SHOWN = 10
"""So many of the tags that came and went, and of refused rules, are named; the others are counted."""


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

    A rule that is wrong is named, and goes on as in the workers: with its last good version, else
    the tags that it gave stay. So they do where a pattern runs out of time. All others are applied.
    The exit code is 1 then.

    Example: copytaster retag --since 2026-03-01
    """
    if since and article:
        fail("--since and --article exclude each other: an article is tagged anew anyway", USAGE)
    quiet()
    settings, _ = settings_for(data, config)
    folder = str(config) if config else None
    rulebook = RulebookFile(folder, settings.data)
    book = rulebook.read()
    if rulebook.lost:
        fail(
            f"{rulebook.where}:{book.refused[0]}. Nothing was changed: which rules there are is not "
            "known. Mend it; `copytaster rules check` tells all that is wrong."
        )
    store = TagStore(session_for(settings, "retag"))
    chosen = article_of(store, article)["article_id"] if article else None
    refused = [f"{rulebook.where}:{refusal}" for refusal in book.refused]
    _tell_refused(refused)
    retag, late = _made(store, make_preparer(settings, folder, book).tagger, book)
    if chosen:
        run = _one(retag, store, chosen, dry_run=dry_run)
    else:
        start = since and since.replace(tzinfo=UTC)
        runs = retag.rehearse(start) if dry_run else retag.run(rules_digest(book, folder), start)
        run = watched(runs, lambda _: "tagging")
    _tell(run, retag, refused, [*late.lines], dry_run=dry_run, as_json=as_json)
    if run.state == "overtaken":
        fail(
            "A run of other rules took over; what it comes to is tagged by those. "
            "To have today's, run `copytaster retag` again when nothing else does."
        )
    if refused or [*late.lines]:
        raise typer.Exit(WRONG)


def _made(store: TagStore, tagger: "Tagger", book: Rulebook) -> tuple[Retag, Late]:
    """What applies the rules, and knows which had no say in an article: what they gave stays."""
    late, refused = Late(tagger), left_by(book)

    def tags(articles: Sequence[Article]) -> Sequence[tuple[Tag, ...]]:
        made = tagger.tags_of(articles)
        late.look()
        return made

    def leaves(tag: Tag) -> bool:
        return refused(tag) or (tag.scheme == "watch" and tag.code in late.now)

    return Retag(store, tags, leaves), late


def left_by(book: Rulebook) -> Callable[[Tag], bool]:
    """Which stored tags stay where rules are refused: what those may have given."""
    doubtful = book.doubtful
    if ("watch", None) not in doubtful:
        return lambda tag: not doubtful.isdisjoint(_names(tag))
    return lambda tag: (
        not doubtful.isdisjoint(_names(tag))
        or (tag.scheme == "watch" and tag.code not in book.rules)
    )


def _names(tag: Tag) -> tuple[tuple[str, str], ...]:
    return ((tag.scheme, tag.code), (tag.scheme, tag.label))


def _tell_refused(refused: Sequence[str]) -> None:
    for line in refused[:SHOWN]:
        err.print(line, markup=False, highlight=False)
    if len(refused) > SHOWN:
        err.print(f"and {len(refused) - SHOWN} more: `copytaster rules check`", highlight=False)


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


def _tell(
    run: RetagRun,
    retag: Retag,
    refused: Sequence[str],
    late: Sequence[str],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    if as_json:
        print_json(
            {
                "dry_run": dry_run,
                "state": run.state,
                "articles": run.articles,
                "changed": run.changed,
                "added": dict(retag.added.most_common()),
                "removed": dict(retag.removed.most_common()),
                "refused": list(refused),
                "late": list(late),
            }
        )
        return
    would = "would change" if dry_run else "changed"
    print(f"{run.articles} articles looked at, {run.changed} {would}")
    for mark, tags in (("+", retag.added), ("-", retag.removed)):
        for line in _lines(mark, tags):
            print(line)
    for line in late:
        print(line)
    if refused:
        print(
            f"{len(refused)} refused in tags.toml: the last good version is applied, or else what "
            "it gave is left alone"
        )


def _lines(mark: str, tags: Counter[str]) -> Iterator[str]:
    for tag, count in tags.most_common(SHOWN):
        yield f"{mark} {tag} {count}"
    if (more := len(tags) - SHOWN) > 0:
        yield f"{mark} and {more} other tags"
