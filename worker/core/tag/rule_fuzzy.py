"""Words that are nearly the ones that a rule asks for."""

from rapidfuzz import fuzz

from worker.core.tag.rule_fold import folded

SHORTEST_PIECE = 3
LONGEST_WORD = 40


def pieces(phrase: str, threshold: float) -> tuple[str, ...]:
    """Parts of a phrase, one of which stands in every text that is like it; none if too short.

    A likeness of so many percent leaves room for so many letters left out or put in; one part more
    than those cannot all be touched.
    """
    words = folded(phrase)
    changes = int((100 - threshold) / 100 * 2 * len(words) + 1e-9)
    length, longer = divmod(len(words), changes + 1)
    if length < SHORTEST_PIECE:
        return ()
    cut, at = [], 0
    for number in range(changes + 1):
        end = at + length + (number < longer)
        cut.append(words[at:end])
        at = end
    return tuple(cut)


def alike(phrase: str, text: str, threshold: float) -> tuple[int, int] | None:
    """The whole words where a folded text is most like a folded phrase, if by so many percent.

    As rapidfuzz's `partial_ratio` has it, but that a text shorter than the phrase must be like all
    of the phrase.
    """
    if len(text) < len(phrase):
        return (0, len(text)) if fuzz.ratio(phrase, text) >= threshold else None
    found = fuzz.partial_ratio_alignment(phrase, text, score_cutoff=threshold)
    if found is None:
        return None
    return _whole_words(text, found.dest_start, found.dest_end)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the blanks around it, and with the rest of the words that it cuts."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    first, last = max(0, start - LONGEST_WORD), min(len(text), end + LONGEST_WORD)
    while start > first and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < last and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end
