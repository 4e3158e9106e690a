"""The page's JSON-LD: all its nodes, and the one that is the article."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from worker.core.parse.page.words import key, tidy

Node = dict[str, Any]
INNER = "__inner"
"""The key that marks a node as part of one that is about another page."""

_SCRIPTS_MAX = 60
_NODES_MAX = 5000
_DEPTH_MAX = 24
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_COMMA = re.compile(r",(\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_SALVAGED = ("headline", "name", "datePublished", "dateModified", "articleSection", "inLanguage")
_ARTICLE = re.compile(
    r"(?:\w*NewsArticle|Article|ReportageNewsArticle|\w*BlogPosting|Report|Review|\w+Article|NewsReport)$"
)
_KINDS = (
    "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
    "BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "Report", "Article",
    "LiveBlogPosting", "BlogPosting",
)  # fmt: skip
# what stands there is about other pages
_ELSEWHERE = frozenset(
    [
        "itemListElement",
        "hasPart",
        "mentions",
        "citation",
        "isPartOf",
        "relatedLink",
        "comment",
        "review",
        "isBasedOn",
        "liveBlogUpdate",
        "video",
        "image",
        "publisher",
        "author",
        "potentialAction",
        "significantLink",
    ]
)


def nodes(tree: HtmlElement) -> list[Node]:
    """Every object in the page's JSON-LD, outer before inner."""
    found: list[Node] = []
    scripts = tree.iterfind(".//script[@type]")
    told = (s for s in scripts if "ld+json" in s.get("type", "").lower())
    for script in islice(told, _SCRIPTS_MAX):
        for value in _loads(script.text or ""):
            found.extend(islice(_walk(value, 0, outer=True), _NODES_MAX - len(found)))
    return found


def article(found: list[Node], page: str | None = None, title: str | None = None) -> Node | None:
    """The node of the page's article.

    Args:
        found: what `nodes` found.
        page: the page's own address.
        title: what the page calls itself, to tell its article from those that it links to.
    """
    best, best_score = None, 0
    for node in found:
        score = _score(node, page, title)
        if score > best_score:
            best, best_score = node, score
    return best


def types(node: Node) -> list[str]:
    """The types of a node, without their vocabulary."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return [each.rpartition("/")[2].rpartition(":")[2] for each in values if isinstance(each, str)]


def is_article(node: Node) -> bool:
    """Whether a node is an article of any kind."""
    return any(_ARTICLE.match(each) for each in types(node))


def texts(value: object) -> list[str]:
    """The texts in `value`: a text, a list of texts, or objects that have a name."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("@id")
    if isinstance(value, list):
        return [text for each in value[:50] for text in texts(each)[:50]]
    text = tidy(value)
    return [text] if text else []


def resolve(value: object, found: list[Node]) -> object:
    """`value`, or the node that it only points to."""
    if isinstance(value, list):
        return [resolve(each, found) for each in value[:50] if not isinstance(each, list)]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        named = (n for n in found if n.get("@id") == value["@id"] and "name" in n)
        return next(named, value)
    return value


def _score(node: Node, page: str | None, title: str | None) -> int:
    kinds = [each for each in types(node) if _ARTICLE.match(each)]
    if not kinds or node.get(INNER):
        return 0
    score = 2 + max((len(_KINDS) - _KINDS.index(k) for k in kinds if k in _KINDS), default=0) // 4
    score += sum(name in node for name in ("headline", "datePublished", "author", "articleBody"))
    if page and page in _addresses(node):
        score += 6
    headline = tidy(node.get("headline") or node.get("name"))
    if title and headline and (key(headline) in key(title) or key(title) in key(headline)):
        score += 6
    return score


def _addresses(node: Node) -> list[str]:
    values = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    values += [v.get("@id") or v.get("url") for v in values if isinstance(v, dict)]
    return [value for value in values if isinstance(value, str)]


def _walk(value: object, depth: int, *, outer: bool) -> Iterator[Node]:
    if depth > _DEPTH_MAX:
        return
    if isinstance(value, list):
        for each in value:
            yield from _walk(each, depth + 1, outer=outer)
    elif isinstance(value, dict):
        yield value if outer else {**value, INNER: True}
        for name, each in value.items():
            if isinstance(each, (dict, list)):
                yield from _walk(each, depth + 1, outer=outer and name not in _ELSEWHERE)


def _loads(text: str) -> list[object]:
    text = text.strip()
    for mend in (_as_is, _unwrapped, _mended):
        try:
            return _several(mend(text))
        except (ValueError, RecursionError):
            continue
    return [_salvage(text)]


def _several(text: str) -> list[object]:
    """All values in `text`: some pages print several, one behind the other."""
    decoder = json.JSONDecoder(strict=False)
    values: list[object] = []
    at = 0
    while at < len(text) and len(values) < _SCRIPTS_MAX:
        value, at = decoder.raw_decode(text, at)
        values.append(value)
        while at < len(text) and (text[at].isspace() or text[at] in ",;"):
            at += 1
    return values


def _as_is(text: str) -> str:
    return text


def _unwrapped(text: str) -> str:
    return _WRAPPING.sub("", _WRAPPING.sub("", text)).strip()


def _mended(text: str) -> str:
    return _COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", _unwrapped(text)))


def _salvage(text: str) -> Node:
    """What can still be read off JSON that is broken: a few fields, one by one."""
    found: Node = {}
    for name in ("@type", *_SALVAGED):
        if match := re.search(rf'"{name}"\s{{0,9}}:\s{{0,9}}"([^"\n]{{1,1000}})"', text):
            found[name] = match[1]
    if match := re.search(
        r'"author"\s{0,9}:[^"\]]{0,40}(?:"@type"[^,]{0,40},\s{0,40})?"name"\s{0,9}:\s{0,9}"([^"\n]{1,200})"',
        text,
    ):
        found["author"] = {"name": match[1]}
    return found
