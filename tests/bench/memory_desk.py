"""A store in memory that matches as the real one does: add, then look, then decide, then join."""

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from worker.core.article import Article
from worker.core.candidates import KeyIndex
from worker.core.fingerprint import Fingerprint, fingerprint
from worker.core.match import Candidate, Verdict, Window, decide

MS_2026 = 1_767_225_600_000


class Taken(NamedTuple):
    """An article that was taken in, and what it was found to be."""

    article_id: UUID
    verdict: Verdict


def arrival_id(number: int, at_ms: int = MS_2026) -> UUID:
    """The id of the `number`th article: a UUIDv7 as far as its time goes."""
    return UUID(int=((at_ms + number) << 80) | (7 << 76) | (2 << 62) | number)


class MemoryDesk:
    """Articles, their keys and their stories."""

    def __init__(self, window: Window | None = None) -> None:
        self.window = window or Window()
        self.articles: dict[UUID, Candidate] = {}
        self.compared = 0
        self._index = KeyIndex()
        self._texts: dict[bytes, list[UUID]] = defaultdict(list)
        self._root: dict[UUID, UUID] = {}

    def take(self, article: Article, at_ms: int = MS_2026) -> Taken:
        """Store an article and match it."""
        article_id = arrival_id(len(self.articles), at_ms)
        made = fingerprint(article)
        self._index.add(article_id, made.keys)
        self._texts[made.text_sha256].append(article_id)
        self.articles[article_id] = candidate(article, article_id, made)
        verdict = self._decide(self._now(article_id), made)
        for story in (*verdict.joins, self.story(article_id)):
            self._root[story] = verdict.story_id
        return Taken(article_id, verdict)

    def look(self, article: Article) -> Verdict:
        """What an article would be found to be; nothing is stored."""
        made = fingerprint(article)
        return self._decide(candidate(article, arrival_id(len(self.articles)), made), made)

    def _decide(self, article: Candidate, made: Fingerprint) -> Verdict:
        found = self._index.candidates(article.article_id, made.keys)
        known = {article.article_id, *found}
        found += [other for other in self._texts[made.text_sha256] if other not in known][:64]
        self.compared += len(found)
        return decide(article, [self._now(other) for other in found], self.window)

    def story(self, article_id: UUID) -> UUID:
        """The story of an article by now."""
        while (root := self._root.get(article_id, article_id)) != article_id:
            article_id = root
        return article_id

    def _now(self, article_id: UUID) -> Candidate:
        known = self.articles[article_id]
        story = self.story(article_id)
        if known.story_id == story:
            return known
        return Candidate(
            **{name: getattr(known, name) for name in known.__slots__} | {"story_id": story}
        )


def candidate(article: Article, article_id: UUID, made: Fingerprint) -> Candidate:
    """An article as the store would hand it to `decide`."""
    dateline = article.dateline
    return Candidate(
        article_id=article_id,
        story_id=article_id,
        text_sha256=made.text_sha256,
        body_sha256=made.body_sha256,
        uri=article.uri,
        version=article.version,
        source=article.source or article.agency,
        pub_status=article.pub_status,
        signals=article.signals,
        body=article.body,
        headline=article.headline,
        url=article.url,
        published_at=article.published_at,
        dateline_date=dateline.date if dateline else None,
        dateline_text=dateline.date_text if dateline else None,
    )
