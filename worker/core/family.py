"""Everything that is one story with an article, by what shows it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from worker.core.address import is_local, url_key
from worker.core.bodies import Body, bodies
from worker.core.compare import Likeness, compare
from worker.core.fingerprint import NO_BODY
from worker.core.near import Finding, is_same_alert, judge, other_source
from worker.core.relation import Candidate
from worker.core.window import Window


@dataclass(frozen=True, slots=True)
class Near:
    """A candidate whose text was compared; `alike.mine` is the new article's."""

    candidate: Candidate
    alike: Likeness
    finding: Finding


@dataclass(frozen=True, slots=True)
class Family:
    """Everything that is one story with an article.

    Attributes:
        works: other versions of the same item, by uri or address.
        prints: the same text under another identity.
        near: what shares text, whether it was found to be the same report or not.
        likeness: of each body that was compared; `mine` is the article's.
        same_body: whether one of them has the same body, if under another headline.
    """

    works: tuple[Candidate, ...]
    prints: tuple[Candidate, ...]
    near: tuple[Near, ...]
    likeness: dict[UUID, Likeness]
    same_body: bool

    def stories(self, left: Collection[UUID]) -> set[UUID]:
        """Those of all but the articles that are left where they are."""
        near = (found.candidate for found in self.near if found.finding.joined)
        members = (*self.works, *self.prints, *near)
        return {c.story_id for c in members if c.article_id not in left}


class Comparing:
    """Bodies and likenesses that were looked at before, for who decides about several at once."""

    def __init__(self, ahead: Iterable[Candidate] = ()) -> None:
        """Name articles that will be compared: their bodies are made ready together."""
        self._ahead = [article for article in ahead if article.body]
        self._bodies: dict[UUID, Body] = {}
        self._alike: dict[tuple[UUID, UUID], Likeness] = {}

    def likeness(self, one: Candidate, other: Candidate) -> Likeness:
        """How alike their bodies are; `mine` is the one's."""
        pair = one.article_id, other.article_id
        if pair not in self._alike:
            self._alike[pair] = compare(self._body(one), self._body(other))
        return self._alike[pair]

    def _body(self, article: Candidate) -> Body:
        if article.article_id not in self._bodies:
            articles = {one.article_id: one for one in (article, *self._ahead)}
            texts = ((one.body, one.characters) for one in articles.values())
            self._bodies |= zip(articles, bodies(texts), strict=True)
            self._ahead.clear()
        return self._bodies[article.article_id]


def family_of(
    article: Candidate, candidates: Iterable[Candidate], window: Window, comparing: Comparing
) -> Family:
    """Sort the candidates by what they are to an article; what is nothing to it is left out."""
    works: list[Candidate] = []
    prints: list[Candidate] = []
    near: list[Near] = []
    likeness: dict[UUID, Likeness] = {}
    same_body = False
    for other in candidates:
        if other.article_id == article.article_id:
            continue
        same_body |= article.body_sha256 == other.body_sha256 != NO_BODY
        if article.body and other.body and other.text_sha256 != article.text_sha256:
            likeness[other.article_id] = comparing.likeness(article, other)
        if _same_work(article, other):
            works.append(other)
        elif other.text_sha256 == article.text_sha256:
            if article.body_sha256 != NO_BODY or is_same_alert(article, other, window):
                prints.append(other)
        elif alike := likeness.get(other.article_id):
            near.append(Near(other, alike, judge(article, other, alike, window)))
    return Family(tuple(works), tuple(prints), tuple(near), likeness, same_body)


def _same_work(article: Candidate, other: Candidate) -> bool:
    if article.uri is not None and other.uri is not None:
        return article.uri == other.uri and not (
            is_local(article.uri) and other_source(article, other)
        )
    if _same_address(article, other):
        return True
    if article.uri is not None or other.uri is not None:
        return False
    # Without uris only the text can say so; such a pair differs in version or pub_status.
    return article.text_sha256 == other.text_sha256 and not other_source(article, other)


def _same_address(article: Candidate, other: Candidate) -> bool:
    if article.delivery_id is not None and article.delivery_id == other.delivery_id:
        return False
    mine = url_key(article.url)
    return mine is not None and mine == url_key(other.url)
