"""`copytaster diff`."""

from typing import Annotated

import typer
from rich.text import Text

from worker.adapters.store import StoryStore
from worker.cli.options import (
    AsJson,
    Config,
    Data,
    cell,
    out,
    print_json,
    session_for,
    settings_for,
)
from worker.cli.tag import article_of
from worker.core.changes import Change, Stretch, changes

_STYLES = {Change.SAME: "", Change.ADDED: "bold green", Change.REMOVED: "red strike"}
_MARKS = {Change.SAME: ("", ""), Change.ADDED: ("{+", "+}"), Change.REMOVED: ("[-", "-]")}
_FIELDS = ("headline", "body")


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="An article's id or its beginning.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Another's.")],
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed from one article to another, word by word.

    In colour on a terminal; elsewhere what went is marked [-so-] and what came {+so+}.

    Example: copytaster diff 0198f0a1-7c3e 0198f0b2-11aa
    """
    settings, _ = settings_for(data, config)
    store = StoryStore(session_for(settings, "cli"))
    old, new = article_of(store, before), article_of(store, after)
    found = {name: list(changes(old[name] or "", new[name] or "")) for name in _FIELDS}
    if as_json:
        print_json(
            {
                "before": old["article_id"],
                "after": new["article_id"],
                **{
                    name: [{"change": s.change, "text": s.text} for s in stretches]
                    for name, stretches in found.items()
                },
            }
        )
        return
    for mark, row in (("---", old), ("+++", new)):
        source = cell(row["source"] or row["agency"] or "unknown source")
        when = cell(row["published_at"] or row["published_local"] or row["stored_at"])
        out.print(Text(f"{mark} {row['article_id']}  {source}  {when}", style="dim"))
    for name in _FIELDS:
        if found[name]:
            out.print(_text(found[name]))
            out.print()


def _text(stretches: list[Stretch]) -> Text:
    text = Text()
    for stretch in stretches:
        opening, closing = ("", "") if out.is_terminal else _MARKS[stretch.change]
        words = stretch.text.rstrip()
        text.append(f"{opening}{_printable(words)}{closing}", style=_STYLES[stretch.change])
        text.append(stretch.text[len(words) :])
    return text


def _printable(text: str) -> str:
    return "".join(c for c in text if c.isprintable() or c.isspace())
