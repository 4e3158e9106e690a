"""The facts of each sentence of a text: its numbers and its capitalised names.

Reports made on one form ("The Bank said it bought 226 mln stg in bills") share their sentences
and differ in these.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from worker.core.normalize import tokens

_END = re.compile(r"(?<=[.!?])[\"'”’»)\]]*\s+(?=[^\sa-z])|(?<=[。！？])|\n\n+")
_NUMBER = re.compile(r"\d(?:[\d.,/:-]*\d)?")
_OPENING = "\"'“”‘’„«»([<"
_SHOUTED = 0.6
"""Where so many words begin with a capital it tells nothing: a title, or copy in capitals."""


@dataclass(frozen=True)
class Sentence:
    """One sentence: where its words stand among those of the text, and its facts."""

    text: str
    words: list[str]
    start: int

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.start + len(self.words)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """As printed, without the commas that part thousands."""
        return frozenset(found.replace(",", "") for found in _NUMBER.findall(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """Words with a capital inside the sentence, folded as `normalize.tokens` does."""
        written = self.text.split()
        names = [word for word in written[1:] if word.lstrip(_OPENING)[:1].isupper()]
        if len(names) > _SHOUTED * len(written):
            return frozenset()
        return frozenset(token for token in tokens(" ".join(names)) if len(token) > 1)


def sentences(text: str, word_count: int) -> list[Sentence]:
    """The sentences of a text of `word_count` words, in order.

    A text whose words cannot be told apart sentence by sentence is one sentence.
    """
    found = _told_apart(text)
    if found and found[-1].end == word_count:
        return found
    return [Sentence(text, tokens(text), 0)] if text else []


def _told_apart(text: str) -> list[Sentence]:
    starts = [0, *(match.end() for match in _END.finditer(text))]
    found: list[Sentence] = []
    counted = 0
    for start, end in pairwise([*starts, len(text)]):
        part = text[start:end]
        if words := tokens(part):
            found.append(Sentence(part, words, counted))
            counted += len(words)
    return found
