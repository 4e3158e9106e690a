"""A stream of bytes to articles: one format a module, tried in the order of `PARSERS`.

A format is a module with two functions. `sniff(head)` says whether a file that begins with
`head` is its kind; `parse(stream, limits)` yields an `Article` or a `Rejected` for every position
in the file, in order. To add a format, add a module and name it in `PARSERS`.
"""

from collections.abc import Iterator
from typing import BinaryIO, Protocol, cast

from worker.core.article import Article
from worker.core.parse import (
    anpa1312,
    arc,
    docx,
    feed,
    html,
    iptc7901,
    json_feed,
    json_records,
    mail,
    markdown,
    newsml1,
    newsml_g2,
    ninjs,
    nitf,
    pdf,
    squeezed,
    tar_archive,
    text,
    warc,
    zip_archive,
)
from worker.core.parse.limits import Limits
from worker.core.parse.lookalike import looks_like
from worker.core.parse.repeats import collapse
from worker.core.parse.stream import Rejoined, read_up_to
from worker.errors import Reason, Rejected

__all__ = ["HEAD_BYTES", "PARSERS", "Format", "Limits", "parse"]

HEAD_BYTES = 4096
"""How much of a file `sniff` is shown."""


class Format(Protocol):
    """What a format's module offers."""

    __name__: str

    def sniff(self, head: bytes) -> bool:
        """Whether a file that begins with `head` is of this format."""

    def parse(self, stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
        """What stands at each position of the file."""


PARSERS: tuple[Format, ...] = (
    # what is packed; an Office file is a zip archive too, so it is asked first
    warc,
    arc,
    docx,
    zip_archive,
    squeezed,
    tar_archive,
    pdf,
    # agencies' own
    nitf,
    newsml1,
    newsml_g2,
    iptc7901,
    anpa1312,
    ninjs,
    # feeds and records
    feed,
    json_feed,
    json_records,
    # what people write
    mail,
    markdown,
    html,
    text,
)
"""The formats, the most particular first: plain text takes all that looks like nothing else."""


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """Read `stream` as the first format that fits its head, one position after the other.

    The stream is read once and forwards only. At least one value is yielded: a file in which
    nothing can be read is one `Rejected`. What stands twice in an article is left in it once.
    """
    head = read_up_to(stream, min(HEAD_BYTES, limits.text_bytes + 1))
    for format_ in PARSERS:
        if format_.sniff(head):
            found = format_.parse(cast("BinaryIO", Rejoined(head, stream)), limits)
            first = next(found, None)
            if first is None:
                yield Rejected(Reason.EMPTY_BODY, f"no article in {_name(format_)}")
            else:
                yield collapse(first)
                yield from map(collapse, found)
            return
    kind = looks_like(head) or "nothing known here"
    yield Rejected(
        Reason.UNKNOWN_FORMAT,
        f"looks like {kind}, which is not read; convert it to text, HTML or a format of the README's "
        "table, and drop that",
    )


def _name(format_: Format) -> str:
    return f"what looks like {format_.__name__.rpartition('.')[2].replace('_', ' ')}"
