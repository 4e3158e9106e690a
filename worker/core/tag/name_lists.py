"""Lists of words in patterns."""

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """What matches one of the words, of two that begin alike the longer."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
