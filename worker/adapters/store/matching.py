"""Transaction 2: what new articles are to those that are there, looked up a batch at a time."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from uuid import UUID

import psycopg

from worker import sql
from worker.adapters.store import verdicts as record
from worker.adapters.store.session import Row, Session
from worker.core.match import Candidate, Comparing, Verdict, decide
from worker.core.policy import Matching, Policy

_SQL = sql.queries("match")

WORKS_COMPARED = 4
"""Newest articles of the same uri, and of the same address, whose bodies are compared."""

CLOCKS_DIFFER_MS = 3_600_000
"""Workers whose clocks are further apart do not see what the other has just taken in."""

Verdicts = dict[UUID, Verdict]
Standing = list[tuple[UUID, UUID]]


@dataclass(slots=True)
class _Around:
    """New articles, and what is to be compared with each.

    Attributes:
        pairs: of each new article, which others by what it is itself (True) or by its text.
        apart: articles that are kept apart.
        joined: stories that have become part of another since they were looked at.
        decided: what was decided about each article, and in which stories it and all that it was
            compared with were then: as long as that stands nothing else can come of it.
    """

    articles: dict[UUID, Candidate]
    pairs: dict[UUID, dict[UUID, bool]]
    apart: set[UUID]
    comparing: Comparing = field(default_factory=Comparing)
    joined: dict[UUID, UUID] = field(default_factory=dict)
    decided: dict[UUID, tuple[Standing, Verdict]] = field(default_factory=dict)

    def article(self, article_id: UUID) -> Candidate:
        """An article in the story that it is in by now."""
        article = self.articles[article_id]
        return _in_story(article, self.story(article.story_id))

    def story(self, story_id: UUID) -> UUID:
        """The story that this one is part of by now."""
        while story_id in self.joined:
            story_id = self.joined[story_id]
        return story_id

    def near(self, me: UUID, *, in_turn: bool) -> list[Candidate]:
        """What to compare; what is kept apart is only found by what it is itself.

        `in_turn` leaves out what came together with it and is decided after it: that may be kept
        apart.
        """
        return [
            self.article(other)
            for other, identity in sorted(self.pairs[me].items())
            if other in self.articles
            and (identity or not (other in self.apart or (in_turn and self._is_later(other, me))))
        ]

    def _is_later(self, other: UUID, me: UUID) -> bool:
        """Whether it came together with an article, and is decided after it."""
        return other > me and other in self.pairs


class Joining(NamedTuple):
    """Articles that join others, what was looked at for them, and how many had joined by then."""

    ids: Sequence[UUID]
    around: _Around
    seen: int


class Matcher:
    """Decides about stored articles and writes what it decided.

    Each call belongs into a transaction of the session.
    """

    def __init__(self, session: Session, matching: Matching) -> None:
        self._session = session
        self._matching = matching

    def match(self, new: Sequence[UUID]) -> Joining | None:
        """Relation and story of new articles, given in the order of their ids.

        Returns:
            those that join others, for `join` in a transaction that begins when this one has
            ended: until then whoever joins would wait for it, and then all others for them.
        """
        seen, around, verdicts = self._looked(new)
        alone = {me: verdict for me, verdict in verdicts.items() if not _joins(verdict)}
        self._write(alone)
        waiting = [me for me in verdicts if me not in alone]
        return Joining(waiting, around, seen) if waiting else None

    def join(self, joining: Joining, waiting: Collection[UUID]) -> None:
        """Relation and story of articles that join others, as far as they still wait."""
        ids = [me for me in joining.ids if me in waiting]
        self._write(self._joined(ids, joining.around, joining.seen))

    def _write(self, verdicts: Verdicts) -> None:
        if verdicts:
            self._send("set_verdicts", verdicts=self._records(verdicts))
            self._write_around(verdicts)

    def match_again(self, ids: Sequence[UUID]) -> int:
        """Decide anew about articles that were decided, in the order of their ids.

        What has an original keeps it, and no story is taken apart: only what counted as an
        original may turn out to be none, and stories may be joined.

        Returns:
            how many articles turned out to be no originals.
        """
        verdicts = self._decided(ids)
        found = [one for one in self._records(verdicts) if one["matched_article_id"]]
        revised = len(self._send("revise", revisions=found)) if found else 0
        return revised + self._write_around(verdicts)

    def _records(self, verdicts: Verdicts) -> list[record.Record]:
        return [
            record.verdict(article_id, verdict, self._matching.policy(verdict.relation))
            for article_id, verdict in verdicts.items()
        ]

    def _write_around(self, verdicts: Verdicts) -> int:
        """What the verdicts say about other articles; tells how many are no originals any more."""
        revised = 0
        if revisions := record.revisions(verdicts, self._matching):
            revised = len(self._send("revise", revisions=revisions))
        if links := record.links(verdicts):
            self._send("insert_links", links=links)
        if pairs := record.superseded(verdicts):
            self._send("supersede", pairs=pairs)
        return revised

    def _decided(self, ids: Sequence[UUID]) -> Verdicts:
        """What becomes of articles, decided in one transaction whether they join others or not."""
        with self._session.connection().transaction() as looking:
            seen, around, verdicts = self._looked(ids)
            # what the transaction itself decides is a join as well: its articles may match each other
            if any(map(_joins, verdicts.values())):
                verdicts = {}
                raise psycopg.Rollback(looking)  # gives the share back
        return verdicts or self._joined(ids, around, seen)

    def _looked(self, ids: Sequence[UUID]) -> tuple[int, _Around, Verdicts]:
        """What becomes of articles as things stand, and how many have joined others by now."""
        self._send("share_stories")
        (seen,) = self._send("joins_seen")
        around = self._look(ids)
        verdicts = {me: self._decide(me, around) for me in ids if me in around.articles}
        return seen["joins"], around, verdicts

    def _joined(self, ids: Sequence[UUID], around: _Around, seen: int) -> Verdicts:
        """Decide one at a time, when all that others have decided is record.

        Where nobody joined since these were looked at, which articles are alike is known: what was
        stored since then sees these, and waits. One that joined meanwhile may have been stored too
        late to be seen, and have decided while there was nothing yet that it could join.
        """
        self._send("lock_stories")
        (mine,) = self._send("next_join")
        if mine["joins"] == seen + 1:
            self._look_again(around)
        else:
            around = self._look(ids)
        verdicts: Verdicts = {}
        for me in filter(around.articles.__contains__, ids):
            verdict = verdicts[me] = self._decide(me, around)
            story_id = around.story(verdict.story_id)
            for old in {*verdict.joins, around.article(me).story_id} - {story_id}:
                around.joined[old] = story_id
        if around.joined:
            # in one order, whoever joins
            joins = [
                {"from_story_id": old, "story_id": around.story(old)}
                for old in sorted(around.joined)
            ]
            self._send("join_stories", joins=joins)
        # a later verdict may have joined the story of an earlier one
        return {
            me: replace(verdict, story_id=around.story(verdict.story_id))
            for me, verdict in verdicts.items()
        }

    def _decide(self, me: UUID, around: _Around) -> Verdict:
        apart = self._matching.apart
        article, near = around.article(me), around.near(me, in_turn=bool(apart))
        standing = [(one.article_id, one.story_id) for one in (article, *near)]
        if me in around.decided and around.decided[me][0] == standing:
            return around.decided[me][1]
        verdict = decide(
            article,
            near,
            self._matching.window,
            around.comparing,
            apart=apart,
        )
        verdict = self._matching.rule(article, verdict)
        if verdict.relation in apart:
            around.apart.add(me)
        around.decided[me] = standing, verdict
        return verdict

    def _look(self, ids: Sequence[UUID]) -> _Around:
        found = self._send(
            "candidates",
            ids=list(ids),
            since=self._matching.since(min(ids)),
            until=min(self._matching.until(max(ids)), to_come()),
        )
        looked_at = {*ids, *(pair["article_id"] for pair in found)}
        rows = self._send("looked_at", ids=list(looked_at), compared=list(_compared(found)))
        articles = {row["article_id"]: record.candidate(row) for row in rows}
        algos = {row["article_id"]: row["algo"] for row in rows}
        return _Around(articles, _pairs(found, algos), _apart(rows))

    def _look_again(self, around: _Around) -> None:
        rows = self._send("standing", ids=list(around.articles))
        known = around.articles
        around.articles = {
            row["article_id"]: _in_story(known[row["article_id"]], row["story_id"]) for row in rows
        }
        around.apart = _apart(rows)

    def _send(self, name: str, **values: object) -> list[Row]:
        return self._session.send(_SQL[name], **values)


def to_come() -> UUID:
    """The smallest id of articles that are still to come, by whichever worker's clock.

    Their month of the index is there already, and each month more is a look more under each key.
    """
    return UUID(int=(time.time_ns() // 1_000_000 + CLOCKS_DIFFER_MS) << 80)


def _joins(verdict: Verdict) -> bool:
    return bool(verdict.matched_article_id or verdict.joins)


def _in_story(article: Candidate, story_id: UUID) -> Candidate:
    return article if article.story_id == story_id else replace(article, story_id=story_id)


def _apart(rows: Iterable[Row]) -> set[UUID]:
    return {row["article_id"] for row in rows if row["policy"] == Policy.APART}


def _compared(found: Iterable[Row]) -> set[UUID]:
    """The articles whose bodies are looked at.

    Which are the same work by uri or address is known without them: the newest few will do.
    """
    compared: set[UUID] = set()
    works: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
    for pair in found:
        me, other, by = pair["of_article_id"], pair["article_id"], pair["by"]
        if by == "keys":
            compared.update((me, other))
        elif by != "text":
            works[me, by].append(other)
    for (me, _), others in works.items():
        compared.update((me, *sorted(others)[-WORKS_COMPARED:]))
    return compared


def _pairs(found: Iterable[Row], algos: dict[UUID, str]) -> dict[UUID, dict[UUID, bool]]:
    """Candidates of each article, once; by their keys only those of the same algo."""
    pairs: dict[UUID, dict[UUID, bool]] = defaultdict(dict)
    for pair in found:
        me, other = pair["of_article_id"], pair["article_id"]
        identity = pair["by"] != "keys"
        if identity or algos.get(me) == algos.get(other):
            pairs[me][other] = pairs[me].get(other, False) or identity
    return pairs
