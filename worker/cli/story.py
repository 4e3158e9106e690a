"""`copytaster story`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from worker.adapters.store import StoryStore
from worker.cli.options import (
    USAGE,
    WIDE,
    AsJson,
    Config,
    Data,
    cell,
    fail,
    out,
    print_json,
    session_for,
    settings_for,
)

Row = Mapping[str, Any]

MOST = 1_000
"""Articles of one story that are shown at most."""
_STYLES = {"original": "green", "version": "yellow", "reprint": "cyan", "duplicate": "dim"}


def story(
    found_by: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Of a story, of an article or of a delivery in it; its beginning is enough.",
        ),
    ],
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show a story as a tree: which article came when, from whom, and what it is to the others.

    Example: copytaster story 0198f0a1-7c3e
    """
    settings, _ = settings_for(data, config)
    store = StoryStore(session_for(settings, "cli"))
    story_id = _one(store.stories_like(found_by), found_by)
    rows = store.story(story_id, MOST)
    related = store.story_related(story_id, MOST)
    if as_json:
        print_json({"story_id": story_id, "articles": rows, "related": related})
        return
    Console(width=None if out.is_terminal else WIDE).print(tree(rows))
    if related:
        out.print(Text(f"shares text with {len(related)} of other stories:", style="dim"))
        for row in related:
            out.print(_line(row["related_article_id"], row["related_title"], cell(row["because"])))


def _one(found: Sequence[UUID], asked: str) -> UUID:
    if not found:
        fail(f"no story, article or delivery has an id that begins with {asked!r}")
    if len(found) > 1:
        fail(f"several stories fit {asked!r}: give more of the id", USAGE)
    return found[0]


def tree(rows: Sequence[Row]) -> Tree:
    """A story's articles, each below the one that it matched."""
    known = {row["article_id"] for row in rows}
    below: dict[UUID | None, list[Row]] = defaultdict(list)
    for row in rows:
        matched = row["matched_article_id"]
        below[matched if matched in known else None].append(row)
    first = rows[0]
    title = Text(cell(first["title"]), style="bold")
    title.append(f"  story {first['story_id']}", style="dim")
    if first["canceled"]:
        title.append("  canceled", style="bold red")
    grown = Tree(title)
    waiting = [(grown, row) for row in reversed(below.pop(None, []))]
    while waiting:
        branch, row = waiting.pop()
        grafted = branch.add(_label(row))
        waiting += [(grafted, child) for child in reversed(below.pop(row["article_id"], []))]
    # late originals may leave two that name each other
    for rest in list(below.values()):
        for row in rest:
            grown.add(_label(row))
    return grown


def _label(row: Row) -> Text:
    label = Text()
    relation = row["version_kind"] or row["relation"]
    label.append(relation, style=_STYLES.get(row["relation"], "magenta"))
    for name in ("similarity", "containment"):
        if row[name] is not None:
            label.append(f" {name} {row[name]:.2f}", style="dim")
    for mark, style in _marks(row):
        label.append(f" {mark}", style=style)
    when = row["published_at"] or row["published_local"]
    source = row["source"] or row["agency"] or "unknown source"
    label.append(f"\n{cell(source)}  ", style="bold")
    label.append(f"printed {cell(when)}  " if when else "")
    label.append(f"stored {cell(row['stored_at'])}  {row['word_count']} words")
    label.append(f"\n{cell(row['display_title'])}")
    label.append(f"\n{row['article_id']}  {cell(row['path'])}", style="dim")
    label.append(f"\nbecause {cell(row['because'])}", style="dim")
    return label


def _marks(row: Row) -> list[tuple[str, str]]:
    marks = {
        "canonical": ("bold green", row["article_id"] == row["canonical_article_id"]),
        row["pub_status"]: ("bold red", row["pub_status"] != "usable"),
        "superseded": ("red", row["superseded_by"] is not None),
        row["policy"]: ("blue", row["policy"] != "link"),
        "not in articles": ("red", not row["usable"]),
    }
    return [(mark, style) for mark, (style, holds) in marks.items() if holds]


def _line(article_id: UUID, title: str, why: str) -> Text:
    line = Text(f"  {article_id}  ", style="dim")
    line.append(cell(title), style="none")
    line.append(f"  {why}")
    return line
