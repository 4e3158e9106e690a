"""Which of the versions of one item counts, and which of a story is the whole of it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from worker.core.relation import Candidate, Relation
from worker.core.window import precedes


def newest(versions: Iterable[Candidate]) -> UUID | None:
    """The version that most others are older than; the same for any order of `versions`."""
    known = list(versions)
    if not known:
        return None
    rank = {v.article_id: sum(is_newer(v, other) for other in known) for v in known}
    return max(rank, key=lambda article_id: (rank[article_id], article_id))


def is_newer(one: Candidate, other: Candidate) -> bool:
    """Whether `one` counts before `other`: by version where both print one, else by arrival."""
    mine, theirs = _ordinal(one.version), _ordinal(other.version)
    if mine and theirs and mine[0] == theirs[0] and mine != theirs:
        return mine > theirs
    return one.article_id > other.article_id


def canonical(story: Iterable[tuple[Candidate, Relation]]) -> UUID | None:
    """The earliest complete version of a story: what most others come after, and no excerpt."""
    members = list(story)
    whole = [one for one, relation in members if relation is not Relation.EXCERPT]
    known = whole or [one for one, _ in members]
    if not known:
        return None
    rank = {
        one.article_id: sum(precedes(one, other) for other in known if other is not one)
        for one in known
    }
    return min(rank, key=lambda article_id: (-rank[article_id], article_id))


# Longer runs of digits are no version number, and int() refuses them some day.
_NUMBER = re.compile(r"[0-9]{1,18}")


def _ordinal(version: str | None) -> tuple[str, tuple[int | str | float, ...]] | None:
    """A version as (sort of version, comparable value); only one sort can be compared."""
    text = (version or "").strip()
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return "number", (int(text),)
    if moment := _moment(text):
        return "time", (moment,)
    numbers = tuple(int(n) for n in _NUMBER.findall(text))
    # "1.10" is after "1.9"; the words around the numbers say which numbering it is.
    return _NUMBER.sub("#", text.casefold()), numbers


def _moment(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
