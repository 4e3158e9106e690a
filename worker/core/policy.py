"""What a desk wants done with what is no original: linked, hidden, or kept apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from worker.core.relation import Candidate, Relation, Verdict
from worker.core.window import Window

_MS = timedelta(milliseconds=1)
_LARGEST = UUID(int=2**128 - 1)


class Policy(StrEnum):
    """What is done with an article for its relation.

    Linked ones are in their story and shown. Hidden ones are in their story and not in the main
    view. Those kept apart are a story of their own, and name what they are like all the same.
    """

    LINK = "link"
    HIDE = "hide"
    APART = "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """How a desk matches.

    Attributes:
        policies: by relation; what is not there is linked. An original is always linked.
    """

    window: Window = field(default_factory=Window)
    policies: Mapping[Relation, Policy] = field(default_factory=dict)

    def policy(self, relation: Relation) -> Policy:
        """What is done with an article of this relation."""
        if relation is Relation.ORIGINAL:
            return Policy.LINK
        return self.policies.get(relation, Policy.LINK)

    @property
    def apart(self) -> frozenset[Relation]:
        """The relations that make no story."""
        return frozenset(one for one in Relation if self.policy(one) is Policy.APART)

    def rule(self, article: Candidate, verdict: Verdict) -> Verdict:
        """The verdict as the policy leaves it."""
        if self.policy(verdict.relation) is not Policy.APART:
            return verdict
        return replace(
            verdict,
            story_id=article.story_id,
            joins=(),
            supersedes=None,
            superseded_by=None,
            revises=(),
        )

    def since(self, article_id: UUID) -> UUID:
        """The smallest id of the articles that one with this id may be near to by arrival."""
        reach = self.reach
        if reach is None:
            return UUID(int=0)
        return UUID(int=max(0, _arrived_ms(article_id) - int(reach / _MS)) << 80)

    def until(self, article_id: UUID) -> UUID:
        """The smallest id of the articles that came too long after it to be near to it."""
        reach = self.reach
        if reach is None:
            return _LARGEST
        return UUID(int=min(_LARGEST.int, (_arrived_ms(article_id) + int(reach / _MS) + 1) << 80))

    @property
    def reach(self) -> timedelta | None:
        """How long after an article another may come that is near to it; None for ever."""
        if self.window.plain is None or self.window.changed is None:
            return None
        return max(self.window.plain, self.window.changed)


def _arrived_ms(article_id: UUID) -> int:
    return article_id.int >> 80


PLAIN = Matching()
"""The usual windows; everything is linked."""
