"""How much of a file a parser reads before it gives up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on the bytes really read, by format.

    Attributes:
        text_bytes: the largest plain text that is read.
    """

    text_bytes: int
