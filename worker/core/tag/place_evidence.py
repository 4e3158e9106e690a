"""Which mentions of a place are shown."""

from collections.abc import Sequence

from worker.core.article import Evidence
from worker.core.tag.place_dateline import Mention

MOST_EVIDENCE = 8


def evidence(mentions: Sequence[Mention]) -> tuple[Evidence, ...]:
    """The first mentions, in order; each way of naming it before another of the same."""
    if len(mentions) > MOST_EVIDENCE:
        firsts: list[int] = []
        others: list[int] = []
        ways: set[str] = set()
        for number, mention in enumerate(mentions):
            text = mention.because.text
            (others if text in ways else firsts).append(number)
            ways.add(text)
        mentions = [mentions[number] for number in sorted((firsts + others)[:MOST_EVIDENCE])]
    return tuple([mention.because for mention in mentions])
