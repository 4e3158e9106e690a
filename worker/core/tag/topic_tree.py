"""The tree of IPTC Media Topics: its labels in thirteen languages, and the codes that were before.

The tree is a table, `mediatopics.tsv`; worker/data/README.md describes its columns.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from worker.core.tag.subtag import subtag

ENGLISH = "en-GB"
_FACTS = 5
"""Columns before the labels."""
_NORWEGIAN = {"nb": "no", "nn": "no"}


class Topic(NamedTuple):
    """One topic: eight digits, those of its top level and of its broader one, labels by BCP 47."""

    code: str
    top: str
    broader: str
    labels: Mapping[str, str]


class Tree:
    """All topics by their codes; a top level stands above itself.

    Args:
        mediatopics_tsv: the table's text.
    """

    def __init__(self, mediatopics_tsv: str) -> None:
        self.topics: dict[str, Topic] = {}
        self._subject_codes: dict[str, str] = {}
        self._named: dict[str, str | None] = {}
        heading, *rows = (line.split("\t") for line in mediatopics_tsv.splitlines())
        for code, top, broader, subject_code, _, *labels in rows:
            by_language = dict(zip(heading[_FACTS:], labels, strict=True))
            self.topics[code] = Topic(code, top, broader, by_language)
            if subject_code:
                self._subject_codes[subject_code] = code
            for word in {label.casefold() for label in labels if label}:
                # what two topics are called in different languages names neither
                self._named[word] = None if word in self._named else code

    def label(self, code: str, language: str = ENGLISH) -> str:
        """What people call a topic; in English where it has no label in that language."""
        labels = self.topics[code].labels
        return labels.get(language) or labels[ENGLISH]

    def labels(self, code: str) -> Iterator[tuple[str, str]]:
        """A topic's labels in other languages than English: (primary subtag, label)."""
        for language, label in self.topics[code].labels.items():
            if label and not language.startswith("en"):
                yield primary(language), label

    def coded(self, code: str) -> str | None:
        """The topic of a code of the Media Topics, None for one that is retired or unknown."""
        return code if code in self.topics else None

    def formerly(self, code: str) -> str | None:
        """The topic of an old Subject Code of eight digits: its own, or the next level's up."""
        levels = (code, f"{code[:5]}000", f"{code[:2]}000000")
        return next((found for level in levels if (found := self._subject_codes.get(level))), None)

    def named(self, label: str) -> str | None:
        """The one topic that has this label, in whatever language."""
        return self._named.get(label.strip().casefold())


def primary(language: str) -> str:
    """The primary subtag of a language, one for both sorts of Norwegian."""
    code = subtag(language)
    return _NORWEGIAN.get(code, code)
