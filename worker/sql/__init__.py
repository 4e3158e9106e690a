"""The SQL that the product runs: `queries/` by name, `migrations/` by number."""

import re
from functools import cache
from importlib import resources
from typing import LiteralString

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def _text(*path: str) -> LiteralString:
    # our own files, shipped with the package: no input of anyone is in them
    return resources.files(__name__).joinpath(*path).read_text("utf-8")


@cache
def queries(noun: str) -> dict[str, LiteralString]:
    """The statements of `queries/<noun>.sql` by name."""
    pieces = _NAME.split(_text("queries", f"{noun}.sql"))
    return {
        name: body.strip().rstrip(";")
        for name, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }


def migrations() -> list[tuple[str, LiteralString]]:
    """Every migration as (name, text), in order."""
    folder = resources.files(__name__).joinpath("migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(name.removesuffix(".sql"), _text("migrations", name)) for name in names]


def grants() -> LiteralString:
    """What is run after every migration."""
    return _text("grants.sql")
