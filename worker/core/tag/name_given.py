"""Which words are somebody's name in languages other than English: given names and titles tell."""

from worker.core.tag.name_chains import PERSON, TITLED, Chain
from worker.core.tag.name_words import Word

MOST_GIVEN = 4
MOST_SURNAMES = 3
_ANY_TITLE = int(Word.TITLE | Word.HONORIFIC)
_ANY_GIVEN = int(Word.GIVEN | Word.GIVEN_FIRST)
_GIVEN_FIRST = int(Word.GIVEN_FIRST)
_INITIAL = int(Word.INITIAL)
_PARTICLE = int(Word.PARTICLE)
_SURNAME = int(Word.SURNAME)
_SURNAME_FIRST = int(Word.SURNAME_FIRST)
_SYLLABLES = int(Word.SYLLABLES)
_GENERATION = int(Word.GENERATION)
_COMMON = int(Word.COMMON)
_CAPITALS = int(Word.CAPITALS)
_PLACE = int(Word.PLACE)
_ELSE = int(
    Word.CALENDAR
    | Word.PEOPLE
    | Word.TITLE
    | Word.HONORIFIC
    | Word.ORGANISATION
    | Word.COMPANY
    | Word.FRONT
    | Word.PLACE
    | Word.PLACE_END
    | Word.CAPITALS
    | Word.PARTICLE
    | Word.INITIAL
)


def by_given_name(chain: Chain, first: int, stop: int) -> None:
    """Reads the words `first` to `stop`: names begin with a given name or behind a title."""
    kinds = chain.kinds
    titled = False
    while first < stop:
        if kinds[first] & _ANY_TITLE:
            titled = True
            first += 1
            continue
        end = _end(kinds, first, stop, titled=titled, nouns=chain.nouns)
        if end - first > 1:
            chain.add(PERSON, first, end)
        elif titled and _may_be_surname(kinds[first]):
            chain.add(TITLED, first, end)
        else:
            chain.word(first)
        titled = False
        first = end


def _end(kinds: list[int], first: int, stop: int, *, titled: bool, nouns: bool) -> int:
    """Behind the last word of a name; behind the first when it is none.

    With `nouns`, a capitalised word behind the name may be any noun.
    """
    following = kinds[first + 1] if first + 1 < stop else 0
    if not _is_given(kinds[first], following):
        family_first = following & _SYLLABLES or kinds[first] & _SURNAME_FIRST or titled
        two = first + 1 < stop and all(map(_may_be_surname, kinds[first : first + 2]))
        return first + 2 if family_first and two else first + 1
    end = first + 1
    while end < min(stop, first + MOST_GIVEN) and kinds[end] & (_ANY_GIVEN | _INITIAL):
        end += 1
    for surnames in range(MOST_SURNAMES):
        family = end
        while family < stop and kinds[family] & _PARTICLE and not (nouns and surnames):
            family += 1
        if family == stop or not _may_be_surname(kinds[family]):
            break
        if nouns and surnames and not kinds[family] & _SURNAME:
            break  # "Vargas Llosa" goes on, other nouns do not belong to a name
        end = family + 1
    if kinds[end - 1] & _INITIAL and not kinds[first] & _ANY_GIVEN:
        return first + 1  # "Gruppe C."
    if first + 1 < end < stop and kinds[end] & _GENERATION:
        end += 1
    return end


def _is_given(kind: int, following: int) -> bool:
    """Whether a name begins with a word of this kind, before one of that."""
    if following & _INITIAL and not kind & _ELSE:
        return True  # "Múte B. Egede"
    if kind & _CAPITALS and not following & _CAPITALS:
        return False
    if kind & (_PLACE | _COMMON) and not kind & _GIVEN_FIRST:
        # "Paris Hilton", but not "Paris Chancen"
        return bool(kind & _ANY_GIVEN and following & _SURNAME)
    return bool(kind & (_ANY_GIVEN | _INITIAL))


def _may_be_surname(kind: int) -> bool:
    return bool(kind & _SURNAME) or not kind & _ELSE
