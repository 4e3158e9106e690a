"""What the slow stage is given: articles that models have not seen, and what people taught."""

from dataclasses import dataclass
from uuid import UUID

from worker.core.article import Article


@dataclass(frozen=True, slots=True)
class Unenriched:
    """A stored article that models have not seen, and whether a rule gave it a topic."""

    article_id: UUID
    article: Article
    has_topic: bool


@dataclass(frozen=True, slots=True)
class Corrected:
    """An article with what people gave it and denied it, and what it has; `scheme:code` each.

    One that nobody corrected has nothing given and nothing denied.
    """

    article: Article
    given: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    def lacks(self, tag: str) -> bool:
        """Whether it is an example of an article without this tag."""
        return tag in self.denied or not (tag in self.given or tag in self.tags)


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned of one tag from a person's corrections: a plane through the vectors.

    Attributes:
        plane: its normal, as long as a vector.
        least: the probability from which on the tag is suggested.
        f1: of suggestions on examples that were kept aside while learning.
        examples: how many articles a person gave the tag.
    """

    scheme: str
    code: str
    label: str
    plane: tuple[float, ...]
    bias: float
    least: float
    f1: float
    examples: int
