"""What a page is that has no article of its own: a listing, a product, a stub, an error."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from worker.core.parse.page import json_ld
from worker.core.parse.page.facts import Facts
from worker.core.parse.page.prose import Prose
from worker.core.parse.page.words import squeeze
from worker.core.parse.printed import furniture
from worker.errors import Reason, Rejected

_TYPES = {
    "Product": "a product's page",
    "ProductGroup": "a product's page",
    "DiscussionForumPosting": "a thread of a forum",
    "QAPage": "a page of questions and answers",
    "SearchResultsPage": "a page of search results",
    "CollectionPage": "a list of articles",
    "ItemList": "a list of articles",
    "ProfilePage": "a person's page",
    "ContactPage": "a contact page",
    "CheckoutPage": "a shop's page",
}
_KINDS = {
    "product": "a product's page",
    "product.item": "a product's page",
    "profile": "a person's page",
}
_ERROR = re.compile(
    r"\b40[34]\b|\b50[0-4]\b|not found|page (?:gone|unavailable|missing)|access denied|forbidden|just a moment|"
    r"attention required|are you a (?:robot|human)|verify you are|nicht gefunden|introuvable|no encontrad[ao]|"
    r"não encontrad[ao]|non trovat[ao]|niet gevonden|service unavailable|bad gateway|before you continue|"
    r"enable (?:javascript|cookies)|consent|captcha|log ?in|sign ?in|anmelden|登录",
    re.IGNORECASE,
)
_ERROR_WORDS = 150
_CAPTION_WORDS = 80
_RECORDED = {"VideoObject": "a video's page", "AudioObject": "a recording's page"}
_STUB_WORDS = 40
_LINKS = 25
_LINKED = 0.8
_TEASERS = 8
_TEASER_WORDS = 4
_UPDATES = 4
_ADVICE = "drop the page of the article itself"


def check(facts: Facts, prose: Prose) -> None:
    """Refuse a page that is clearly no article.

    What a publisher's data calls an article is refused only as a stub or as a live page: a page
    is what it says it is, unless it says nothing.

    Raises:
        Rejected: with `not_an_article`, naming what it looks like and what to do.
    """
    if facts.is_article:
        _check_whole(facts, prose)
        return
    kind = _declared(facts) or _recorded(facts, prose) or _error(facts, prose) or _listing(prose)
    if kind:
        raise Rejected(Reason.NOT_AN_ARTICLE, f"it looks like {kind}; {_ADVICE}")


def _check_whole(facts: Facts, prose: Prose) -> None:
    words = _words(prose)
    free = str(facts.node.get("isAccessibleForFree", True)).rpartition("/")[2].lower()
    if free in {"false", "no"} and words < _STUB_WORDS:
        raise Rejected(
            Reason.NOT_AN_ARTICLE,
            "it looks like the stub of an article behind a paywall; drop the page as a subscriber sees it",
        )
    if _is_live(facts, prose.paragraphs):
        raise Rejected(
            Reason.NOT_AN_ARTICLE,
            "it looks like a live page of many short updates; drop the report that is written from it",
        )


def _declared(facts: Facts) -> str | None:
    for node in facts.nodes:
        for each in json_ld.types(node):
            if each in _TYPES and not node.get(json_ld.INNER):
                return _TYPES[each]
    return _KINDS.get(facts.kind or "")


def _words(prose: Prose) -> int:
    return sum(map(furniture.length, prose.paragraphs))


def _recorded(facts: Facts, prose: Prose) -> str | None:
    """A page for watching or listening, with hardly more text than a caption."""
    if _words(prose) >= _CAPTION_WORDS:
        return None
    told = (
        each for node in facts.nodes if not node.get(json_ld.INNER) for each in json_ld.types(node)
    )
    video = _RECORDED["VideoObject"] if (facts.kind or "").startswith("video") else None
    return next((_RECORDED[each] for each in told if each in _RECORDED), video)


def _error(facts: Facts, prose: Prose) -> str | None:
    if _words(prose) < _ERROR_WORDS and _ERROR.search(facts.headline or facts.title or ""):
        return "an error, consent or login page"
    return None


def _listing(prose: Prose) -> str | None:
    """A page of links: many of them, and hardly a sentence that is none."""
    sentences = sum(map(furniture.is_prose, prose.paragraphs))
    links = sum(line.linked >= _LINKED for line in prose.page)
    if not sentences and links >= _LINKS:
        return "a list of links, such as a home page or a section's front"
    teasers = _teasers(prose)
    if teasers >= max(sentences, _TEASERS):
        return "a list of articles with their first lines"
    return None


def _teasers(prose: Prose) -> int:
    """Lines within the text that are links to other pages, and long enough for their headlines."""
    return sum(
        line.linked >= _LINKED and furniture.length(line.text) >= _TEASER_WORDS
        for line in prose.page[max(0, prose.first - 2) : prose.last + 1]
    )


def _is_live(facts: Facts, paragraphs: Sequence[str]) -> bool:
    """Whether the text is updates for the greater part, and no report stands before them."""
    if "LiveBlogPosting" not in json_ld.types(facts.node):
        return False
    told: Any = facts.node.get("liveBlogUpdate")
    updates = told if isinstance(told, list) else []
    texts = [
        squeeze(text)
        for each in islice(updates, 500)
        if isinstance(each, dict) and isinstance(text := each.get("articleBody"), str)
    ]
    if len(texts) < _UPDATES:
        return False
    whole = "".join(texts)
    own = [squeeze(text) for text in paragraphs]
    within = sum(len(each) for each in own if each in whole)
    return within * 10 > 9 * sum(map(len, own))
