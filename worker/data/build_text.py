"""How the tables by hand are written down, and how places are spelled."""

import re
import unicodedata
from collections.abc import Iterator


def by_hand(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of a code and a literal.

    One code is followed by its literals, parted by commas; a semicolon or a new line starts the
    next code. A plus sign stands for a second literal with an s.
    """
    for line in re.split(r"[;\n]\s*", text.strip()):
        code, literals = line.split(" ", 1)
        for literal in listed(literals):
            yield code, literal.removesuffix("+")
            if literal.endswith("+"):
                yield code, literal.removesuffix("+") + "s"


def listed(text: str) -> list[str]:
    """What commas and line ends part."""
    return [part for part in re.split(r"\s*,\s*|\s*\n\s*", text.strip()) if part]


def spellings(name: str) -> set[str]:
    """A place's name as printed with and without accents, and without an added "City"."""
    names = {name, name.removesuffix("-si"), name.removesuffix(" City") or name}
    if name.startswith("Saint "):
        names |= {name.replace("Saint ", "St. ", 1), name.replace("Saint ", "St ", 1)}
    return names | {unaccented(n) for n in names}


def unaccented(name: str) -> str:
    """The same in plain letters."""
    letters = unicodedata.normalize("NFD", name.replace("ł", "l").replace("Ł", "L"))
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("’", "'")


def table(columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """Text of a table: a line that names the columns, then the rows, sorted."""
    return "".join("\t".join(row) + "\n" for row in (columns, *sorted(set(rows))))
