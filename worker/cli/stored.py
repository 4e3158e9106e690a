"""A stored article as `copytaster explain` tells it: its text, its tags, who corrected them."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from worker.adapters.store import TagStore
from worker.adapters.store.rebuilt import tag as rebuilt_tag
from worker.cli.evidence import print_article, print_tag
from worker.cli.options import cell, fail, print_json
from worker.cli.parse import safe
from worker.cli.tag import article_of

Row = Mapping[str, Any]

_SHOWN = ("article_id", "story_id", "relation", "version_kind", "stored_at")


def explain_stored(store: TagStore, prefix: str, *, as_json: bool) -> None:
    """Print an article as it is stored, with the words that its tags rest on."""
    row = article_of(store, prefix)
    found = store.tagged([row["article_id"]])
    if not found:
        fail(f"article {row['article_id']} was taken away meanwhile")
    article = replace(found[0].article, language=found[0].language)
    tags = store.tags_of(row["article_id"])
    if as_json:
        told = {name: row[name] for name in _SHOWN}
        print_json(told | {"article": asdict(article), "tags": tags})
        return
    for name in _SHOWN:
        if row[name] is not None:
            print(f"  {name:<12} {cell(row[name])}")
    kept = [tag for tag in tags if tag["change"] is None]
    print_article(article, [rebuilt_tag(tag) for tag in kept])
    for tag in kept:
        print_tag(rebuilt_tag(tag), _corrected(tag))
    for tag in tags:
        if tag["change"]:
            print(f"  {'removed':<12} {tag['scheme']}:{safe(tag['code'])} {_corrected(tag)}")


def _corrected(tag: Row) -> str:
    """Who gave it, or took it away, and when; empty where nobody did."""
    return (
        f"{safe(tag['corrected_by'])}, {cell(tag['corrected_at'])}" if tag["corrected_by"] else ""
    )
