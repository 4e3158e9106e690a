"""What is read in chains, remembered: news names the same people all day long."""

from worker.core.tag.name_bodies import read
from worker.core.tag.name_chains import SHOUTED, WORD, Chain, Piece
from worker.core.tag.name_words import LONGEST_REMEMBERED, Words

MOST_REMEMBERED = 40_000
"""Chains whose reading is kept."""
ALONE = (Piece(WORD, 0, 0, ""),)
"""The reading of a chain that is one word, as it stands; its place is that of the chain."""


class Remembered(dict[str, tuple[Piece, ...]]):
    """The names in each chain; a chain that is new is read when asked for.

    Args:
        words: what each word can be.
    """

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, chain: str) -> tuple[Piece, ...]:
        reading = Chain(chain, self._words)
        read(reading)
        if len(chain) > SHOUTED and chain.isupper():
            reading.keep_companies()
        pieces = tuple(reading.pieces)
        if pieces == (Piece(WORD, 0, len(chain), chain),):
            pieces = ALONE
        if len(chain) <= LONGEST_REMEMBERED:
            if len(self) >= MOST_REMEMBERED:
                self.clear()
            self[chain] = pieces
        return pieces
