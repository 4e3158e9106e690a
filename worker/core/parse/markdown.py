"""Markdown with front matter in YAML or TOML, as site generators keep articles."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any, BinaryIO

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from worker.core.article import Article
from worker.core.parse import charset
from worker.core.parse.limits import Limits
from worker.core.parse.mapping import reach
from worker.core.parse.page import fragment
from worker.core.parse.printed import report
from worker.core.parse.record import fields, instant
from worker.core.parse.record.glance import glance
from worker.core.parse.stream import read_up_to
from worker.errors import Reason, Rejected

TEXT_MAX = 500_000
"""Markdown's reader is slow; a longer text is no article."""
MARKS_MAX = 60_000
"""Signs that may be marks, line ends too; what the reader does grows with them."""
FRONT_MAX = 50_000
"""Front matter is shorter than this."""

_YAML = re.compile(
    r"---[ \t]*\r?\n(?:\s*(?:#[^\n]*)?\n)*[\"']?[A-Za-z_][\w .-]{0,60}[\"']?\s?:(?:\s|$)"
)
_TOML = re.compile(
    r"\+\+\+[ \t]*\r?\n(?:\s*(?:#[^\n]*)?\n)*[\"']?[A-Za-z_\[][\w.\" -]{0,60}[\"'\]]?\s*=?"
)
_FRONT = {
    "---": re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL),
    "+++": re.compile(r"\+\+\+[ \t]*\n(.*?\n)\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL),
}
_SHORTCODE = re.compile(r"\{\{[%<][^{}]{0,500}[%>]\}\}|\{%[^{}]{0,500}%\}")
_MARK = re.compile(r"[\[\]*_`<>|#&\\~!\n]")
_READER = MarkdownIt("commonmark", {"html": True}).enable("table")


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` has front matter."""
    text = glance(head)
    return bool(_YAML.match(text) or _TOML.match(text))


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """The one article in a file, or why there is none."""
    most = min(limits.text_bytes, TEXT_MAX)
    raw = read_up_to(stream, most + 1)
    if len(raw) > most:
        yield Rejected(Reason.TOO_LARGE, f"more than {most} bytes of Markdown; split the file")
        return
    try:
        yield _article(charset.clean(charset.decode(raw)).lstrip())
    except Rejected as rejected:
        yield rejected


def _article(text: str) -> Article:
    front = _FRONT[text[:3]].match(text[: FRONT_MAX + 10]) if text[:3] in _FRONT else None
    if front is None:
        raise Rejected(
            Reason.MALFORMED, f"the front matter does not end within {FRONT_MAX} characters"
        )
    table = _table(front[1], text[:3])
    return report.fill(_known(table), paragraphs(text[front.end() :]))


def _table(text: str, mark: str) -> dict[str, Any]:
    try:
        # of YAML all values stay texts as printed; aliases are references, never copies
        found = tomllib.loads(text) if mark == "+++" else yaml.BaseLoader(text).get_single_data()
    except RecursionError:
        raise Rejected(Reason.TOO_DEEP, "the front matter is nested too deep") from None
    except (ValueError, yaml.YAMLError, TypeError, LookupError) as error:
        sentence = " ".join(str(error).split())[:200]
        raise Rejected(Reason.MALFORMED, f"the front matter cannot be read: {sentence}") from error
    if not isinstance(found, dict):
        raise Rejected(Reason.MALFORMED, "the front matter is no table of names and values")
    return {str(key).lower().replace("-", "_"): _plain(value) for key, value in found.items()}


def _plain(value: object) -> object:
    """Dates and times of TOML as texts, as YAML has them."""
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else value


def _known(table: dict[str, Any]) -> Article:
    published = instant.read(
        fields.first(
            table, "date", "published", "publishdate", "publish_date", "pubdate", "created"
        )
    )
    modified = instant.read(
        fields.first(table, "lastmod", "updated", "modified", "last_modified_at", "date_modified")
    )
    expires = instant.read(fields.first(table, "expirydate", "expires", "unpublishdate"))
    named = (fields.names(reach(table, key)) for key in ("authors", "author", "byline", "by"))
    return Article(
        body="",
        parser="markdown",
        uri=fields.line(table, "uri", "guid", "id"),
        url=fields.line(table, "url", "canonical_url", "canonical", "permalink"),
        headline=fields.line(table, "title", "headline"),
        bylines=next(filter(None, named), ()),
        source=fields.line(table, "source", "publisher", "publication"),
        section=fields.line(table, "section", "category", "categories"),
        slugline=fields.line(table, "slugline", "slug"),
        published_at=published.at if published else None,
        published_zone=published.zone if published else None,
        published_text=published.text if published else None,
        modified_at=modified.at if modified else None,
        language=fields.line(table, "lang", "language", "locale"),
        usage_terms=fields.line(table, "license"),
        copyright_notice=fields.line(table, "copyright"),
        subheadline=fields.line(table, "subtitle", "subheadline", "subhead"),
        abstract=fields.line(table, "abstract", "summary", "description", "excerpt"),
        expires_at=expires.at if expires else None,
        subjects=fields.subjects([*reach(table, "tags"), *reach(table, "keywords")]),
    )


def paragraphs(text: str) -> list[str]:
    """The paragraphs of Markdown `text` without its marks.

    Raises:
        Rejected: where it has far more marks than a text.
    """
    if len(_MARK.findall(text)) > MARKS_MAX:
        raise Rejected(
            Reason.TOO_LARGE, f"more than {MARKS_MAX} marks and lines in one text; split the file"
        )
    try:
        tokens = _READER.parse(_SHORTCODE.sub(" ", text))
    except RecursionError:
        raise Rejected(Reason.TOO_DEEP, "lists and quotes are nested too deep") from None
    found: list[str] = []
    for token in tokens:
        if token.type == "inline":
            found.append(" ".join(_inline(token.children or []).split()))
        elif token.type == "html_block":
            found.extend(fragment.paragraphs(token.content))
        elif token.type in {"code_block", "fence"}:
            found.extend(" ".join(line.split()) for line in token.content.split("\n"))
    return [part for part in found if part]


def _inline(tokens: list[Token]) -> str:
    pieces: list[str] = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            pieces.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            pieces.append(" ")
    return "".join(pieces)
