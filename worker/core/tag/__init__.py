"""Tags: statements about an article, each with the words and the rule that made it."""

from collections.abc import Sequence
from copy import copy

from worker.core.article import Article, Tag
from worker.core.tag.agency import Sources, agency
from worker.core.tag.language import Languages, told
from worker.core.tag.literals import Literals
from worker.core.tag.scanned import Kind, Scanned, search

__all__ = ["Kind", "Languages", "Sources", "Tagger"]


PAGE = 128
"""So many articles are tagged at once: what they all need still stays in the cache."""


class Tagger:
    """Everything that tags an article; built once a process, before it forks.

    Args:
        kinds: what is made from the words of an article; all their literals are found in one pass.
            Public as well.
        sources: gives agencies their codes.
        languages: tells in which one an article is written.
    """

    def __init__(self, kinds: Sequence[Kind], sources: Sources, languages: Languages) -> None:
        self.kinds = tuple(kinds)
        self._languages = languages
        self._literals = Literals({kind.table: kind.entries() for kind in kinds})
        self._sources = sources

    def with_kind(self, kind: Kind) -> "Tagger":
        """The same with another kind in place of the one of its table."""
        other = copy(self)
        other.kinds = tuple(kind if one.table == kind.table else one for one in self.kinds)
        other._literals = Literals({one.table: one.entries() for one in other.kinds})  # noqa: SLF001 - of its own class
        return other

    def language(self, article: Article) -> str | None:
        """The article's language as ISO 639 code: declared, else told from its words."""
        tag = self._languages.language(article)
        return tag.code if tag else None

    def tags(self, article: Article) -> tuple[Tag, ...]:
        """All tags of an article: language, agency, then kind by kind, the weightiest first."""
        (tags,) = self.tags_of((article,))
        return tags

    def tags_of(self, articles: Sequence[Article]) -> list[tuple[Tag, ...]]:
        """The tags of several articles.

        One step for a page of them before the next: each step's tables stay in the processor's
        cache, and numbers are counted in arrays, which saves a third of the time.
        """
        pages = (articles[n : n + PAGE] for n in range(0, len(articles), PAGE))
        return [tags for page in pages for tags in self._tags_of(page)]

    def _tags_of(self, articles: Sequence[Article]) -> list[tuple[Tag, ...]]:
        languages = [self._languages.language(article) for article in articles]
        looked = [
            Scanned(article, self._literals, told(article, tag))
            for article, tag in zip(articles, languages, strict=True)
        ]
        fields = dict.fromkeys(field for kind in self.kinds for field in kind.fields)
        search(looked, self._literals, tuple(fields))
        found = [
            [tag for tag in (language, agency(article, self._sources)) if tag]
            for article, language in zip(articles, languages, strict=True)
        ]
        for kind in self.kinds:
            for tags, told_by in zip(found, kind.tags_of(looked), strict=True):
                tags.extend(told_by)
        return [tuple(tags) for tags in found]
