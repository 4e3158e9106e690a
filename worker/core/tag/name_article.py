"""What a whole article tells of the names in it: its language, and which are places."""

from worker.core.tag.place_table import Name
from worker.core.tag.scanned import FIELDS, Scanned

CHARACTERS_A_THE = 600
"""English has "the" at least once in so many; it is told by that."""


def is_english(text: str) -> bool:
    """Whether it has "the" often enough; the end of a text is looked at only when that tells."""
    wanted = -(-len(text) // CHARACTERS_A_THE)
    for the in (" the ", "The "):
        start = 0
        while wanted > 0 and (at := text.find(the, start)) >= 0:
            wanted -= 1
            start = at + len(the)
    return wanted <= 0


def places(scanned: Scanned) -> tuple[set[str], set[tuple[int, int]]]:
    """Names that are a place's in this article, and nothing else; where those of several words end.

    The ends are told with the number of the field: "Beach" is nobody in "Long Beach".
    """
    names, ends = set(), set()
    for number, field in enumerate(FIELDS):
        for _, end, text, meaning in scanned.overlapping("places", field):
            if type(meaning) is not Name or meaning.kind == "not":
                continue
            if " " in text:
                names.add(text)
                ends.add((number, end))
            elif meaning.sure:
                names.add(text)
    return names, ends
