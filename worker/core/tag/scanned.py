"""An article with the literals found in its fields; what every kind of tag is made from."""

from collections.abc import Iterable
from typing import Protocol

from worker.core.article import Article, Tag
from worker.core.tag.literals import Entry, Hit, Literals, Spans, longest

HEADLINE_WEIGHT, LEDE_WEIGHT, BODY_WEIGHT = 3.0, 2.0, 1.0
LONGEST_LEDE = 500
"""A first paragraph that goes on after this is a text without paragraphs."""
MOST_CHARACTERS = 200_000
"""No report is longer; a file that is one endless list of names must not fill the memory."""

_NONE = Spans("I")


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
        self._spans: dict[str, dict[str, Spans[int]]] = {}
        self._texts: dict[str, str] = {}

    def search(self) -> None:
        """Looks for the literals in the fields that all kinds ask for, ahead of their asking."""
        for field in ("headline", "body"):
            self._search(field)

    def text(self, field: str) -> str:
        """What the article has there; empty where it has nothing."""
        text = self._texts.get(field)
        if text is None:
            text = self._texts[field] = self._text(field)
        return text

    def spans(self, table: str, field: str) -> "Spans[int]":
        """All that a table's literals hit in a field, in order, the longest of one start first."""
        found = self._spans.get(field)
        if found is None:
            found = self._search(field)
        return found.get(table, _NONE)

    def _search(self, field: str) -> dict[str, "Spans[int]"]:
        text = self.text(field)
        found = self._spans[field] = self._literals.spans(text) if text else {}
        return found

    def overlapping(self, table: str, field: str) -> list[Hit]:
        """The same, with the words themselves."""
        spans = self.spans(table, field)
        return self._literals.hits(table, spans, self.text(field)) if spans else []

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
