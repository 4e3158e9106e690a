"""An article with the literals found in its fields; what every kind of tag is made from."""

from collections.abc import Iterable
from typing import Protocol

from worker.core.article import Article, Tag
from worker.core.tag.literals import Entry, Hit, Hits, Literals, longest

HEADLINE_WEIGHT, LEDE_WEIGHT, BODY_WEIGHT = 3.0, 2.0, 1.0
LONGEST_LEDE = 500
"""A first paragraph that goes on after this is a text without paragraphs."""
MOST_CHARACTERS = 200_000
"""No report is longer; a file that is one endless list of names must not fill the memory."""


class Scanned:
    """An article's fields by name, and what was found in each; searched once, when first asked.

    Fields are those of `Article`; "dateline.place" is the dateline's, several bylines are parted
    by line breaks.
    """

    def __init__(self, article: Article, literals: Literals) -> None:
        self.article = article
        self.lede_end = min(len(article.body.partition("\n\n")[0]), LONGEST_LEDE)
        self._literals = literals
        self._hits: dict[str, Hits] = {}

    def text(self, field: str) -> str:
        """What the article has there; empty where it has nothing."""
        if field == "body":
            return self.article.body[:MOST_CHARACTERS]
        if field == "dateline.place":
            return self.article.dateline.place if self.article.dateline else ""
        value = getattr(self.article, field)
        if isinstance(value, tuple):
            return "\n".join(map(str, value))
        return "" if value is None else str(value)

    def overlapping(self, table: str, field: str) -> list[Hit]:
        """All that a table's literals hit in a field, in order, the longest of one start first."""
        if field not in self._hits:
            text = self.text(field)
            self._hits[field] = self._literals.find(text) if text else {}
        return self._hits[field].get(table) or []

    def longest(self, table: str, field: str) -> list[Hit]:
        """The same without those that a longer one hides."""
        return longest(self.overlapping(table, field))

    def weight(self, field: str, start: int) -> float:
        """What a mention at this place of a field counts."""
        if field != "body":
            return HEADLINE_WEIGHT
        return LEDE_WEIGHT if start < self.lede_end else BODY_WEIGHT


class Kind(Protocol):
    """One kind of tags: the literals that it wants looked for, and what it makes of them.

    `table` names its hits in `Scanned`; a kind may look at another's.
    """

    @property
    def table(self) -> str:
        """Under which its literals are found."""

    def entries(self) -> Iterable[Entry]:
        """Its literals; asked once, before any article."""

    def tags(self, scanned: Scanned) -> Iterable[Tag]:
        """Its tags for one article, the weightiest first."""
