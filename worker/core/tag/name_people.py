"""Which capitalised words are somebody's name."""

from worker.core.tag.name_chains import DOUBTFUL, MAYBE, PERSON, TITLED, Chain
from worker.core.tag.name_words import Word

MOST_WORDS = 6
"""Nobody is printed with more; what is longer is a title or a list."""
_FULL = len(("J.", "Richard", "West"))
_GIVEN = int(Word.GIVEN)
_GIVEN_FIRST = int(Word.GIVEN_FIRST)
_ANY_GIVEN = _GIVEN | _GIVEN_FIRST
_SURNAME = int(Word.SURNAME)
_SURNAME_FIRST = int(Word.SURNAME_FIRST)
_SYLLABLES = int(Word.SYLLABLES)
_NAME = _ANY_GIVEN | _SURNAME | _SURNAME_FIRST | _SYLLABLES
_COMMON = int(Word.COMMON)
_PLACE = int(Word.PLACE)
_PEOPLE = int(Word.PEOPLE)
_CALENDAR = int(Word.CALENDAR)
_HONORIFIC = int(Word.HONORIFIC)
_ANY_TITLE = int(Word.TITLE | Word.HONORIFIC)
_ORGANISATION = int(Word.ORGANISATION)
_COMPANY = int(Word.COMPANY)
_PLACE_FRONT = int(Word.PLACE_FRONT)
_PLACE_END = int(Word.PLACE_END)
_FRONT = int(Word.FRONT)
_GENERATION = int(Word.GENERATION)
_INITIAL = int(Word.INITIAL)
_CAPITALS = int(Word.CAPITALS)
_PARTICLE = int(Word.PARTICLE)
_NO_PART = _CALENDAR | _COMPANY | _PEOPLE
_ENDS_ELSE = _PLACE_END | _ORGANISATION
_NO_NAME = _COMMON | _PLACE | _CAPITALS


def person(chain: Chain, first: int, stop: int) -> None:
    """Reads the words `first` to `stop`, which are no organisation's, as somebody's name."""
    kinds = chain.kinds
    title = _last_title(kinds, first, stop)
    if title is not None:
        if title > first and kinds[first] & _CAPITALS:
            # "IBM Chairman John Smith"
            chain.word(first)
        first = title + 1
    first, stop = _trimmed(kinds, first, stop, titled=title is not None)
    if first == stop:
        return
    if stop - first == 1:
        if title is not None and _is_surname(kinds[first], kinds[title]):
            chain.add(TITLED, first, stop)
        else:
            chain.word(first)
    elif not _named(chain, first, stop, titled=title is not None) and not (
        kinds[first] & _PLACE_FRONT
    ):
        for number in range(first, stop):
            if kinds[number] & _CAPITALS or not kinds[number] & _COMMON:
                chain.word(number)


def _named(chain: Chain, first: int, stop: int, *, titled: bool) -> bool:
    """Reads words as a name, or the last of them behind what is none."""
    kinds = chain.kinds
    reading = _shape(kinds[first:stop], titled=titled)
    if reading is None:
        for begin in range(first + 1, stop - 1):
            # "Chicago Bear Walter Payton", "MP Fu Ah Kiow"
            starts = kinds[begin] & (_ANY_GIVEN | _SURNAME_FIRST) and not kinds[begin] & _COMMON
            if starts and _shape(kinds[begin:stop], titled=titled) == PERSON:
                first, reading = begin, PERSON
                break
    if reading is None:
        return False
    chain.add(reading, first, stop)
    return True


def _last_title(kinds: list[int], first: int, stop: int) -> int | None:
    """Which word is the last title before a name."""
    for number in range(stop - 1, first - 1, -1):
        kind = kinds[number]
        if not kind & _ANY_TITLE:
            continue
        at_end = number == stop - 1
        # "Stephen King", "Martin Luther King Jr."
        if kind & _NAME and number > first and (at_end or kinds[number + 1] & _GENERATION):
            continue
        return number
    return None


def _is_surname(kind: int, title: int) -> bool:
    """Whether the one word behind a title is somebody."""
    if title & _HONORIFIC or kind & _NAME:
        return True
    return not kind & (_NO_NAME | _ENDS_ELSE | _COMPANY)


def _trimmed(kinds: list[int], first: int, stop: int, *, titled: bool) -> tuple[int, int]:
    """Without what stands before and behind a name."""
    stop = _without_tail(kinds, first, stop)
    while first < stop:
        kind, rest = kinds[first], stop - first - 1
        if kind & _NAME and not kind & (_PEOPLE | _PLACE):
            break
        if kind & (_COMMON | _CALENDAR | _GENERATION) and not kind & (_NAME | _PLACE_FRONT):
            if titled and (not rest or (rest == 1 and not kinds[first + 1] & _NO_NAME)):
                break  # "Rapper Snoop Dogg"
        elif not rest:
            break
        elif kind & _PEOPLE:
            if kind & _GIVEN_FIRST and rest == 1:
                break
        elif not kind & _PARTICLE and not _is_place_before(kinds, first, rest):
            break
        first += 1
    return first, stop


def _without_tail(kinds: list[int], first: int, stop: int) -> int:
    """Where a name ends: before a university, a day, letters of honour."""
    for number in range(first + 1, stop - 1):
        # "Johanna Lange von der Universität Hamburg"
        if kinds[number] & _PARTICLE and any(kind & _FRONT for kind in kinds[number + 1 : stop]):
            return number
    last = stop - 1
    while last >= first and kinds[last] & (_CALENDAR | _PARTICLE) and not kinds[last] & _NAME:
        last -= 1
    # "Luke Ferris MP"
    honour = last - first + 1 >= _FULL and kinds[last] & _CAPITALS and not kinds[last] & _NAME
    return last if honour else last + 1


def _is_place_before(kinds: list[int], first: int, rest: int) -> bool:
    """Whether "Kenya", "U.S." or "MCI" stands before a name of two words."""
    kind, following = kinds[first], kinds[first + 1]
    if rest == 1 or not following & _ANY_GIVEN or kind & _GIVEN_FIRST:
        return False
    return bool(kind & (_PLACE | _CAPITALS))


def _shape(kinds: list[int], *, titled: bool) -> int | None:
    """What two words and more are."""
    first, second, last = kinds[0], kinds[1], kinds[-1]
    if last & _GENERATION:
        sure = titled or first & _NAME or len(kinds) >= _FULL
        return PERSON if sure else MAYBE
    if len(kinds) > MOST_WORDS or _is_something_else(kinds, titled=titled):
        return None
    is_word = bool(last & _COMMON) and not last & _NAME
    if titled:
        return None if is_word and not first & _ANY_GIVEN else PERSON
    if second & _SYLLABLES:
        return PERSON
    return _before_word(first) if is_word else _by_parts(kinds)


def _before_word(first: int) -> int | None:
    """What a name is whose last word is a word of the language: "Clark Gable", "Mark Cuban"."""
    if first & _ANY_GIVEN and not first & (_PLACE | _COMMON | _PEOPLE):
        return PERSON if first & (_GIVEN_FIRST | _SURNAME) else MAYBE
    return DOUBTFUL if first & _GIVEN_FIRST or not first & (_NO_NAME | _PEOPLE) else None


def _is_something_else(kinds: list[int], *, titled: bool) -> bool:
    """A place, a day, something in capitals."""
    first, last = kinds[0], kinds[-1]
    if any(kind & _NO_PART and not kind & _NAME for kind in kinds[1:]):
        return True
    if last & _ENDS_ELSE:
        given = any(kind & _ANY_GIVEN and not kind & _NO_NAME for kind in kinds[:-1])
        somebody = last & _SURNAME and (given or first & _GIVEN_FIRST) and len(kinds) <= _FULL
        if not somebody and not (titled and last & _NAME):
            return True
    if first & last & _CAPITALS:
        return True
    if first & _INITIAL and last & _PLACE and not last & _NAME:
        return True  # "S. Korea-Japan"
    return bool(first & _PLACE_FRONT) and not titled and not first & _GIVEN_FIRST


def _by_parts(kinds: list[int]) -> int | None:
    """By given names, surnames that stand first, particles and initials."""
    first, last, inner = kinds[0], kinds[-1], kinds[1:-1]
    initial = first & _INITIAL and not last & (_INITIAL | _CAPITALS)
    if first & _GIVEN_FIRST or initial or any(kind & _INITIAL for kind in inner):
        return PERSON
    if first & _SURNAME_FIRST and len(kinds) <= _FULL:
        return MAYBE if last & (_COMMON | _PLACE) else PERSON
    if any(kind & _PARTICLE for kind in inner) and not first & _COMMON:
        if first & _ANY_GIVEN:
            return PERSON
        return None if last & _PLACE else MAYBE
    if first & _GIVEN and not last & (_PLACE | _CAPITALS):
        return PERSON if last & _SURNAME else MAYBE
    nothing = any(kind & _NO_NAME and not kind & _NAME for kind in kinds)
    return None if nothing else MAYBE
