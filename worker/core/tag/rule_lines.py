"""On which lines of a TOML text its blocks and keys stand, which the standard reader does not tell."""

import re
from bisect import bisect_right
from collections import defaultdict

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*'
    r"|^[ \t]*\[\[?[ \t]*(?P<block>[\w-]+)[ \t]*\]\]?|^[ \t]*(?P<key>[\w-]+)[ \t]*=",
    re.DOTALL | re.MULTILINE,
)
_SAID_LINE = re.compile(r"line (\d+)")


class Lines:
    """The lines of one text that is valid TOML; they count from 1."""

    def __init__(self, text: str) -> None:
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._blocks: defaultdict[str, list[int]] = defaultdict(list)
        self._keys: dict[tuple[str, int, str], int] = {}
        block = ""
        for match in _TOKEN.finditer(text):
            if match["block"]:
                block = match["block"]
                self._blocks[block].append(self._line(match.start("block")))
            elif match["key"]:
                number = len(self._blocks[block]) if block else 0
                place = (block, number, match["key"])
                self._keys.setdefault(place, self._line(match.start("key")))

    def of(self, block: str, number: int, key: str = "") -> int:
        """The line of a key in the block of this name and number from 1, else that of its head.

        A block written in another way than `[[name]]` has the line of its name, or 1.
        """
        heads = self._blocks[block]
        if number > len(heads):
            return self._keys.get(("", 0, block), 1)
        return self._keys.get((block, number, key), heads[number - 1])

    def _line(self, at: int) -> int:
        return bisect_right(self._ends, at) + 1


def said_line(error: str, text: str) -> int:
    """The line that the standard reader's message names; the last one for "end of document"."""
    match = _SAID_LINE.search(error)
    return int(match[1]) if match else text.count("\n") + 1
