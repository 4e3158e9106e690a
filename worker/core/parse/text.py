"""Plain text: wire copy, an article saved from a page, or all the text of a page."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse import charset
from worker.core.parse.limits import Limits
from worker.core.parse.lookalike import looks_like
from worker.core.parse.printed import story
from worker.core.parse.stream import read_up_to
from worker.errors import Reason, Rejected

_ENCODED = re.compile(r"[A-Za-z0-9+/=]{40,100}")


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` looks like nothing but text."""
    return looks_like(head) is None


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """The one article in a text file, or why there is none."""
    raw = read_up_to(stream, limits.text_bytes + 1)
    if len(raw) > limits.text_bytes:
        yield Rejected(
            Reason.TOO_LARGE,
            f"more than {limits.text_bytes} bytes of text; raise limits.text_bytes or split the file",
        )
        return
    try:
        text = charset.clean(charset.decode(raw))
        yield story.read(text)
    except Rejected as rejected:
        yield rejected
