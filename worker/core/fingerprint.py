"""Digests and sketch of an article's words: what finds it when it comes again."""

from dataclasses import dataclass
from hashlib import sha256

from worker.core.address import url_key
from worker.core.algo import ALGO
from worker.core.article import Article
from worker.core.normalize import clean
from worker.core.sketch import sketch

# Never part of clean text, so no two triples of fields run together into the same bytes.
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What identifies an article's words, however they are printed.

    Attributes:
        text_sha256: headline, place of the dateline and body: equal means the same article.
        body_sha256: the body alone: equal only means that a comparison is worth while, since
            short forms ("Qtly div 22 cts") are printed word for word about many companies.
            Of an alert, which is a headline alone, it is `NO_BODY`, and there are no keys.
        algo: how all this was made; what two algos made cannot be compared.
        keys: a sketch of the body, ascending; articles that share some of it are candidates.
    """

    text_sha256: bytes
    body_sha256: bytes
    algo: str
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Traces:
    """What finds an article that is stored, and does not say who it is: each algo makes it anew."""

    body_sha256: bytes
    keys: tuple[int, ...]
    url_key: str | None


def traces(body: str, url: str | None) -> Traces:
    """The traces of an article by its stored body and address."""
    words = clean(body)
    return Traces(body_sha256=_digest(words), keys=sketch(words), url_key=url_key(url))


def fingerprint(article: Article) -> Fingerprint:
    """Digest an article; white space, case, quotes, byline, credit and furniture do not count."""
    body = clean(article.body)
    headline = clean(article.headline or "")
    place = clean(article.dateline.place) if article.dateline else ""
    return Fingerprint(
        text_sha256=_digest(_SEPARATOR.join((headline, place, body))),
        body_sha256=_digest(body),
        algo=ALGO,
        keys=sketch(body),
    )


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()


NO_BODY = _digest("")
"""The `body_sha256` of every article without a body: it shows nothing that two of them share."""
