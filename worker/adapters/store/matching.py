"""Transaction 2: what new articles are to those that are there, looked up a batch at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

import psycopg

from worker import sql
from worker.adapters.store import verdicts as record
from worker.adapters.store.session import Row, Session
from worker.core.match import Candidate, Comparing, Verdict, decide
from worker.core.policy import Matching, Policy

_SQL = sql.queries("match")

Verdicts = dict[UUID, Verdict]


class _Around(NamedTuple):
    """New articles, and what is to be compared with each; both as they are by now."""

    articles: dict[UUID, Candidate]
    near: dict[UUID, list[UUID]]
    comparing: Comparing


class Matcher:
    """Decides about stored articles and writes what it decided.

    Everything here belongs into one transaction of the session.
    """

    def __init__(self, session: Session, matching: Matching) -> None:
        self._session = session
        self._matching = matching

    def match(self, new: Sequence[UUID]) -> None:
        """Relation and story of new articles, given in the order of their ids."""
        comparing = Comparing()
        verdicts = self._unjoined(new, comparing) or self._joined(new, comparing)
        self._send(
            "set_verdicts",
            verdicts=[
                record.verdict(article_id, verdict, self._matching.policy(verdict.relation))
                for article_id, verdict in verdicts.items()
            ],
        )
        if revisions := record.revisions(verdicts, self._matching):
            self._send("revise", revisions=revisions)
        if links := record.links(verdicts):
            self._send("insert_links", links=links)
        if pairs := record.superseded(verdicts):
            self._send("supersede", pairs=pairs)

    def _unjoined(self, new: Sequence[UUID], comparing: Comparing) -> Verdicts:
        """What becomes of articles that join nothing, which is most; else empty."""
        verdicts: Verdicts = {}
        with self._session.connection().transaction() as looking:
            self._send("share_stories")
            around = self._look(new, comparing)
            for me in new:
                verdicts[me] = self._decide(me, around)
            # what the transaction itself decides is a join as well: its articles may match each other
            if any(v.matched_article_id or v.joins for v in verdicts.values()):
                verdicts = {}
                raise psycopg.Rollback(looking)  # gives the share back
        return verdicts

    def _joined(self, new: Sequence[UUID], comparing: Comparing) -> Verdicts:
        """Decide one at a time, when all that others have decided is record."""
        self._send("lock_stories")
        around = self._look(new, comparing)
        verdicts: Verdicts = {}
        for me in new:
            verdict = verdicts[me] = self._decide(me, around)
            merged = {*verdict.joins, around.articles[me].story_id} - {verdict.story_id}
            if merged:
                self._join(merged, verdict.story_id, around.articles)
        # a later verdict may have joined the story of an earlier one
        return {
            me: replace(verdict, story_id=around.articles[me].story_id)
            for me, verdict in verdicts.items()
        }

    def _join(self, merged: set[UUID], story_id: UUID, articles: dict[UUID, Candidate]) -> None:
        joins = [{"from_story_id": old, "story_id": story_id} for old in sorted(merged)]
        self._send("join_stories", joins=joins)
        for article_id, article in articles.items():
            if article.story_id in merged:
                articles[article_id] = replace(article, story_id=story_id)

    def _decide(self, me: UUID, around: _Around) -> Verdict:
        article = around.articles[me]
        near = [around.articles[other] for other in around.near[me] if other in around.articles]
        verdict = decide(article, near, self._matching.window, around.comparing)
        return self._matching.rule(article, verdict)

    def _look(self, new: Sequence[UUID], comparing: Comparing) -> _Around:
        pairs = self._send("candidates", ids=new, since=self._matching.since(min(new)))
        compared = {
            p[side] for p in pairs if p["compared"] for side in ("of_article_id", "article_id")
        }
        ids = {*new, *(pair["article_id"] for pair in pairs)}
        rows = self._send("looked_at", ids=list(ids), compared=list(compared))
        apart = {row["article_id"] for row in rows if row["policy"] == Policy.APART}
        articles = {row["article_id"]: record.candidate(row) for row in rows}
        return _Around(articles, _near(pairs, apart), comparing)

    def _send(self, name: str, **values: object) -> list[Row]:
        return self._session.send(_SQL[name], **values)


def _near(pairs: Iterable[Row], apart: set[UUID]) -> dict[UUID, list[UUID]]:
    """Candidates of each article, once; what is kept apart is only found by what it is itself."""
    near: dict[UUID, set[UUID]] = defaultdict(set)
    for pair in pairs:
        if pair["identity"] or pair["article_id"] not in apart:
            near[pair["of_article_id"]].add(pair["article_id"])
    return defaultdict(list, {me: sorted(others) for me, others in near.items()})
