"""Capitalised words that stand together, with the small words between them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from worker.core.tag.name_words import Word, Words

MOST_WORDS = 14
SHOUTED = 8
"""Characters: what is longer and all in capitals is a headline, not a name."""
_UPPER = "".join(chr(n) for n in range(0x530) if chr(n).isupper())
_BLANK = r"[ \n]"  # of an empty line it is one, but no name begins with the next
_ABBREVIATION = (
    r"\.(?:(?<=\b[A-Z]\.)|(?<=\.[A-Z]\.)|(?<=-[A-Z]\.)|(?<=\b(?:Mr|Ms|Dr|St|Jr|Sr|Lt|Co)\.)"
    r"|(?<=\b(?:INC|LTD|Mrs|Gen|Sen|Rep|Gov|Col|Sgt|Maj|Cpl|Adm|Rev|Hon|Inc|Ltd|Cos)\.)"
    r"|(?<=\b(?:Prof|Capt|Cmdr|Supt|Corp|Bros|Assn|Dept|Univ|Sens|Reps|Brig|Msgr)\.))"
)
_LINK = r"(?:of|for|and|on|&(?:amp;|AMP;)?)"
_PARTICLE = (
    r"(?:d(?:el?|ella|elle|i|a|os?|as|u|es)|l[ae]|v[ao]n(?: de[nr])?|t(?:er?|en)|af|b(?:in|int|en)|ibn"
    r"|[aeu]l|u[dr]|arap|abu)"
)
# What the small words and quotes begin with: a look at one character spares most attempts.
_MAY_FOLLOW = "abdefiloutv&\"“‘`'"
_AFTER_COMMA = r"(?:Jr|Sr|Inc|Ltd|LLC|PLC|Corp|Co|INC|LTD|CORP)\b"


def _chain(upper: str, flags: re.RegexFlag) -> re.Pattern[str]:
    # most words have no further parts: one look is quicker than three attempts
    word = (
        rf"[{upper}](?<!\w[{upper}])\w*+"
        rf"(?:(?![.'’&-])|(?:[.'’&-]\w++)*(?:(?<=s)['’](?=\s))?(?:{_ABBREVIATION})?)"
    )
    arabic = rf"(?:[aA][lnrsdt]|[eE]l|[uU][lrd]|[dDlL]|ash|abu)[-'’][{upper}][\w-]*"
    nickname = rf"(?:[\"“‘]|``|''?)[{upper}]\w+(?:[\"”’]|''?)"
    particle, name = rf"{_PARTICLE}{_BLANK}", rf"(?:{word}|{arabic}|{nickname})"
    small = (
        rf"{_LINK}{_BLANK}(?:the{_BLANK}|)(?:{particle}){{0,3}}{name}"
        rf"|{particle}(?:{particle}){{0,2}}{name}|{arabic}|{nickname}"
    )
    following = rf"{_BLANK}(?:{word}|(?=[{_MAY_FOLLOW}])(?:{small}))|,{_BLANK}{_AFTER_COMMA}\.?"
    return re.compile(rf"{word}(?:{following}){{0,{MOST_WORDS}}}", flags)


_ASCII, _ANY = _chain("A-Z", re.ASCII), _chain(_UPPER, re.UNICODE)


def chains(text: str) -> Iterator[re.Match[str]]:
    """All chains of a text; in most texts a quicker pattern finds them."""
    return (_ASCII if text.isascii() else _ANY).finditer(text)


# Numbers, not an enumeration: thousands are compared for each article.
READINGS = PERSON, MAYBE, DOUBTFUL, TITLED, ORGANISATION, WORD = range(6)
"""A name; words that are one unless something speaks against it; words that are one only when
something speaks for it; one word behind a title; an organisation; one word alone."""
NO_LINK, OF, AND, AMPERSAND = range(4)
"""What stands between two runs."""


class Piece(NamedTuple):
    """A name in a chain: `[start:end]` of it, and how it is spelled."""

    reading: int
    start: int
    end: int
    name: str


class Run(NamedTuple):
    """Words `first` to `stop` of a chain, without a link between them; `link` stands before."""

    link: int
    first: int
    stop: int


_ENDS_WITHIN = (
    "s'",
    "s’",
    *(f"{word}{mark}s" for word in ("eople", "men", "ildren") for mark in "'’"),
)
_COMPANY_ENDS = tuple(
    f"{end}{dot}" for end in ("INC", "CORP", "LTD", "CO", "PLC") for dot in ("", ".")
)
_LINKS = {"and": AND, "&": AMPERSAND, "&amp;": AMPERSAND, "&AMP;": AMPERSAND}
_LINKING = int(Word.LINK)
_FUNCTION = int(Word.FUNCTION)
POSSESSIVE = int(Word.POSSESSIVE)
_ANY_NAME = int(Word.GIVEN | Word.GIVEN_FIRST | Word.SURNAME)
NO_NAME = _FUNCTION | int(Word.CALENDAR | Word.PEOPLE | Word.HONORIFIC | Word.TITLE | Word.INITIAL)
_PARTICLES = int(Word.PARTICLE)
_BREAKS = _LINKING | _FUNCTION | POSSESSIVE


class Chain:
    """The words of a chain and what each can be; `pieces` collects what is read in it."""

    __slots__ = ("_texts", "english", "kinds", "nouns", "pieces")

    def __init__(self, text: str, words: Words) -> None:
        self._texts = text.replace("\n", " ").split(" ")
        self.kinds = [words[word] for word in self._texts]
        if self._texts[0] in words.openers:
            self.kinds[0] = _FUNCTION
        self.english, self.nouns = words.english, words.nouns
        self.pieces: list[Piece] = []

    def runs(self) -> list[Run]:
        """The words between links, possessives and words that are in no name."""
        runs: list[Run] = []
        link, first = NO_LINK, 0
        for number, kind in enumerate(self.kinds):
            if not kind & _BREAKS and not (self.nouns and number == first and kind & _PARTICLES):
                continue
            if kind & POSSESSIVE:
                # "People's Bank" and "Workers' Party" stay whole
                if self._texts[number].endswith(_ENDS_WITHIN) and not kind & _ANY_NAME:
                    continue
                runs.append(Run(link, first, number + 1))
                link = NO_LINK
            else:
                if number > first:
                    runs.append(Run(link, first, number))
                    link = NO_LINK
                if not kind & _LINKING:
                    link = NO_LINK
                elif self._texts[number] == "the":
                    link = link if link == OF else NO_LINK
                else:
                    link = _LINKS.get(self._texts[number], OF)
            first = number + 1
        if first < len(self.kinds):
            runs.append(Run(link, first, len(self.kinds)))
        return runs

    def keep_companies(self) -> None:
        """Drops all but companies: in a headline in capitals anything may be a name."""
        self.pieces = [
            piece
            for piece in self.pieces
            if piece.reading == ORGANISATION and piece.name.endswith(_COMPANY_ENDS)
        ]

    def word(self, number: int) -> None:
        """Notes a word that stands alone, unless it can be no name."""
        if not self.kinds[number] & NO_NAME:
            self.add(WORD, number, number + 1)

    def add(self, reading: int, first: int, stop: int) -> None:
        """Notes that the words `first` to `stop` are a name."""
        texts = self._texts
        start = sum(map(len, texts[:first])) + first
        name = " ".join(texts[first:stop]).rstrip(",")
        if self.kinds[stop - 1] & POSSESSIVE:
            # "Kenya's" is Kenya's, "Workers'" the workers'
            name = name[: max(map(name.rfind, "'’"))]
        self.pieces.append(Piece(reading, start, start + len(name), name))
