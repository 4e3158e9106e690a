"""What a capitalised word can be in a name: given name, title, end of an organisation's name, ...

Words come from two tables (`names.tsv`, `names.toml`; worker/data/README.md describes them).
"""

import re
import tomllib
from collections.abc import Iterable
from enum import IntFlag

MOST_REMEMBERED = 50_000
"""Words that no table has are looked at once, and then remembered; this many."""
LONGEST_REMEMBERED = 200
"""Characters of a word or a name: what is longer is rubbish, of which no more than this is kept."""
LONGEST_SYLLABLE = 5
LONGEST_ACRONYM = 4
"""Letters in capitals that are not looked at as a word."""
LINKS = ("of", "for", "and", "on", "the", "&", "&amp;", "&AMP;")
_QUOTES = "\"“”‘’`'"
_LETTERS = {"g": "GIVEN", "G": "GIVEN_FIRST", "s": "SURNAME", "S": "SURNAME_FIRST", "p": "PLACE"}
_POSSESSIVE = re.compile(r"['’]s?$")
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]?|[^\W\d_]")
_TWO_PARTS = re.compile(r"[^\W\d_]{2,}-[^\W\d_]{2,}")
# A given name as it is written in Latin letters, by its syllables.
_JAPANESE = re.compile(
    r"(?:[aeiou]|(?:ch|sh|j|ts|[kgnhmr]y?|[bp]y?|[sztdfwy])[aeiou]|n(?![aeiouy])|[kstp](?=[kstcp]))+",
    re.IGNORECASE,
)


class Word(IntFlag):
    """What a word can be; several at once."""

    GIVEN = 1
    GIVEN_FIRST = 2
    SURNAME = 4
    SURNAME_FIRST = 8
    COMMON = 16
    """A word of the language."""
    PLACE = 32
    PEOPLE = 64
    FUNCTION = 128
    CALENDAR = 256
    HONORIFIC = 512
    TITLE = 1024
    ORGANISATION = 2048
    COMPANY = 4096
    OPENING = 8192
    FRONT = 16384
    PLACE_END = 32768
    GENERATION = 65536
    INITIAL = 131072
    CAPITALS = 262144
    POSSESSIVE = 524288
    PARTICLE = 1048576
    PLACE_FRONT = 4194304
    LINK = 8388608
    """A small word between two parts of a name: "of", "and"."""
    CHAPTER = 16777216
    """What has chapters in towns."""
    SYLLABLES = 2097152
    """Two parts of which the second is written small, as in "Jae-in"."""


_LISTS = {
    "honorifics": Word.HONORIFIC,
    "titles": Word.TITLE,
    "generations": Word.GENERATION,
    "function": Word.FUNCTION,
    "calendar": Word.CALENDAR,
    "peoples": Word.PEOPLE,
    "lands": Word.PLACE,
    "places": Word.PLACE_END,
    "streets": Word.PLACE_END,
    "place_fronts": Word.PLACE_FRONT,
    "organisations": Word.ORGANISATION,
    "companies": Word.COMPANY,
    "openings": Word.OPENING,
    "chapters": Word.CHAPTER,
    "fronts": Word.FRONT,
}


# A title is nobody's given name ("General"), though it may be a surname ("King").
_NOT_GIVEN = ~int(Word.GIVEN | Word.GIVEN_FIRST | Word.SURNAME_FIRST)
_CLEARED = {
    Word.TITLE: _NOT_GIVEN,
    Word.HONORIFIC: _NOT_GIVEN,
    Word.FUNCTION: 0,
    Word.CALENDAR: _NOT_GIVEN,
    Word.COMPANY: 0,
    Word.PEOPLE: _NOT_GIVEN | int(Word.GIVEN_FIRST),
}


class Words(dict[str, int]):
    """What each word can be, as bits of `Word`; a word in no table is looked at when asked for.

    Attributes:
        english: whether people are told by more than given names and titles.
        genitive: what is put behind a name that owns something.
        openers: words at the start of a sentence that are no part of a name there.
        nouns: whether all nouns are capitalised.
        plain: words of the language, whatever is called so elsewhere.

    Args:
        names_tsv: rows of `word` and `kinds`.
        names_toml: lists of cues.
        whole: words that end in "'s" and mean nothing without it: "Moody's".
    """

    english = True
    genitive = ""
    openers: frozenset[str] = frozenset()
    nouns = False
    plain: frozenset[str] = frozenset()

    def __init__(self, names_tsv: str, names_toml: str, whole: Iterable[str] = ()) -> None:
        super().__init__()
        lists = {name: words.split() for name, words in tomllib.loads(names_toml).items()}
        bits = {letter: int(Word[name]) for letter, name in _LETTERS.items()}
        bits["w"] = int(Word.COMMON)
        known: dict[str, int] = {}
        for row in names_tsv.splitlines()[1:]:
            word, kinds = row.split("\t")
            known[word] = sum(bits[kind] for kind in kinds)
        for name, kind in _LISTS.items():
            for word in lists[name]:
                kept = 0 if name == "streets" else known.get(word, 0) & _CLEARED.get(kind, -1)
                known[word] = kept | int(kind)
        for word in LINKS:
            known[word] = int(Word.LINK)
        self.update(dict.fromkeys(whole, 0))
        self.update(known)
        self.particles = frozenset(lists["particles"])
        self._endings = frozenset(lists["endings"])
        self._korean_syllables = frozenset(lists["korean_syllables"])
        self._japanese_families = frozenset(lists["japanese_families"])
        self.no_acronyms = frozenset(lists["no_acronyms"])
        self._full = len(self) + MOST_REMEMBERED
        self._remembered: set[str] = set()

    def __missing__(self, word: str) -> int:
        kind = self._look(word) if word else 0
        if len(self) < self._full and len(word) <= LONGEST_REMEMBERED:
            self[word] = kind
            self._remembered.add(word)
        return kind

    def bare(self, name: str) -> str:
        """The name without what a genitive adds."""
        return name.removesuffix(self.genitive) if self.genitive else name

    def is_family_first(self, first: str, last: str) -> bool:
        """Whether two words are a Japanese name as it is said in Japan: "Kishida Fumio"."""
        return first in self._japanese_families and bool(_JAPANESE.fullmatch(last))

    def _in_tables(self, word: str) -> int:
        """What the tables say, whatever was asked for before: a reading hangs on no other article."""
        return 0 if word in self._remembered else self.get(word, 0)

    def _look(self, word: str) -> int:
        """A word that no table has as it is printed."""
        if word[0] in _QUOTES or _INITIAL.fullmatch(word):
            # a nickname stands between names as an initial does
            return int(Word.INITIAL)
        if word[-1] in ",.":
            return self[word[:-1]]
        bare = _POSSESSIVE.sub("", word)
        if bare != word:
            return int(self[bare] | Word.POSSESSIVE)
        if word[0].islower():
            return int(Word.PARTICLE) if word in self.particles else 0
        if word.isupper():
            return self._in_capitals(word)
        return self._in_parts(word)

    def _in_capitals(self, word: str) -> int:
        kind = self._in_tables(word.capitalize()) | Word.CAPITALS
        # "WHO" is an acronym, "FOCUS" a heading
        return int(kind if len(word) > LONGEST_ACRONYM else kind & ~Word.COMMON)

    def _in_parts(self, word: str) -> int:
        first, hyphen, rest = word.partition("-")
        if not hyphen or not first or not rest:
            return 0
        kind = self[first]
        if rest.islower():
            return int(self._in_syllables(word, kind, rest))
        if first.isupper() and len(first) > 1:
            return int(Word.CAPITALS)
        ends = self[rest.rpartition("-")[2].capitalize()]
        names = kind & (Word.GIVEN | Word.GIVEN_FIRST | Word.SURNAME)
        if not names and ends & Word.PLACE:
            return int(Word.PLACE)  # "Korea-Japan relations"
        return int(names | ends & (Word.ORGANISATION | Word.COMMON))

    def _in_syllables(self, word: str, kind: int, rest: str) -> int:
        """Of "Jae-in", and of "In-depth", which is an English word."""
        if kind & Word.FUNCTION:
            # "In-young", "So-young", "Do-hoon"
            return Word.SYLLABLES if rest in self._korean_syllables else Word.FUNCTION
        if rest in self._endings or len(rest) > LONGEST_SYLLABLE:
            return Word.FUNCTION
        if (
            kind & self._in_tables(rest.capitalize()) & Word.COMMON
            and not kind & Word.SURNAME_FIRST
        ):
            return Word.FUNCTION
        return Word.SYLLABLES if _TWO_PARTS.fullmatch(word) else Word.COMMON
