"""Names of places that are somebody's in an article: "Tom Washington", "Mr. London"."""

from collections.abc import Callable, Mapping

from worker.core.tag.name_cues import is_he
from worker.core.tag.name_words import Word
from worker.core.tag.place_context import PERSON, PLACE, WEAK_CUES, words
from worker.core.tag.place_mentions import NAMESAKES, Mentions

Given = Callable[[str], bool]
"""Whether a word is somebody's given name."""
_SHARED = NAMESAKES | {"place"}
"""Kinds of names that people have too; what is a country's alone is hardly ever one of them."""
_GIVEN = int(Word.GIVEN | Word.GIVEN_FIRST)
_ELSE = int(
    Word.COMMON
    | Word.SURNAME
    | Word.PLACE
    | Word.PEOPLE
    | Word.SURNAME_FIRST
    | Word.HONORIFIC
    | Word.TITLE
    | Word.ORGANISATION
    | Word.COMPANY
    | Word.FRONT
    | Word.CALENDAR
    | Word.FUNCTION
)
# Words or surnames as well, and still hardly ever that before a place: "Clinton Moscow trip" is one.
_FIRST = words(
    "Albert Alexander Andrew Anne Anthony Barry Benjamin Bernard Bernie Bill Billy Bob Bobby Brian "
    "Carlos Charles Christopher Chuck Colin Daniel Dave David Denis Dennis Derrick Desmond Don "
    "Edwin Erik Frances Gavin George Gilbert Gina Glenn Hannah Harry Helen Henry Isaac Jack Jacob "
    "Jacques James Jean Jimmy Joe Joel John Joseph Joshua Juan Julia Julian Julius Karl Keith Ken "
    "Kenny Kevin Laurent Leonard Louis Lucas Luis Marie Mary Matt Maurice Michael Miguel Mike "
    "Nicholas Nick Nicolas Norman Oliver Patrick Patty Paul Pedro Peter Philip Pierre Randy Raymond "
    "Richard Rick Robert Roger Sally Sam Samuel Stephen Terry Theodore Thomas Tom Tracy Vincent Walter "
    "Wanda William Yolanda"
)


def given_names(known: Mapping[str, int]) -> Given:
    """Which words are given names before all else, by what each can be (`Words`)."""

    def is_given(word: str) -> bool:
        kind = known.get(word, 0)
        return word in _FIRST or bool(kind & _GIVEN and not kind & _ELSE)

    return is_given


def nobody(_: str) -> bool:
    """No word is a given name."""
    return False


def surnames(found: Mentions, given: Given, text: str = "") -> frozenset[int]:
    """The names, by their identity, that are somebody's in an article, and no place's in it.

    Somebody's is what a title or a given name stands before, in a headline too; a place's what it
    was filed from, what one is in, goes to or comes from, and what lies in another. Of what is
    both, the mentions in the body that are a "he" are taken out.
    """
    men = _in_longer(found, given) if found.longer else set()
    for some in (found.headline, found.body):
        for name, _, _, standing, before, _ in some:
            if standing is PLACE or name.kind not in _SHARED:
                continue
            if standing is PERSON or given(before):
                men.add(id(name))
    if not men:
        return frozenset()
    places = {id(mention.name) for mention in found.filed}
    places |= {
        id(mention.name)
        for some in (found.headline, found.body)
        for mention in some
        if mention.standing is PLACE and (mention.before in WEAK_CUES or mention.around)
    }
    if both := men & places:
        found.body[:] = [
            mention
            for mention in found.body
            if id(mention.name) not in both or not is_he(text, mention.because.end)
        ]
    return frozenset(men - places)


def _in_longer(found: Mentions, given: Given) -> set[int]:
    """The names that end somebody's whom the table knows to be no place: "Jack London"."""
    people = {
        last for first, _, last in (name.partition(" ") for name in found.longer) if given(first)
    }
    return {
        id(mention.name)
        for mention in found.body
        if mention.because.text in people and mention.name.kind in _SHARED
    }
