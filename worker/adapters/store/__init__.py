"""Postgres: the ledger, the articles, and what people ask of them."""

from worker.adapters.store.articles import PostgresStore
from worker.adapters.store.ledger import PostgresLedger
from worker.adapters.store.people import PeopleStore
from worker.adapters.store.session import Session
from worker.adapters.store.stories import StoryStore

__all__ = ["PeopleStore", "PostgresLedger", "PostgresStore", "Session", "StoryStore"]
