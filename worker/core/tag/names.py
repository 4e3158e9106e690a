"""People and organisations that an article names."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from worker.core.article import Evidence, Tag
from worker.core.tag.entry import Case, Entry
from worker.core.tag.name_headline import in_headline, is_title_case
from worker.core.tag.name_mentions import Mention, Mentions, Named
from worker.core.tag.name_scripts import Scripts
from worker.core.tag.name_settled import settle
from worker.core.tag.name_short import ShortForms
from worker.core.tag.name_tongues import Tongues
from worker.core.tag.name_words import Words
from worker.core.tag.scanned import (
    BODY_WEIGHT,
    FIELDS,
    HEADLINE_WEIGHT,
    LEDE_WEIGHT,
    Scanned,
    salience,
)

MOST_EVIDENCE = 8
MOST_TAGS = 100
"""No report names more; a list of all members of a parliament may."""
_BY = re.compile(r"^\s*by\s+", re.IGNORECASE)
_BODY = FIELDS.index("body")


class Names:
    """The tables of names; built once and used for every article.

    Args:
        names_tsv: words that are names, and words that are none.
        names_toml: cues.
        bodies_tsv: rows of `label` and `literal`, well-known organisations.
        scripts: names and titles in other scripts, TOML, and well-known organisations, TSV.
        tongues_toml: how names stand in other languages.
        known: the user's own, literal to scheme and label.
    """

    table = "names"
    fields = FIELDS

    def __init__(
        self,
        names_tsv: str,
        names_toml: str,
        bodies_tsv: str,
        scripts: tuple[str, str],
        tongues_toml: str,
        *,
        known: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        rows = (row.split("\t") for row in bodies_tsv.splitlines()[1:])
        self._known = {literal: ("org", label) for label, literal in rows} | dict(known or {})
        parts = (word for literal in self._known for word in literal.split(" "))
        whole = {word for word in parts if word.endswith("'s")}
        self._words = Words(names_tsv, names_toml, whole)
        self._tongues = Tongues(self._words, tongues_toml)
        self._short_forms = ShortForms(self._words)
        self._scripts = Scripts(*scripts)

    @property
    def words(self) -> Mapping[str, int]:
        """What each word can be, as bits of `Word`."""
        return self._words

    def entries(self) -> Iterator[Entry]:
        """Every name of the table, and the user's own."""
        for literal, meaning in self._known.items():
            # "who" and "shell" in capitals are words still
            yield Entry(literal, meaning, Case.WRITTEN if " " in literal else Case.EXACT)

    def tags_of(self, page: Iterable[Scanned]) -> Iterator[tuple[Tag, ...]]:
        """The tags of several articles."""
        return map(self.tags, page)

    def tags(self, scanned: Scanned) -> tuple[Tag, ...]:
        """Tags `person:Full Name` and `org:Name`, the weightiest first."""
        read = self._tongues.read(scanned.language)
        mentions = Mentions(read)
        headline, body = texts = [scanned.text(field) for field in FIELDS]
        told_nothing = (is_title_case(headline), body.isupper())
        for number, (text, in_vain) in enumerate(zip(texts, told_nothing, strict=True)):
            hits = scanned.longest(self.table, FIELDS[number]) if text else []
            if read.words.plain:
                hits = [hit for hit in hits if hit.text not in read.words.plain]
            if in_vain:
                mentions.know(number, hits)
            else:
                mentions.search(number, text, hits)
        named = settle(mentions, scanned, read.words, self._short_forms)
        if headline and told_nothing[0]:
            in_headline(named, scanned, self._words)
        if not body.isascii() or not headline.isascii():
            named = self._with_scripts(named, texts, scanned.language)
        if scanned.article.bylines:
            named = _without_authors(named, scanned.article.bylines)
        tags = [_tag(each, texts, scanned.lede_end) for each in named]
        return tuple(sorted(tags, key=_weightiest)[:MOST_TAGS])

    def _with_scripts(
        self, named: Collection[Named], texts: list[str], language: str | None
    ) -> Collection[Named]:
        """Those that other scripts name as well; the user's own are not found twice."""
        some = self._scripts.named(texts, language)
        known = {each.label for each in named} if some else ()
        return [*named, *(each for each in some if each.label not in known)] if some else named


def _without_authors(named: Iterable[Named], bylines: Iterable[str]) -> list[Named]:
    """Who wrote an article is no subject of it, though the text names them once more."""
    authors = {_BY.sub("", byline, 1).strip().casefold() for byline in bylines}
    return [
        each for each in named if each.scheme != "person" or each.label.casefold() not in authors
    ]


def _weightiest(tag: Tag) -> tuple[float, str, str]:
    return (-tag.weight, tag.scheme, tag.code)


def _tag(named: Named, texts: list[str], lede_end: int) -> Tag:
    scheme, label, method, mentions = named
    if len(mentions) > 1:
        mentions = sorted(mentions)
    score = 0.0
    for field, start, _ in mentions:
        if field != _BODY:
            score += HEADLINE_WEIGHT
        else:
            score += LEDE_WEIGHT if start < lede_end else BODY_WEIGHT
    if len(mentions) > MOST_EVIDENCE:
        mentions = _chosen(mentions, texts)
    because = [
        _made(Evidence, (texts[field][start:end], FIELDS[field], start, end))
        for field, start, end in mentions
    ]
    return _made(Tag, (scheme, label, label, salience(score), method, tuple(because), None))


_made = tuple.__new__  # the classes' own constructors take twice as long


def _chosen(mentions: list[Mention], texts: list[str]) -> list[Mention]:
    """The first mentions, and the first of each spelling."""
    spellings: dict[str, Mention] = {}
    for mention in mentions:
        field, start, end = mention
        spellings.setdefault(texts[field][start:end], mention)
    chosen = list(spellings.values())[:MOST_EVIDENCE]
    chosen += [each for each in mentions if each not in chosen][: MOST_EVIDENCE - len(chosen)]
    return sorted(chosen)
