"""Postgres: the ledger, the articles, and what people ask of them.

Each is imported when it is asked for: what matches articles computes, and takes as long to import
as all the rest of a command.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from worker.adapters.store.articles import PostgresStore
    from worker.adapters.store.enriching import EnrichStore
    from worker.adapters.store.ledger import PostgresLedger
    from worker.adapters.store.people import PeopleStore
    from worker.adapters.store.reindex import PostgresIndex
    from worker.adapters.store.session import Session
    from worker.adapters.store.stories import StoryStore
    from worker.adapters.store.tagging import TagStore

__all__ = [
    "EnrichStore",
    "PeopleStore",
    "PostgresIndex",
    "PostgresLedger",
    "PostgresStore",
    "Session",
    "StoryStore",
    "TagStore",
]

_MODULES = {
    "EnrichStore": "enriching",
    "PeopleStore": "people",
    "PostgresIndex": "reindex",
    "PostgresLedger": "ledger",
    "PostgresStore": "articles",
    "Session": "session",
    "StoryStore": "stories",
    "TagStore": "tagging",
}


def __getattr__(name: str) -> Any:
    """One of them, imported now."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
