"""Bodies of articles, made ready to be compared: their words and runs of words as hashes.

Most of what a comparison takes is this, and most of this is the cost of a call, whatever it is
called with. So bodies are made ready a page at a time: each step is one call for all of a page.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple

from worker.core.hashing import BLOCK, Words, distinct, distinct_of, runs, words, words_of
from worker.core.normalize import clean, parted
from worker.core.sentences import Sentence, sentences

LOOK = 200_000
"""Characters of a body that are compared; of a longer one only the beginning, and its length."""
RUN = 3
"""Words of the runs that are compared."""
LETTER_RUN = 6
"""In scripts without spaces, where a letter is a word, three words are about six letters."""
_UNSPACED = 1 / 3
"""Words a character of clean text: one half where each letter is a word."""
_HEAD = 1000
_NO_CAPITALS = bytes(set(range(256)) - set(ascii_uppercase.encode()))
_NO_SMALL_LETTERS = bytes(set(range(256)) - set(ascii_lowercase.encode()))


class Folded(NamedTuple):
    """A body, or its beginning, the characters of the whole, and the words of what there is."""

    text: str
    characters: int
    folded: bytes


class Body:
    """A body's words, ready to be compared several times.

    Attributes:
        words: one hash a word, in the order of the text.
        unspaced: whether most of it is in a script where a letter is a word.
        begun: whether there is more of it than is compared.
        length: words of the whole; told by the beginning, and the characters, of a long one.
    """

    def __init__(
        self, given: Folded, hashed: Words, letters: int, found: tuple[Words, Words]
    ) -> None:
        """Take what `bodies` makes: hashes, letters of all words, runs as they stand and once."""
        count = len(hashed)
        self.words = hashed
        self.unspaced = count > 0 and count > _UNSPACED * (letters + count - 1)
        self.begun = given.characters > len(given.text)
        whole = given.characters / len(given.text) if self.begun and given.text else 1
        self.length = round(count * whole)
        self._text = given.text
        self._found = {RUN: found}

    @cached_property
    def shouted(self) -> bool:
        """Whether it is printed in capitals."""
        head = self._text[:_HEAD]
        if head.isascii():  # as nearly all is: thirty times as fast
            letters = head.encode()
            capitals = letters.translate(None, _NO_CAPITALS)
            return len(capitals) > len(letters.translate(None, _NO_SMALL_LETTERS))
        return sum(map(str.isupper, head)) > sum(map(str.islower, head))

    @cached_property
    def sentences(self) -> list[Sentence]:
        """With their facts."""
        return sentences(self._text, len(self.words))

    def runs(self, length: int) -> Words:
        """Hashes of its runs of words in the order of the text."""
        return self._of(length)[0]

    def distinct(self, length: int) -> Words:
        """Each run once, ascending."""
        return self._of(length)[1]

    def _of(self, length: int) -> tuple[Words, Words]:
        if length not in self._found:
            hashed = runs(self.words, length)
            self._found[length] = hashed, distinct(hashed)
        return self._found[length]


def bodies(texts: Iterable[tuple[str, int | None]]) -> Iterator[Body]:
    """Make bodies ready, in their order.

    Args:
        texts: each a body, or its beginning; then with the characters of the whole.
    """
    page: list[Folded] = []
    size = 0
    for given, characters in texts:
        text = given[:LOOK]
        one = Folded(text, max(len(given), characters or 0), parted(text))
        if page and size + len(one.folded) >= BLOCK:
            yield from _together(page)
            page, size = [], 0
        if len(one.folded) >= BLOCK:
            yield _alone(one)
        else:
            page.append(one)
            size += len(one.folded) + 1
    if page:
        yield from _together(page)


def _together(page: Sequence[Folded]) -> Iterator[Body]:
    hashed, bounds, letters = words_of([one.folded for one in page])
    found = runs(hashed, RUN)
    # what begins in the last words of a text ends in the next one
    spans = [
        (min(start, len(found)), max(min(start, len(found)), end - RUN + 1))
        for start, end in pairwise(bounds)
    ]
    for one, (start, end), count, (first, last), once in zip(
        page, pairwise(bounds), letters, spans, distinct_of(found, spans), strict=True
    ):
        yield Body(one, hashed[start:end], count, (found[first:last], once))


def _alone(one: Folded) -> Body:
    """A body that is longer than a page."""
    folded = clean(one.text)
    hashed = words(folded)
    found = runs(hashed, RUN)
    return Body(one, hashed, len(folded) - folded.count(" "), (found, distinct(found)))
