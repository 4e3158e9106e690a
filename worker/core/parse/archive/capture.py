"""One page of a web archive, whatever the archive's form: its block of bytes to articles."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from worker.core.article import Article
from worker.core.parse.archive.bounded import Part, Rest, Source, Stream, Trouble, binary
from worker.core.parse.archive.digest import Digest
from worker.core.parse.archive.http_payload import Dechunked, Head, decoded, read_head
from worker.core.parse.archive.member import outcomes, shown
from worker.core.parse.archive.recoded import recoded
from worker.core.parse.limits import Limits
from worker.core.parse.lookalike import looks_like
from worker.errors import Reason, Rejected

_TYPES = frozenset(
    {
        "text/html",
        "text/plain",
        "text/xml",
        "text/json",
        "text/markdown",
        "application/xhtml+xml",
        "application/xml",
        "application/json",
        "application/x-ndjson",
        "application/rdf+xml",
    }
)
_NOT_COPY = frozenset({"image/svg+xml", "application/manifest+json"})
_PAGES = frozenset({"HTML", "XML", "JSON"})
_SCHEMES = frozenset({"http", "https", "ftp", "file", ""})
_OK = 200
_RAW, _DECHUNKED, _DECODED = range(3)


@dataclass(frozen=True, slots=True)
class Capture:
    """What an archive says about one page.

    Attributes:
        uri: where it was found.
        media_type: of the block; empty when only the block knows.
        answer: whether the block is a web server's answer, head and body.
        block_digest, payload_digest: as printed, empty when there is none.
    """

    uri: str
    media_type: str
    answer: bool
    block_digest: str = ""
    payload_digest: str = ""


def wanted(uri: str, media_type: str) -> bool:
    """Whether an article may stand there, going by what the archive says."""
    kind = media_type.partition(";")[0].strip().lower()
    if kind and kind not in _TYPES and (kind in _NOT_COPY or not kind.endswith(("+xml", "+json"))):
        return False
    try:
        where = urlsplit(uri)
    except ValueError:
        return True
    return where.scheme.lower() in _SCHEMES and where.path.lower() != "/robots.txt"


def read_capture(
    block: Part, capture: Capture, limits: Limits, skipped: dict[str, int]
) -> Iterator[Article | Rejected]:
    """What stands on the page; nothing, and one more in `skipped`, when it is no article's."""
    trouble = block.trouble
    whole = Digest(capture.block_digest, 1)
    payload = Digest(capture.payload_digest, 3)
    source = Source(binary(Rest(Source(binary(block)), whole.update)))
    head = Head(b"", {"content-type": capture.media_type})
    if capture.answer and source.peek(5) == b"HTTP/":
        answered = read_head(source)
        if answered is None:
            yield _named(
                Rejected(Reason.MALFORMED, "the server's answer has no whole head"), capture
            )
            return
        head = answered
        if head.status != _OK:
            _count(skipped, f"answered with {head.status}" if head.status else "no answer")
            return
    kind = head.get("content-type")
    unsaid = not kind.strip() and looks_like(source.peek(1024)) not in _PAGES
    if unsaid or not wanted(capture.uri, kind):
        _count(skipped, kind.partition(";")[0].strip().lower()[:60] or "of no kind")
        return
    body = _body(source, head, limits, trouble, payload)
    if body is None:
        named = f"its content encoding {head.get('content-encoding')[:60]!r} is unknown here"
        yield _named(Rejected(Reason.UNKNOWN_FORMAT, named), capture)
        return
    checked = Checked(body, source, whole, payload, trouble)
    name = shown(capture.uri.encode("utf-8", "replace"))
    page = recoded(checked, kind)
    for found in outcomes(binary(page), limits, trouble, name=name, finish=page.drain):
        if isinstance(found, Article) and not found.url and capture.uri.isprintable():
            yield replace(found, url=capture.uri)
        else:
            yield found


def _named(rejected: Rejected, capture: Capture) -> Rejected:
    name = shown(capture.uri.encode("utf-8", "replace"))
    return Rejected(rejected.reason, f"{name}: {rejected.detail}")


def _count(skipped: dict[str, int], why: str) -> None:
    skipped[why] = skipped.get(why, 0) + 1


def _body(
    source: Source, head: Head, limits: Limits, trouble: Trouble, payload: Digest
) -> Stream | None:
    body: Stream = Rest(source, lambda chunk: payload.update(chunk, _RAW))
    if "chunked" in head.get("transfer-encoding").lower():
        body = Dechunked(
            Source(binary(body)), trouble, lambda chunk: payload.update(chunk, _DECHUNKED)
        )
    stream = decoded(body, head.get("content-encoding"), limits, trouble)
    return stream and Rest(Source(binary(stream)), lambda chunk: payload.update(chunk, _DECODED))


class Checked(Stream):
    """A page's body; at its end the digests must be those of what was read.

    Crawlers digest the payload before or after undoing how it was sent; each is right.
    """

    def __init__(
        self, body: Stream, source: Source, whole: Digest, payload: Digest, trouble: Trouble
    ) -> None:
        super().__init__()
        self._body, self._source, self._trouble = body, source, trouble
        self._whole, self._payload = whole, payload
        self._refusal: Rejected | None = None

    def some(self, most: int) -> bytes:
        """Up to `most` bytes of the body."""
        if self._refusal:
            raise self._refusal
        chunk = self._body.some(most)
        if not chunk and most and not self._trouble.first:
            self._check()
        return chunk

    def _check(self) -> None:
        while chunk := self._source.some(1 << 16):
            # the chunks' own end, or what stands behind the packed bytes
            self._payload.update(chunk, _RAW)
        for digest, of in ((self._whole, "block"), (self._payload, "payload")):
            if digest.differs() and not self._trouble.first:
                self._refusal = self._trouble.note(
                    Reason.MALFORMED, f"its {of} digest differs: it is not what was archived"
                )
                raise self._refusal
