"""What reading made of one position of a delivery: ready to be stored, or rejected with a reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from worker.core.address import is_local, url_key
from worker.core.article import Article, Tag
from worker.core.bookmark import Bookmark
from worker.core.delivery import Delivery
from worker.core.normalize import clean
from worker.errors import Rejected

if TYPE_CHECKING:
    # it computes with numpy, which takes a quarter of a second to import
    from worker.core.fingerprint import Fingerprint


class Print(NamedTuple):
    """Who printed a text, and where; None where that is not known."""

    source_key: str | None
    url_key: str | None

    @classmethod
    def of(cls, source: str | None, agency: str | None, url: str | None) -> "Print":
        """The source, else the agency, by its name in words alone, and the address of the page."""
        return cls(clean(source or agency or "") or None, url_key(url))

    def is_same(self, other: "Print", uri: str | None) -> bool:
        """Whether two prints of one text, uri, version and status are one article.

        They are two where two sources are known, and neither uri nor address says that it is one
        item. What `desk.same_print` decides.
        """
        if not by_source(uri) or None in {self.source_key, other.source_key}:
            return True
        return self.source_key == other.source_key or (
            self.url_key is not None and self.url_key == other.url_key
        )


def by_source(uri: str | None) -> bool:
    """Whether the source may make another article of the same text and uri."""
    return uri is None or is_local(uri)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article with everything that is stored beside it."""

    article_id: UUID
    article: Article
    fingerprint: "Fingerprint"
    tags: tuple[Tag, ...]
    printed: Print = field(init=False)
    """Who printed it, and where."""

    def __post_init__(self) -> None:
        article = self.article
        printed = Print.of(article.source, article.agency, article.url)
        object.__setattr__(self, "printed", printed)

    @property
    def key(self) -> tuple[bytes, str | None, str | None, str]:
        """What makes it the same article as another of the same print: see `Print.is_same`."""
        article = self.article
        return (self.fingerprint.text_sha256, article.uri, article.version, article.pub_status)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One position of a delivery as it stands there."""

    position: int
    found: Article | Rejected

    @property
    def characters(self) -> int:
        """Length of its text."""
        return len(self.found.body) if isinstance(self.found, Article) else 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One position of a delivery and what it became."""

    position: int
    outcome: Prepared | Rejected


@dataclass(slots=True)
class Part:
    """The readings of one delivery that one page holds.

    Attributes:
        parsed: positions of which the readings are still to be made, behind those that are.
        ended: nothing comes after these readings.
        first_position: where this part began, when it is not the first of its run.
        bookmark: where reading stands behind them, while more may come.
        sha256_hex: of the file's bytes, known at the end.
        size_bytes: bytes really read, known at the end.
    """

    delivery: Delivery
    readings: list[Reading] = field(default_factory=list)
    ended: bool = False
    sha256_hex: str | None = None
    size_bytes: int | None = None
    first_position: int = -1
    bookmark: Bookmark = ()
    parsed: list[Parsed] = field(default_factory=list)

    @property
    def next_position(self) -> int:
        """Where reading goes on when it is cut off after this part."""
        if read := self.parsed or self.readings:
            return read[-1].position + 1
        return max(self.first_position, self.delivery.next_position)

    @property
    def prepared(self) -> Iterator[tuple[int, Prepared]]:
        """The positions that hold an article."""
        for reading in self.readings:
            if isinstance(reading.outcome, Prepared):
                yield reading.position, reading.outcome

    @property
    def rejected(self) -> Iterator[tuple[int, Rejected]]:
        """The positions that could not be read."""
        for reading in self.readings:
            if isinstance(reading.outcome, Rejected):
                yield reading.position, reading.outcome


Page = Sequence[Part]
"""What one transaction stores: the parts of a batch's deliveries, in their order."""
