"""Tags: statements about an article, each with the words and the rule that made it."""

from worker.core.article import Article, Tag
from worker.core.tag.agency import Sources, agency
from worker.core.tag.language import Languages
from worker.core.tag.places import Places

__all__ = ["Sources", "Tagger"]


class Tagger:
    """Everything that tags an article; built once a process, before it forks.

    Args:
        countries_tsv: text of the table of words that name countries.
        sources: gives agencies their codes.
    """

    def __init__(self, countries_tsv: str, sources: Sources) -> None:
        self._languages = Languages()
        self._places = Places(countries_tsv)
        self._sources = sources

    def language(self, article: Article) -> str | None:
        """The article's language as ISO 639 code: declared, else told from its words."""
        tag = self._languages.language(article)
        return tag.code if tag else None

    def tags(self, article: Article) -> tuple[Tag, ...]:
        """All tags of an article: language, agency, then countries with the weightiest first."""
        ones = (self._languages.language(article), agency(article, self._sources))
        return (*(tag for tag in ones if tag), *self._places.countries(article))
