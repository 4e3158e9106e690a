"""Which capitalised words are an organisation's name."""

from worker.core.tag.name_chains import AMPERSAND, AND, NO_LINK, OF, ORGANISATION, Chain, Run
from worker.core.tag.name_given import by_given_name
from worker.core.tag.name_people import person
from worker.core.tag.name_words import Word

_GIVEN_FIRST = int(Word.GIVEN_FIRST)
_ANY_GIVEN = _GIVEN_FIRST | int(Word.GIVEN)
_SURNAME = int(Word.SURNAME)
_COMMON = int(Word.COMMON)
_PLACE = int(Word.PLACE)
_ANY_TITLE = int(Word.TITLE | Word.HONORIFIC)
_COMPANY = int(Word.COMPANY)
_CALENDAR = int(Word.CALENDAR)
_TITLE = int(Word.TITLE)
_PLACE_END = int(Word.PLACE_END)
_PLACE_FRONT = int(Word.PLACE_FRONT)
_MAY_FOLLOW = _ANY_TITLE | _ANY_GIVEN | _SURNAME | int(Word.CALENDAR | Word.PEOPLE)
_ANY_BODY = int(Word.ORGANISATION | Word.COMPANY)
_OPENING = int(Word.OPENING)
_FRONT = int(Word.FRONT)
_PARTICLE = int(Word.PARTICLE)
_CHAPTER = int(Word.CHAPTER)
_PEOPLE = int(Word.PEOPLE)
_NEEDS_RUNS = _ANY_BODY | _OPENING | _FRONT | int(Word.LINK | Word.FUNCTION | Word.POSSESSIVE)
MOST_BEFORE_AND = 3
"""Words before "and" in "Securities and Exchange Commission"."""


def read(chain: Chain) -> None:
    """Reads a whole chain: its organisations, and people in what they leave."""
    if len(chain.kinds) == 1:
        chain.word(0)
        return
    any_kind = 0
    for kind in chain.kinds:
        any_kind |= kind
    if not any_kind & _NEEDS_RUNS:
        _people(chain, 0, len(chain.kinds))
        return
    runs = chain.runs()
    number = 0
    while number < len(runs):
        number = _organisation(chain, runs, number)


def _organisation(chain: Chain, runs: list[Run], number: int) -> int:
    """Reads a run and those that it takes along; returns the number of the next."""
    kinds = chain.kinds
    _, first, stop = runs[number]
    end = _end(chain, first, stop)
    following = number + 1
    if end is not None or kinds[stop - 1] & _OPENING:
        ended, end = end is not None, end or stop
        reached, following = _continued(chain, runs, number, end, single=end - first == 1)
        if following > number + 1 or (ended and end - first > 1):
            chain.add(ORGANISATION, first, reached)
            return _rest(chain, runs, following, reached)
    elif following < len(runs) and (reached := _joined(chain, runs, number)):
        chain.add(ORGANISATION, first, reached)
        return _rest(chain, runs, following + 1, reached)
    _people(chain, first, stop)
    return following


def _people(chain: Chain, first: int, stop: int) -> None:
    (person if chain.english else by_given_name)(chain, first, stop)


def _rest(chain: Chain, runs: list[Run], following: int, reached: int) -> int:
    stop = runs[following - 1].stop
    if reached < stop:
        _people(chain, reached, stop)
    return following


def _continued(
    chain: Chain, runs: list[Run], number: int, end: int, *, single: bool
) -> tuple[int, int]:
    """How far a name goes on behind "of", "and" and "&": the word, and the run after it."""
    kinds = chain.kinds
    following, joined = number + 1, False
    while end == runs[following - 1].stop and following < len(runs):
        link, first, stop = runs[following]
        opens = bool(kinds[end - 1] & _OPENING)
        if link == AND:
            more = joined or (opens and not single and _end(chain, first, stop) is not None)
            if not more or not _all_words(kinds, first, stop):
                break
        elif link == NO_LINK or (link == OF and not opens):
            break
        reached = _before_title(kinds, first, stop)
        if reached == first or kinds[first] & _CALENDAR:
            break
        if link == OF and kinds[first] & _PLACE and _has_chapters(kinds[runs[number].first : end]):
            break
        end, joined = reached, True
        following += 1
    return end, following


def _has_chapters(kinds: list[int]) -> bool:
    """Whether a society has a name of its own; behind it comes the town of a chapter."""
    own = len(kinds) > 1 and not kinds[0] & (_COMMON | _PEOPLE)
    return own and bool(kinds[-1] & _CHAPTER)


def _joined(chain: Chain, runs: list[Run], number: int) -> int:
    """Where "Procter & Gamble" or "Securities and Exchange Commission" ends; 0 where it is none."""
    kinds = chain.kinds
    _, first, stop = runs[number]
    link, begin, last = runs[number + 1]
    end = _end(chain, begin, last)
    if link == AMPERSAND:
        reached = end or _before_title(kinds, begin, last)
        return reached if reached > begin else 0
    short = stop - first <= MOST_BEFORE_AND
    if link != AND or end is None or not short:
        return 0
    return end if _all_words(kinds, first, stop) and _all_words(kinds, begin, end) else 0


def _end(chain: Chain, first: int, stop: int) -> int | None:
    """Behind the word that ends an organisation's name; None when there is none."""
    kinds = chain.kinds
    end = None
    for number in range(first, stop):
        if kinds[number] & _ANY_BODY:
            end = number + 1
        elif end and kinds[number] & _ANY_TITLE:
            break
    if end is None or end == first + 1:
        front = kinds[first] & _FRONT and stop - first > 1
        return (front and _behind_front(chain, first, stop)) or end
    if kinds[end - 1] & _COMPANY:
        return end
    while end < stop and kinds[end] & _COMMON and not kinds[end] & _MAY_FOLLOW:
        # "Red Cross Ambulance" goes on, "Times Square" is none
        end += 1
    nothing = kinds[end - 1] & _PLACE_END and not kinds[end - 1] & _ANY_BODY
    office = end < stop and kinds[first] & kinds[end] & _TITLE
    return None if nothing or office or _is_somebody(kinds, first, end) else end


def _behind_front(chain: Chain, first: int, stop: int) -> int:
    """Where "Radio Lagos" or "Banco Central" ends; 0 where it is none."""
    kinds = chain.kinds
    if kinds[first + 1] & (_ANY_TITLE | (_COMMON if chain.english else 0)):
        return 0
    if chain.english:
        return stop
    if chain.nouns:
        return _before_noun(kinds, first, stop)
    if kinds[first] & _COMMON and kinds[first + 1] & _ANY_GIVEN:
        return 0  # "presidente del Consiglio Giorgia ..."
    for number in range(first + 2, stop - 1):
        if kinds[number] & _ANY_GIVEN and not (
            kinds[number] & _PLACE or kinds[number - 1] & _PLACE_FRONT
        ):
            if kinds[number - 1] & kinds[number - 2] & _PARTICLE:
                continue  # "Comité Internacional de la Cruz Roja"
            # "Real Madrid Vinícius Júnior", "Partido Popular de Alberto ..."
            end = number - bool(kinds[number - 1] & _PARTICLE)
            return end if end > first + 1 else 0
    return stop


def _before_noun(kinds: list[int], first: int, stop: int) -> int:
    """Where "Landgericht Hannover" ends among nouns that do not belong to it; 0 where it is none."""
    end = first + 1
    while end < stop and kinds[end] & _PLACE:
        end += 1
    if end > first + 1:
        return end
    return 0 if kinds[first] & _COMMON else stop


def _is_somebody(kinds: list[int], first: int, end: int) -> bool:
    """Whether these are "David Post" or "Secretary Smith", not the "Justice Department"."""
    opening = kinds[first]
    if end - first == len(("David", "Post")) and kinds[end - 1] & _SURNAME:
        doubts = _PLACE if opening & _GIVEN_FIRST else _PLACE | _COMMON
        if opening & _ANY_GIVEN and not opening & doubts:
            return True
    return any(
        kinds[number] & _ANY_TITLE and not kinds[number + 1] & (_COMMON | _ANY_BODY)
        for number in range(first, end - 1)
    )


def _before_title(kinds: list[int], first: int, stop: int) -> int:
    """Where the words before a title end."""
    for number in range(first, stop):
        if kinds[number] & _ANY_TITLE and stop - first > 1:
            return number
    return stop


def _all_words(kinds: list[int], first: int, stop: int) -> bool:
    return all(
        kind & (_COMMON | _ANY_BODY) and not kind & _GIVEN_FIRST for kind in kinds[first:stop]
    )
