"""Whose the names are that an article mentions."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from worker.core.tag import name_cues
from worker.core.tag.name_article import is_english, places
from worker.core.tag.name_chains import DOUBTFUL, MAYBE, ORGANISATION, PERSON, TITLED, WORD
from worker.core.tag.name_mentions import Mention, Mentions, Named
from worker.core.tag.name_short import ShortForms
from worker.core.tag.name_surnames import handed_over
from worker.core.tag.name_words import Word, Words
from worker.core.tag.scanned import FIELDS, Scanned

PATTERN, GAZETTEER, CUE = "names/pattern", "names/gazetteer", "names/cue"
SHORTEST_ACRONYM = 3
MOST_REMEMBERED = 4096
"""Labels whose initials are kept."""
_COMMON = int(Word.COMMON)
_PLACE = int(Word.PLACE)
_CAPITALS = int(Word.CAPITALS)
_COMPANY = int(Word.COMPANY)
_GENERATION = int(Word.GENERATION)
_SURNAME_FIRST = int(Word.SURNAME_FIRST)
_NO_SHORT_FORM = _COMMON | _PLACE | int(Word.GIVEN_FIRST)
_GIVEN_FIRST = int(Word.GIVEN_FIRST)
_SYLLABLES = int(Word.SYLLABLES)
_GIVEN = int(Word.GIVEN | Word.GIVEN_FIRST)
_NAME = int(Word.GIVEN | Word.GIVEN_FIRST | Word.SURNAME)
_NO_SURNAME = _COMMON | _PLACE | int(Word.INITIAL | Word.COMPANY | Word.PLACE_FRONT)
_ADDED = re.compile(r"(?:,| Group| Holdings| International| &(?:amp;|AMP;)?)+$")
_WORDS_OF_NAME = re.compile(r"[ -]")


class _Settled:
    """Puts mentions under the name that they mean."""

    def __init__(
        self, mentions: Mentions, scanned: Scanned, words: Words, short_forms: ShortForms
    ) -> None:
        self._short_forms = short_forms
        self._texts = [scanned.text(field) for field in FIELDS]
        self._words = words
        self._mentions = mentions
        self._places, self._ends_of_places = places(scanned)
        self._english = (scanned.language or "en").startswith("en")
        self.named: dict[tuple[str, str], Named] = {}
        # from what somebody is called to a fuller name; in the end to itself
        self._fuller: dict[str, str] = {}

    def add(self, scheme: str, label: str, method: str, mentions: Collection[Mention]) -> None:
        if not mentions:
            return
        named = self.named.get((scheme, label))
        if named is None:
            # the class's own constructor takes three times as long
            named = _made(Named, (scheme, label, method, [*mentions]))
            self.named[scheme, label] = named
        else:
            named.mentions.extend(mentions)

    def people(self) -> None:
        """Full names, then what is behind a title: a surname of theirs, or a name of its own."""
        full = self._full_names()
        for name, label in self._firms().items():
            if name in full:
                # "E.F. Ferris" of "E.F. Ferris & Co."
                self.add("org", label, PATTERN, full.pop(name))
        known = handed_over(self._mentions.known, full, self._texts)
        for (scheme, label), mentions in known.items():
            self.add(scheme, label, GAZETTEER, mentions)
            if scheme == "person":
                full.setdefault(label, [])
        self._link(full)
        for name, mentions in full.items():
            if mentions:
                self.add("person", self._whole(name), PATTERN, mentions)
        if titled := self._mentions.readings[TITLED]:
            firsts = {name.partition(" ")[0]: name for name in reversed(full) if " " in name}
            for name, mentions in titled.items():
                # "Sir Menzies" is Menzies Campbell
                self._fuller.setdefault(name, firsts.get(name, name))
                self.add("person", self._whole(name), CUE, mentions)

    def _link(self, full: Iterable[str]) -> None:
        """Leads from what people are called to a fuller name, the first that is mentioned."""
        longest: dict[tuple[str, str], str] = {}
        for name in full:
            ends = (name.partition(" ")[0], name.rpartition(" ")[2])
            if len(name) > len(longest.get(ends, "")):
                longest[ends] = name
            for short in self._short_forms[name]:
                self._fuller.setdefault(short, name)
        for (first, last), name in longest.items():
            self._fuller.setdefault(f"{first} {last}", name)

    def _full_names(self) -> dict[str, list[Mention]]:
        """What is read as somebody's name and is no place's."""
        readings = self._mentions.readings
        # where nouns have capitals, words tell nothing
        english = is_english(self._texts[-1])
        full: dict[str, list[Mention]] = {}
        tests = {PERSON: None, MAYBE: self._is_no_place, DOUBTFUL: self._is_supported}
        for reading, is_somebody in tests.items():
            for name, mentions in readings[reading].items():
                told = english or not self._words.english or (self._english and is_somebody is None)
                if name in self._places or not (told or self._is_given(name)):
                    continue
                if is_somebody is None or is_somebody(name, mentions):
                    full.setdefault(name, []).extend(mentions)
        for name in [*full] if self._words.genitive else ():
            if (bare := self._words.bare(name)) != name and bare in full:
                full[bare].extend(full.pop(name))
        return full

    def _firms(self) -> dict[str, str]:
        """Companies by their names without what the law or a banker adds."""
        firms = {}
        for label in self._mentions.readings[ORGANISATION]:
            name, _, last = label.rpartition(" ")
            if self._words[last] & _COMPANY:
                firms[_ADDED.sub("", name)] = label
        return firms

    def _is_given(self, name: str) -> bool:
        """Whether a name tells in any language that it is one."""
        first, _, rest = name.partition(" ")
        kind, second = self._words[first], self._words[rest.partition(" ")[0]]
        if kind & _COMMON:
            # "Bill Clinton", but not "Art der"
            return bool(kind & _GIVEN_FIRST and second & _NAME)
        return bool(kind & _GIVEN or second & _SYLLABLES)

    def _whole(self, name: str) -> str:
        """The fullest form of somebody's name."""
        while (fuller := self._fuller.get(name, name)) != name:
            name = fuller
        return name

    def bodies(self) -> None:
        """Organisations by their pattern; an administration is its president's."""
        for name, mentions in self._mentions.readings[ORGANISATION].items():
            if name in self._places:
                continue
            head, _, last = name.rpartition(" ")
            if last == "Administration" and self._words[head] & _NAME:
                self.add("person", self._whole(head), CUE, mentions)
            else:
                self.add("org", name, PATTERN, mentions)

    def single(self) -> None:
        """Words that stand alone: short forms, acronyms, and who speaks."""
        shorts = {
            label.partition(" ")[0]: label
            for scheme, label in reversed(self.named)
            if scheme == "org" and " " in label
        }
        initials = None
        for word, mentions in self._mentions.readings[WORD].items():
            if (called := word) in self._fuller or (
                called := self._words.bare(word)
            ) in self._fuller:
                theirs = self._not_in(mentions) if word in self._places else mentions
                self.add("person", self._whole(called), CUE, theirs)
                continue
            kind = self._words[word]
            if word in self._places:
                continue
            if (label := shorts.get(word)) and not kind & _NO_SHORT_FORM:
                self.add("org", label, PATTERN, mentions)
            elif kind & _CAPITALS:
                untold = [each for each in mentions if not self._is_ticker(each)]
                if untold and self._is_acronym(word, kind):
                    initials = self._initials() if initials is None else initials
                    self.add("org", initials.get(word, word), PATTERN, untold)
            elif not kind & _NO_SURNAME and self._is_somebody(mentions, kind):
                self.add("person", word, CUE, mentions)

    def _not_in(self, mentions: list[Mention]) -> list[Mention]:
        """Those in which one can not be: "in Washington" is the town, whoever else is called so."""
        return [
            each for each in mentions if not name_cues.is_place(self._texts[each[0]], *each[1:])
        ]

    def _is_ticker(self, mention: Mention) -> bool:
        """Whether it stands as "<IBM>" behind the company's name."""
        field, start, _ = mention
        return start > 0 and self._texts[field][start - 1] == "<"

    def _is_acronym(self, word: str, kind: int) -> bool:
        return (
            len(word) >= SHORTEST_ACRONYM
            and word.isalpha()
            and not kind & (_GENERATION | _NAME | _COMMON | _PLACE | _COMPANY)
            and word not in self._words.no_acronyms
        )

    def _initials(self) -> dict[str, str]:
        """Organisations by the first letters of their words."""
        labels = [label for scheme, label in self.named if scheme == "org" and " " in label]
        return {_letters(label): label for label in reversed(labels)}

    def _is_somebody(self, mentions: list[Mention], kind: int) -> bool:
        for field, start, end in mentions:
            if (field, end) in self._ends_of_places:
                continue
            text = self._texts[field]
            if name_cues.speaks(text, start, end):
                return True
            if kind & _NAME and (name_cues.is_kin(text, start) or name_cues.governs(text, end)):
                return True
        return False

    def _is_supported(self, name: str, mentions: list[Mention]) -> bool:
        """Whether something beside the words says that they are somebody."""
        if name.rpartition(" ")[2] in self._mentions.readings[WORD]:
            return True
        return any(
            name_cues.has_role(self._texts[field], start, end) for field, start, end in mentions
        )

    def _is_no_place(self, name: str, mentions: list[Mention]) -> bool:
        """Whether nothing beside the words says that they are a place."""
        first = name.partition(" ")[0]
        if first in self._places and not self._words[first] & _GIVEN_FIRST:
            return False
        return not any(
            name_cues.is_place(self._texts[field], start, end) for field, start, end in mentions
        )


def settle(
    mentions: Mentions, scanned: Scanned, words: Words, short_forms: ShortForms
) -> Collection[Named]:
    """Each person and organisation once, with everything that means it."""
    settled = _Settled(mentions, scanned, words, short_forms)
    settled.people()
    settled.bodies()
    settled.single()
    return settled.named.values()


@lru_cache(MOST_REMEMBERED)
def _letters(label: str) -> str:
    """The capitals that the words of a name begin with."""
    return "".join(word[0] for word in _WORDS_OF_NAME.split(label) if word[:1].isupper())


_made = tuple.__new__
