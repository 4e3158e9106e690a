"""`copytaster find`."""

from typing import Annotated

import typer

from worker.cli.options import (
    AsJson,
    Config,
    Data,
    people_for,
    print_json,
    print_table,
    settings_for,
)


def find(
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help='As in a web search: "trade talks" -tariff')
    ],
    most: Annotated[int, typer.Option(min=1, max=1000, help="Print at most so many.")] = 20,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Find articles by their words, best first; each by the rules of its own language.

    Example: copytaster find '"trade talks" seoul'
    """
    settings, _ = settings_for(data, config)
    rows = people_for(settings).find(query, most)
    if as_json:
        print_json(rows)
    elif rows:
        columns = ("published_at", "source", "display_title", "snippet", "article_id")
        shown = (
            [row["source"] or row["agency"] if name == "source" else row[name] for name in columns]
            for row in rows
        )
        print_table(("published", "source", "title", "words", "article"), shown)
    else:
        print("Nothing found.")
