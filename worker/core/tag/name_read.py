"""Which names are in a chain."""

from worker.core.tag.name_bodies import read
from worker.core.tag.name_chains import SHOUTED, WORD, Chain, Piece
from worker.core.tag.name_remembered import Remembered
from worker.core.tag.name_words import Words

Pieces = tuple[Piece, ...]
ALONE: Pieces = (Piece(WORD, 0, 0, ""),)
"""The reading of a chain that is one word, as it stands; its place is that of the chain."""


class Read(Remembered[Pieces]):
    """The names in each chain.

    Args:
        words: what each word can be.
    """

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def tell(self, name: str) -> Pieces:
        """What is read in a chain that is new."""
        chain = Chain(name, self.words)
        read(chain)
        if len(name) > SHOUTED and name.isupper():
            chain.keep_companies()
        pieces = tuple(chain.pieces)
        return ALONE if pieces == (Piece(WORD, 0, len(name), name),) else pieces
