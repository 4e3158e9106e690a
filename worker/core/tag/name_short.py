"""How somebody is called who was named in full before."""

from collections.abc import Iterator

from worker.core.tag.name_remembered import Remembered
from worker.core.tag.name_words import Word, Words

_GENERATION = int(Word.GENERATION)
_SURNAME_FIRST = int(Word.SURNAME_FIRST)
_GIVEN_FIRST = int(Word.GIVEN_FIRST)
_SYLLABLES = int(Word.SYLLABLES)


class ShortForms(Remembered[tuple[str, ...]]):
    """How each full name is cut short, as "Powell" and "Clayton Powell" of "Adam Clayton Powell III".

    Args:
        words: what each word can be.
    """

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def tell(self, name: str) -> tuple[str, ...]:
        """The short forms of a name that is new, each once."""
        return tuple(dict.fromkeys(self._forms(name.split(" "))))

    def _forms(self, parts: list[str]) -> Iterator[str]:
        words = self._words
        while len(parts) > 1 and words[parts[-1]] & _GENERATION:
            parts.pop()
        first, last = parts[0], parts[-1]
        for number in range(1, len(parts)):
            yield " ".join(parts[number:]).rstrip(",")
        if len(parts) > 1:
            kind, two = words[first], len(parts) == len(("Kim", "Fielding"))
            if kind & _SURNAME_FIRST:
                # "Kim" is Kim Jong-un, and not Kim Fielding
                if not (kind & _GIVEN_FIRST and two) or words[last] & _SYLLABLES:
                    yield first
            elif two and words.is_family_first(first, last):
                # "Kishida" is Kishida Fumio
                yield first
        if last[:3].lower() in {"al-", "el-"}:
            yield last[3:]
