"""An article with the literals found in its fields; what every kind of tag is made from."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Protocol

from worker.core.article import Article, Tag
from worker.core.tag.arrays import Rows
from worker.core.tag.entry import Entry
from worker.core.tag.literals import Hit, Literals, Spans, longest

HEADLINE_WEIGHT, LEDE_WEIGHT, BODY_WEIGHT = 3.0, 2.0, 1.0
_HALF_SCORE = 5.0
LONGEST_LEDE = 500
"""A first paragraph that goes on after this is a text without paragraphs."""
MOST_CHARACTERS = 200_000
"""No report is longer; a file that is one endless list of names must not fill the memory."""
FIELDS = ("headline", "body")
"""Those in which all kinds look."""


@lru_cache(4096)
def salience(score: float) -> float:
    """A tag's weight, from 0 to 1, by what its mentions weigh together.

    Half of the full one is reached with a headline and a lede.
    """
    return round(score / (score + _HALF_SCORE), 3)


class Scanned:
    """An article's fields by name, and what was found in each; searched once, when first asked.

    Fields are those of `Article`; "dateline.place" is the dateline's, several bylines are parted
    by line breaks.

    Args:
        article: as it was read.
        literals: those of all kinds.
        language: the article's, if it was told from its words.
    """

    def __init__(self, article: Article, literals: Literals, language: str | None = None) -> None:
        self.article = article
        self.language = language or article.language
        self.lede_end = min(len(article.body.partition("\n\n")[0]), LONGEST_LEDE)
        self._literals = literals
        self._found: dict[str, tuple[Mapping[str, Spans], int]] = {}
        self._hits: dict[tuple[str, str], list[Hit]] = {}
        self._texts: dict[str, str] = {}

    def text(self, field: str) -> str:
        """What the article has there; empty where it has nothing."""
        text = self._texts.get(field)
        if text is None:
            text = self._texts[field] = self._text(field)
        return text

    def rows(self, table: str, field: str) -> Rows:
        """All that a table's literals hit in a field, in order, the longest of one start first."""
        if field not in self._found:
            self.take(field, self._literals.spans((self.text(field),)), 0)
        spans, number = self._found[field]
        return spans[table].of(number)

    def take(self, field: str, spans: Mapping[str, Spans], number: int) -> None:
        """Keeps what was found in a field, of which the text with this number is its own."""
        self._found[field] = spans, number

    def overlapping(self, table: str, field: str) -> list[Hit]:
        """The same, with the words themselves."""
        hits = self._hits.get((table, field))
        if hits is None:
            hits = self._literals.hits(table, self.rows(table, field), self.text(field))
            self._hits[table, field] = hits
        return hits

    def longest(self, table: str, field: str) -> list[Hit]:
        """The same without those that a longer one hides."""
        return longest(self.overlapping(table, field))

    def _text(self, field: str) -> str:
        article = self.article
        if field == "body":
            return article.body[:MOST_CHARACTERS]
        if field == "dateline.place":
            return article.dateline.place if article.dateline else ""
        value = self.language if field == "language" else getattr(article, field)
        if isinstance(value, tuple):
            return "\n".join(map(str, value))
        return "" if value is None else str(value)

    def weight(self, field: str, start: int) -> float:
        """What a mention at this place of a field counts."""
        if field != "body":
            return HEADLINE_WEIGHT
        return LEDE_WEIGHT if start < self.lede_end else BODY_WEIGHT


def search(page: Sequence[Scanned], literals: Literals, fields: Sequence[str]) -> None:
    """Looks for literals in such fields of a page of articles, in all at once."""
    spans = literals.spans([scanned.text(field) for scanned in page for field in fields])
    numbers = count()
    for scanned in page:
        for field in fields:
            scanned.take(field, spans, next(numbers))


class Kind(Protocol):
    """One kind of tags: the literals that it wants looked for, and what it makes of them.

    `table` names its hits in `Scanned`; a kind may look at another's.
    """

    @property
    def table(self) -> str:
        """Under which its literals are found."""

    @property
    def fields(self) -> Sequence[str]:
        """In which it looks for them."""

    def entries(self) -> Iterable[Entry]:
        """Its literals; asked once, before any article."""

    def tags_of(self, page: Sequence[Scanned]) -> Iterable[Iterable[Tag]]:
        """Its tags for each of several articles, the weightiest first."""
