"""RSS 0.9x, 1.0 and 2.0, Atom, CDF: one article an entry, read by feedparser."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

import feedparser

from worker.core.article import Article, Dropped, Subject
from worker.core.parse import charset
from worker.core.parse.limits import Limits
from worker.core.parse.page import fragment
from worker.core.parse.printed import report
from worker.core.parse.record import feed_guard, instant, wordpress
from worker.core.parse.record import fields as fields_
from worker.core.parse.record.glance import glance
from worker.core.parse.record.patience import patient
from worker.core.parse.stream import read_up_to
from worker.errors import Reason, Rejected

_PROLOG = r"(?>(?:\s+|<\?(?>(?:[^?]|\?(?!>))*)\?>|<!--(?>(?:[^-]|-(?!->))*)-->|<!DOCTYPE[^<>\[]*(?:\[[^\]]*\]\s*)?>)*)"
_ROOT = re.compile(
    _PROLOG
    + r"""<(?: (?:\w{1,20}:)?rss\b | (?:\w{1,20}:)?feed\b | channel\b(?!\w) | (?:\w{1,20}:)?entry\b [^>]* 2005/Atom
      | (?:\w{1,20}:)?RDF\b (?= [^>]* (?:purl\.org/(?:rss|net/rss)|netscape\.com/rdf|my\.netscape) ) )""",
    re.VERBOSE | re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
_SHORTCODE = re.compile(r"\[/([a-z][a-z_-]{1,30})\]")
_SHORTCODES_MAX = 50
_GLANCE = 4096
# the line that WordPress puts below every entry
_APPEARED = re.compile(r"The post .{1,300} (?:first )?appeared (?:first )?on .{1,200}", re.DOTALL)


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is a feed."""
    return _ROOT.match(glance(head)) is not None


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """The entries of a feed in their order."""
    raw = read_up_to(stream, limits.feed_bytes + 1)
    if len(raw) > limits.feed_bytes:
        yield Rejected(
            Reason.TOO_LARGE,
            f"more than {limits.feed_bytes} bytes of feed; raise limits.feed_bytes or split the file",
        )
        return
    try:
        feed_guard.check(raw)
        feed = _load(_marked(raw))
    except Rejected as rejected:
        yield rejected
        return
    entries = feed.get("entries") or []
    if not entries:
        yield _nothing(feed)
    around = dict(feed.get("feed") or {})
    # as plain dicts: feedparser's own answer with one field where another is asked for
    yield from patient(article(dict(entry), around) for entry in entries)


def _marked(raw: bytes) -> bytes:
    """`raw`, in UTF-8 where it is in UTF-16 and does not say so."""
    silent = charset.without_mark(raw[:_GLANCE]) and "<?xml" not in glance(raw[:_GLANCE])[:5]
    return charset.decode(raw).encode("utf-8", "replace") if silent else raw


def _load(raw: bytes) -> Mapping[str, Any]:
    try:
        # bytes in a stream: a text could be taken for an address to fetch or a file to open
        loaded: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False
        )
    except RecursionError:
        raise Rejected(Reason.TOO_DEEP, "elements of the feed are nested too deep") from None
    except Exception as error:
        raise Rejected(
            Reason.MALFORMED, f"the feed cannot be read ({type(error).__name__}: {error})"[:300]
        ) from error
    return loaded


def _nothing(feed: Mapping[str, Any]) -> Rejected:
    if feed.get("bozo"):
        fault = str(feed.get("bozo_exception"))[:200]
        return Rejected(Reason.MALFORMED, f"no entry of the feed can be read: {fault}")
    return Rejected(Reason.EMPTY_BODY, "the feed has no entries")


def article(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Article | Rejected:
    """The article that `entry` carries, or why there is none."""
    try:
        known = fields(entry, feed)
        parts = paragraphs(entry)
        if not parts and not wordpress.is_news(entry):
            return Rejected(Reason.NOT_AN_ARTICLE, "a picture or a menu of a site, no text")
        credits_ = {part for part in parts if _APPEARED.fullmatch(part)}
        known = replace(
            known,
            dropped=tuple(Dropped(p, "feed_credit") for p in dict.fromkeys(parts) if p in credits_),
        )
        kept = [part for part in parts if part not in credits_]
        return report.fill(known, kept, headline_only=True)
    except Rejected as rejected:
        return rejected


def paragraphs(entry: Mapping[str, Any]) -> list[str]:
    """The fullest text of `entry`: its content, else its summary."""
    found = [each.get("value") or "" for each in entry.get("content") or [] if _is_text(each)]
    for text in (*found, entry.get("summary") or ""):
        if parts := fragment.paragraphs(wordpress.as_shown(_without_shortcodes(text), entry)):
            return parts
    return []


def _without_shortcodes(text: str) -> str:
    """`text` without the marks such as "[gallery]...[/gallery]" that WordPress exports."""
    names = (
        "|".join(sorted(set(_SHORTCODE.findall(text)))[:_SHORTCODES_MAX]) if "[/" in text else ""
    )
    return re.sub(rf"\[/?(?:{names})(?:\s[^\]]{{0,500}})?/?\]", "", text) if names else text


def fields(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Article:
    """Everything that `entry` says around its text; the body is still empty."""
    published = _instant(entry, "published") or _instant(entry, "created")
    updated = _instant(entry, "updated")
    expired = _instant(entry, "expired")
    names, email = _authors(entry)
    at = published or updated
    source = entry.get("source") or {}
    return Article(
        body="",
        parser="feed",
        uri=_plain(entry, "id"),
        url=_url(entry),
        headline=fragment.line(entry.get("title") or "") or None,
        bylines=names,
        byline_email=email,
        source=fragment.line(source.get("title") or feed.get("title") or "") or None,
        published_at=at.at if at else None,
        published_zone=at.zone if at else None,
        published_text=at.text if at else None,
        modified_at=updated.at if updated else None,
        language=_language(entry, feed),
        pub_status=wordpress.status(entry),
        subjects=_subjects(entry),
        copyright_notice=fragment.line(entry.get("rights") or feed.get("rights") or "") or None,
        usage_terms=_licence(entry) or _licence(feed),
        expires_at=expired.at if expired else None,
    )


def _instant(entry: Mapping[str, Any], name: str) -> instant.Instant | None:
    value = entry.get(name)
    found = instant.read(value)
    worded = found is None and isinstance(value, str) and any(map(str.isalpha, value))
    if worded and (parts := entry.get(f"{name}_parsed")):
        # words in Greek, Korean and so on that only feedparser knows
        found = instant.read(
            f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02}T{parts[3]:02}:{parts[4]:02}Z"
        )
        found = found._replace(text=fragment.line(str(value))) if found else None
    return found


def _authors(entry: Mapping[str, Any]) -> tuple[tuple[str, ...], str | None]:
    details = [each for each in entry.get("authors") or [] if each]
    details = details or [entry.get("author_detail") or {}]
    email = next((each["email"] for each in details if each.get("email")), None)
    # feedparser cuts a long address in two, and leaves its end to the name
    printed = [entry.get("author")] if len(details) == 1 else [each.get("name") for each in details]
    return fields_.names(printed), (fragment.line(email) or None) if email else None


def _subjects(entry: Mapping[str, Any]) -> tuple[Subject, ...]:
    found = [
        Subject(
            fragment.line(each.get("scheme") or ""),
            code,
            fragment.line(each.get("label") or "") or None,
        )
        for each in entry.get("tags") or []
        if (code := fragment.line(each.get("term") or ""))
    ]
    return tuple(dict.fromkeys(found))


def _language(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str | None:
    for each in (*(entry.get("content") or ()), entry.get("summary_detail") or {}, entry, feed):
        value = each.get("language")
        if isinstance(value, str) and _LANGUAGE.fullmatch(value.strip()):
            return value.strip()
    return None


def _url(entry: Mapping[str, Any]) -> str | None:
    link = _plain(entry, "link")
    if link is None:
        uri = _plain(entry, "id")
        return uri if uri and uri.startswith(("http://", "https://")) else None
    return link


def _licence(holder: Mapping[str, Any]) -> str | None:
    linked = (each for each in holder.get("links") or [] if each.get("rel") == "license")
    return _plain(holder, "license") or next((_plain(each, "href") for each in linked), None)


def _plain(entry: Mapping[str, Any], name: str) -> str | None:
    value = entry.get(name)
    return (" ".join(charset.clean(value).split()) or None) if isinstance(value, str) else None


def _is_text(content: Mapping[str, Any]) -> bool:
    kind = str(content.get("type") or "text")
    return kind.startswith("text") or kind.endswith(("xml", "html"))
