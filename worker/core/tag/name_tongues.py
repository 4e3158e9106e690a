"""How names stand in languages other than English."""

import re
import tomllib
from typing import Any

from worker.core.tag.name_read import Read
from worker.core.tag.name_words import Word, Words

_ANY_GIVEN = int(Word.GIVEN | Word.GIVEN_FIRST)
_SURNAME = int(Word.SURNAME)
_NAMES = _ANY_GIVEN | _SURNAME | int(Word.SURNAME_FIRST | Word.SYLLABLES)
_GIVEN_FIRST = int(Word.GIVEN_FIRST)
_COMMON = int(Word.COMMON)
_IN_BODIES = int(Word.ORGANISATION | Word.COMPANY | Word.OPENING | Word.FRONT)
_QUOTES = frozenset("\"“”‘’`'")
_LONGER = 4
"""Letters that a word has at least before an ending: "Jung" and "Hartung" are no "-ung"."""
_BEHIND_APOSTROPHE = re.compile(r"['’][^\W\d_]{1,6}$")


class Tongue(Words):
    """What words can be in one language; what it says nothing of is what `words` says.

    Args:
        words: those of all languages, which know English.
        lists: the language's part of `names_tongues.toml`.
    """

    def __init__(self, words: Words, lists: dict[str, Any]) -> None:
        dict.__init__(self)
        self._words = words
        self.no_acronyms, self.particles = words.no_acronyms, words.particles
        self.english = False
        self.nouns = bool(lists.get("nouns"))
        self.genitive = lists.get("genitive", "")
        told = {
            name: frozenset(text.split()) for name, text in lists.items() if isinstance(text, str)
        }
        self.openers = told.get("openers", frozenset())
        self.plain = told.get("plain", frozenset())
        self._title_endings = tuple(told.get("title_endings", ()))
        self._plain_endings = tuple(told.get("plain_endings", ()))
        self._name_endings = tuple(told.get("name_endings", ()))
        self.update(dict.fromkeys(told.get("function", ()), int(Word.FUNCTION)))
        self.update(dict.fromkeys(told.get("titles", ()), int(Word.TITLE)))
        self.update(dict.fromkeys(self.plain, int(Word.FUNCTION)))
        self.update(dict.fromkeys(told.get("places", ()), int(Word.PLACE)))
        fronts = (word for word in told.get("fronts", ()) if not words.get(word, 0) & Word.FRONT)
        self.update(dict.fromkeys(fronts, int(Word.FRONT | Word.COMMON)))

    def __missing__(self, word: str) -> int:
        if word[:1] in _QUOTES:
            return int(Word.FUNCTION)  # 'the word "storm"' is nobody
        if word[-1:] in {",", "."} and not word[:-1].isupper():
            return self[word[:-1]]
        if self.genitive == "'" and (bare := _BEHIND_APOSTROPHE.sub("", word)) != word:
            return self[bare] | int(Word.POSSESSIVE)
        kind = self._words[word] if len(word) > 1 else 0
        if kind & _GIVEN_FIRST:
            kind &= ~_COMMON  # "Mark" is a word of English
        if not word[:1].isupper():
            return kind
        if not kind & _NAMES and word.rpartition("-")[2].lower().endswith(self._title_endings):
            return int(Word.TITLE)
        return self._among_nouns(word, kind) if self.nouns else kind

    def _among_nouns(self, word: str, kind: int) -> int:
        """A capitalised word where any noun is."""
        if word.lower() in self.particles:
            return int(Word.PARTICLE)
        first, hyphen, last = word.rpartition("-")
        if hyphen and last[:1].isupper() and not self[first] & self[last] & _ANY_GIVEN:
            kind &= ~_ANY_GIVEN  # "Star-Wars-Sets" is no "Marie-Agnes"
            if in_bodies := self[last] & _IN_BODIES:
                return in_bodies  # "Julius Kühn-Institut"
        if kind & (_NAMES | _IN_BODIES):
            return kind
        if last.endswith(self._plain_endings) and len(last) > _LONGER:
            return int(Word.FUNCTION)
        return kind | _SURNAME if last.endswith(self._name_endings) else kind


class Tongues:
    """How names are read in each language: as in English where there is no table.

    Args:
        words: those of all languages.
        tongues_toml: text of `names_tongues.toml`.
    """

    def __init__(self, words: Words, tongues_toml: str) -> None:
        self._common = Read(words)
        tables = tomllib.loads(tongues_toml)
        self._reads = {
            language: Read(Tongue(words, lists))
            for language, lists in tables.items()
            if "like" not in lists
        }
        like = {language: lists["like"] for language, lists in tables.items() if "like" in lists}
        self._reads |= {language: self._reads[other] for language, other in like.items()}

    def read(self, language: str | None) -> Read:
        """The names in each chain of a text in the language of this BCP 47 tag."""
        return self._reads.get((language or "").partition("-")[0], self._common)
