"""Finds every literal of a table in one pass over a text.

A literal is matched as whole words, the longest one first ("Papua New Guinea" hides "Guinea"),
and as it is written or all in capitals: "Turkey" is found in "Turkey" and "TURKEY", not in
"turkey"; "US" not in "us". A line break counts as a space.
"""

from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick

T = TypeVar("T")

# Acronyms that are an English word when everything is printed in capitals.
_WORDS_TOO = frozenset({"US", "WHO", "IT"})
# One character to one, so that offsets stay those of the text.
_TYPOGRAPHY = tuple(zip("\n\t’‘‐‑\u00a0\u202f", "  ''--  ", strict=True))


class Hit(NamedTuple, Generic[T]):
    """One literal found: `text` is `[start:end]` of what was searched."""

    start: int
    end: int
    text: str
    meaning: T


class Literals(Generic[T]):
    """Literals with their meanings, compiled for searching."""

    def __init__(self, meanings: Mapping[str, T]) -> None:
        patterns = {literal.upper(): meaning for literal, meaning in meanings.items()}
        # What is written in capitals is first of all itself.
        patterns |= meanings
        self._meanings = list(patterns.values())
        self._automaton = AhoCorasick([_evened(pattern) for pattern in patterns])

    def find(self, text: str) -> list[Hit[T]]:
        """All literals in a text, in order and without overlap."""
        # The automaton's own choice of the longest match knows no words: ", GA" would hide GABON.
        matches = self._automaton.find_matches_as_indexes(_evened(text), overlapping=True)
        whole = [(s, -e, index) for index, s, e in matches if _stands_alone(text, s, e)]
        shouted = text.isupper()
        hits: list[Hit[T]] = []
        reached = 0
        for start, minus_end, index in sorted(whole):
            printed = text[start:-minus_end]
            if start >= reached and not (shouted and printed in _WORDS_TOO):
                hits.append(Hit(start, -minus_end, printed, self._meanings[index]))
                reached = -minus_end
        return hits


def _evened(text: str) -> str:
    """Plain spaces, quotes and hyphens, at the same offsets."""
    # Replacing what is seldom there is ten times as fast as translating every character.
    for printed, plain in _TYPOGRAPHY:
        text = text.replace(printed, plain)
    return text


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no word runs on over an end of the literal; one that is no letter ends a word."""
    return not (
        (start and _in_word(text[start - 1]) and _in_word(text[start]))
        or (end < len(text) and _in_word(text[end]) and _in_word(text[end - 1]))
    )


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
