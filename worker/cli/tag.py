"""`copytaster tag`."""

import getpass
from typing import Annotated, Any

import typer

from worker.adapters.store import StoryStore, TagStore
from worker.adapters.store.rebuilt import evidence
from worker.cli.options import (
    USAGE,
    AsJson,
    Config,
    Data,
    fail,
    print_json,
    print_table,
    session_for,
    settings_for,
)
from worker.core.tagged import READ_OFF, RULES_ONLY, Named, named

app = typer.Typer(
    help="Tags of one article: look at them, and correct them. A correction outlasts rules and models.",
    no_args_is_help=True,
    add_completion=False,
)

Id = Annotated[str, typer.Argument(metavar="ARTICLE", help="An article's id or its beginning.")]
Words = Annotated[str, typer.Argument(metavar="TAG", help="scheme:code")]
By = Annotated[str | None, typer.Option(metavar="NAME", help="Who says so; you by default.")]


@app.command()
def add(
    article: Id,
    tag: Words,
    label: Annotated[
        str | None, typer.Option(help="What people call it, where no table knows the code.")
    ] = None,
    by: By = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Give an article a tag; it has it at once, and keeps it whatever rules and models say.

    Schemes of your own are welcome, such as desk:monday. Not those that say what stands in fields
    of the article (language, agency), nor watch, which is for the rules of tags.toml.

    Example: copytaster tag add 0198f0a1-7c3e topic:medtop:20000638 --by "Ann Lee"
    """
    store = _store(data, config)
    meant = _meant(tag)
    if meant.scheme in RULES_ONLY:
        fail(
            f"{meant}: tags of {meant.scheme} come from rules. "
            "Change the rule in tags.toml, then: copytaster retag",
            USAGE,
        )
    if store.meaning(meant)["known"] is False:
        fail(f"{meant}: there is no such code; {_ASK.get(meant.scheme, '')}", USAGE)
    row = article_of(store, article)
    if not store.add_tag(row["article_id"], meant, label=label, by=by or getpass.getuser()):
        fail(f"article {row['article_id']} was taken away meanwhile")
    print(f"{row['article_id']} has {meant}")


_ASK = {
    "topic": 'ask `copytaster psql -c "select code, label from topics"`',
    "country": "give the two letters of ISO 3166, such as country:KR",
}


@app.command()
def remove(
    article: Id, tag: Words, by: By = None, data: Data = None, config: Config = None
) -> None:
    """Take a wrong tag off an article; it does not come back.

    Example: copytaster tag remove 0198f0a1-7c3e country:GE
    """
    store = _store(data, config)
    meant = _meant(tag)
    row = article_of(store, article)
    if not store.remove_tag(row["article_id"], meant, by=by or getpass.getuser()):
        fail(
            f"article {row['article_id']} has no tag {meant}; "
            f"`copytaster tag list {row['article_id']}` shows those that it has"
        )
    print(f"{row['article_id']} has {meant} no more")


@app.command("list")
def list_(article: Id, data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """List the tags of an article, heaviest first, each with its reason; then what people removed.

    Example: copytaster tag list 0198f0a1-7c3e --json
    """
    store = _store(data, config)
    row = article_of(store, article)
    tags = store.tags_of(row["article_id"])
    if as_json:
        print_json({"article_id": row["article_id"], "tags": tags})
    elif tags:
        print_table(("tag", "label", "weight", "method", "because"), map(_cells, tags))
    else:
        print(f"{row['article_id']} has no tags")


def _cells(tag: dict[str, Any]) -> tuple[str, ...]:
    name = f"{tag['scheme']}:{tag['code']}"
    who = (
        f"{tag['corrected_by']}, {tag['corrected_at']:%Y-%m-%d %H:%M}"
        if tag["corrected_at"]
        else ""
    )
    if tag["change"]:
        return (name, tag["label"], "", "removed", who)
    words = ", ".join(f"{e.text} ({e.field})" for e in evidence(tag["because"]))
    said = ": ".join(filter(None, (who, words)))
    return (name, tag["label"], f"{tag['weight']:.2f}", tag["method"], said)


def article_of(store: StoryStore, prefix: str) -> dict[str, Any]:
    """The one article whose id begins so; ends the command when there is none, or several."""
    rows = store.texts_like(prefix)
    if not rows:
        fail(f"no article has an id that begins with {prefix!r}; `copytaster find` tells ids")
    if len(rows) > 1:
        fail(f"several articles fit {prefix!r}: give more of the id", USAGE)
    (row,) = rows
    return dict(row)


def _store(data: Data, config: Config) -> TagStore:
    settings, _ = settings_for(data, config)
    return TagStore(session_for(settings, "tag"))


def _meant(words: str) -> Named:
    meant = named(words)
    if isinstance(meant, str):
        fail(meant, USAGE)
    if meant.scheme in READ_OFF:
        fail(
            f"{meant}: {meant.scheme} says what stands in the article's own field, "
            "and is no tag to add or remove",
            USAGE,
        )
    return meant
