"""Exact digests of an article's words."""

from dataclasses import dataclass
from hashlib import sha256

from worker.core.article import Article
from worker.core.normalize import clean

ALGO = "clean-1"
"""Names how a fingerprint is made; it changes with every change that changes a digest."""

# Never part of clean text, so no two triples of fields run together into the same bytes.
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What identifies an article's words, however they are printed.

    Attributes:
        text_sha256: headline, place of the dateline and body: equal means the same article.
        body_sha256: the body alone: equal only means that a comparison is worth while, since
            short forms ("Qtly div 22 cts") are printed word for word about many companies.
        algo: how the digests were made; digests of two algos cannot be compared.
    """

    text_sha256: bytes
    body_sha256: bytes
    algo: str


def fingerprint(article: Article) -> Fingerprint:
    """Digest an article; white space, case, quotes, byline, credit and furniture do not count."""
    body = clean(article.body)
    headline = clean(article.headline or "")
    place = clean(article.dateline.place) if article.dateline else ""
    return Fingerprint(
        text_sha256=_digest(_SEPARATOR.join((headline, place, body))),
        body_sha256=_digest(body),
        algo=ALGO,
    )


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
