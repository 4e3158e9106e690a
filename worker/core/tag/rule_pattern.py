"""What a regular expression cannot match without, read off the pattern.

A pattern is tried only on texts that hold words it needs, so that a thousand of them cost next to
nothing. What is not understood here is taken to need nothing, which is always safe.
"""

import re
from typing import NamedTuple

from worker.core.tag.rule_fold import folded

LONGEST_PATTERN = 1_000
LARGEST = 20_000
"""So many steps may a pattern have when its counted repeats are written out."""
DEEPEST = 20
MOST_WORDS = 64
SHORTEST, SHORTEST_FOREIGN = 3, 2
"""Characters of a word worth looking for: the second where it has letters beyond ASCII."""

# what may follow a backslash and stands for more or other than one given character
_ESCAPE = re.compile(
    r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[NpP]\{[^}]*\}|[pP]\w|[gL]<[^>]*>"
    r"|\d+|[A-Za-z])"
)
_SET = re.compile(r"\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]", re.DOTALL)
_REPEAT = re.compile(r"(?:[*+?]|\{(\d*)(,?)(\d*)\})[?+]?")
_BRACES = re.compile(r"\{[^}]*\}")
_NAMED = re.compile(r"\?P?<\w+>")
_COMMENT = re.compile(r"\(\?#[^)]*\)")
# flags that change no letter into another
_FLAGS = re.compile(r"\?[imsau]+(?:-[ims]+)?([:)])")
_LOOKS = ("?=", "?!", "?<=", "?<!")
_OPENINGS = (*_LOOKS, "?:", "?>")


class Needs(NamedTuple):
    """What is known of a pattern.

    Attributes:
        words: one of these stands in every match, folded; empty where none can be told.
        size: steps when its counted repeats are written out.
    """

    words: frozenset[str]
    size: int


_NOTHING: frozenset[str] = frozenset()


def needs(pattern: str) -> Needs:
    """Read a pattern.

    Raises:
        ValueError: it is nested or repeated too much; one line that says so.
    """
    reader = _Reader(pattern)
    found = reader.alternatives(0)
    if reader.opaque or reader.at < len(pattern):
        return Needs(_NOTHING, found.size)
    return found


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.opaque = False

    def alternatives(self, depth: int) -> Needs:
        """What stands between here and the end of a group, or of the pattern."""
        if depth > DEEPEST:
            raise ValueError(f"groups in groups, more than {DEEPEST} deep")
        branches = [self._sequence(depth)]
        while self._next("|"):
            branches.append(self._sequence(depth))
        size = sum(branch.size for branch in branches)
        if any(not branch.words for branch in branches):
            return Needs(_NOTHING, size)
        words = frozenset().union(*(branch.words for branch in branches))
        return Needs(words if len(words) <= MOST_WORDS else _NOTHING, size)

    def _sequence(self, depth: int) -> Needs:
        best, run, size = _NOTHING, "", 0
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            letter, part = self._atom(depth)
            least, most = self._repeats()
            size += part.size * most
            if size > LARGEST:
                raise ValueError(f"its repeats make more than {LARGEST} steps")
            if letter and least:
                run += letter
            if letter and (least, most) == (1, 1):
                continue
            best = _better(best, _worth(run))
            run = ""
            if least:
                best = _better(best, part.words)
        return Needs(_better(best, _worth(run)), size)

    def _atom(self, depth: int) -> tuple[str, Needs]:
        """One step: the letter that it stands for, or what it needs."""
        one = Needs(_NOTHING, 1)
        letter = self.pattern[self.at]
        if match := _COMMENT.match(self.pattern, self.at):
            self.at = match.end()
            return "", one
        if letter == "(":
            self.at += 1
            return "", self._group(depth)
        if match := _ESCAPE.match(self.pattern, self.at) or _SET.match(self.pattern, self.at):
            self.at = match.end()
            return "", one
        if letter == "\\":
            letter = self.pattern[self.at + 1 : self.at + 2]
            self.at += 2
            return letter, one
        self.at += 1
        return ("", one) if letter in ".^$[*+?{" else (letter, one)

    def _group(self, depth: int) -> Needs:
        looks = self.pattern.startswith(_LOOKS, self.at)
        if self.pattern.startswith("?", self.at):
            self._opening()
        elif self.pattern.startswith("*", self.at):
            self.opaque = True
        inner = self.alternatives(depth + 1)
        if not self._next(")"):
            self.opaque = True
        return Needs(_NOTHING, inner.size) if looks else inner

    def _opening(self) -> None:
        """What stands behind the bracket: names and plain flags are known, the rest is not."""
        named = _NAMED.match(self.pattern, self.at)
        flags = _FLAGS.match(self.pattern, self.at)
        if named:
            self.at = named.end()
        elif flags:
            # a flag for all that follows is a group of nothing
            self.at = flags.end() - (flags[1] == ")")
        elif not any(map(self._next, _OPENINGS)):
            self.opaque = True

    def _repeats(self) -> tuple[int, int]:
        """How often the step before is taken, at least and at most; 2 stands for any number."""
        match = _REPEAT.match(self.pattern, self.at)
        if match is None or match[0].startswith("{}") or match[0].startswith("{,}"):
            if braces := _BRACES.match(self.pattern, self.at):
                # so many letters may be wrong: none of them is needed
                self.at = braces.end()
                return 0, 1
            return 1, 1
        self.at = match.end()
        if (sign := match[0][0]) != "{":
            return (1 if sign == "+" else 0), (1 if sign == "?" else 2)
        least = int(match[1] or 0)
        most = int(match[3] or least + 1) if match[2] else least
        return least, max(least, most)

    def _next(self, sign: str) -> bool:
        found = self.pattern.startswith(sign, self.at)
        self.at += len(sign) * found
        return found


def _worth(run: str) -> frozenset[str]:
    words = folded(run)
    enough = SHORTEST if words.isascii() else SHORTEST_FOREIGN
    letters = sum(map(str.isalnum, words))
    return frozenset((words,)) if letters >= enough else _NOTHING


def _better(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """That of two whose words are longer."""
    return max(one, other, key=lambda words: min(map(len, words), default=0))
