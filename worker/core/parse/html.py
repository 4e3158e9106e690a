"""HTML: a web page with one article, as saved by a browser or a crawler."""

from collections.abc import Iterator
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse import charset
from worker.core.parse.limits import Limits
from worker.core.parse.lookalike import looks_like
from worker.core.parse.page import facts as facts_
from worker.core.parse.page import kind
from worker.core.parse.page import prose as prose_
from worker.core.parse.page import told as told_
from worker.core.parse.page import tree as tree_
from worker.core.parse.page.facts import Facts
from worker.core.parse.page.prose import Prose
from worker.core.parse.page.told import Told
from worker.core.parse.printed import dateline, notes, stamp
from worker.core.parse.stream import read_up_to
from worker.errors import Reason, Rejected


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is a web page."""
    if wide := charset.wide(head):
        head = head.decode(wide, "ignore").encode("utf-8", "ignore")
    return looks_like(head) == "HTML"


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """The article of a page, or why there is none."""
    raw = read_up_to(stream, limits.html_bytes + 1)
    if len(raw) > limits.html_bytes:
        yield Rejected(
            Reason.TOO_LARGE,
            f"more than {limits.html_bytes} bytes of HTML; raise limits.html_bytes or save the page without its pictures",
        )
        return
    try:
        yield read(tree_.decode(raw))
    except Rejected as rejected:
        yield rejected


def read(text: str) -> Article:
    """The article of the page whose markup is `text`.

    Raises:
        Rejected: when the page cannot be read, has no text, or is clearly no article.
    """
    tree = tree_.plant(text)
    facts = facts_.gather(tree)
    prose = prose_.read(tree, facts)
    kind.check(facts, prose)
    if not prose.paragraphs:
        raise Rejected(
            Reason.EMPTY_BODY,
            "no text of an article is in it; save the page once it has drawn itself",
        )
    told = told_.read(prose, facts.headline, facts.names)
    return _article(facts, prose, told)


def _article(facts: Facts, prose: Prose, told: Told) -> Article:
    """All fields: what the page declares before what it prints."""
    printed, changed, section = stamp.settle(told.stamps)
    published = facts.published or printed or facts.scripted
    modified = facts.modified or changed
    at = published.at if published else None
    filed = dateline.read(prose.paragraphs[0])
    body = "\n\n".join(prose.paragraphs)
    if filed:
        body = body[filed.end :].lstrip() or body
    signals = notes.signals((), facts.headline)
    return Article(
        body=body,
        parser="html",
        uri=facts.uri,
        headline=facts.headline,
        bylines=tuple(facts.names or told.names or facts.house),
        byline_email=told.email,
        dateline=filed.dateline(at) if filed else None,
        agency=filed.agency if filed else None,
        source=facts.source,
        section=facts.section or section,
        credit_line="\n".join(d.text for d in prose.dropped if d.rule == "credit") or None,
        published_at=at,
        published_zone=published.zone if published else None,
        published_text=published.text if published else None,
        modified_at=modified.at if modified else None,
        language=facts.language,
        signals=signals,
        pub_status=notes.pub_status(signals),
        url=facts.url,
        repeated_paragraphs=prose.repeated,
        dropped=tuple(prose.dropped),
    )
