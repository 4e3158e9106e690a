"""Tags: statements about an article, each with the words and the rule that made it."""

from collections.abc import Sequence

from worker.core.article import Article, Tag
from worker.core.tag.agency import Sources, agency
from worker.core.tag.language import Languages
from worker.core.tag.literals import Literals
from worker.core.tag.scanned import Kind, Scanned

__all__ = ["Kind", "Sources", "Tagger"]


class Tagger:
    """Everything that tags an article; built once a process, before it forks.

    Args:
        kinds: what is made from the words of an article; all their literals are found in one pass.
        sources: gives agencies their codes.
    """

    def __init__(self, kinds: Sequence[Kind], sources: Sources) -> None:
        self._languages = Languages()
        self._kinds = tuple(kinds)
        self._literals = Literals({kind.table: kind.entries() for kind in kinds})
        self._sources = sources

    def language(self, article: Article) -> str | None:
        """The article's language as ISO 639 code: declared, else told from its words."""
        tag = self._languages.language(article)
        return tag.code if tag else None

    def tags(self, article: Article) -> tuple[Tag, ...]:
        """All tags of an article: language, agency, then kind by kind, the weightiest first."""
        ones = (self._languages.language(article), agency(article, self._sources))
        scanned = Scanned(article, self._literals)
        return (
            *(tag for tag in ones if tag),
            *(tag for kind in self._kinds for tag in kind.tags(scanned)),
        )
