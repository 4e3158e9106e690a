"""The text inside a NewsML item: inline XML or data, in whatever format it says it is."""

from worker.core.parse import nitf
from worker.core.parse.agency import prose
from worker.core.parse.agency.draft import Draft
from worker.core.parse.agency.prose import Prose
from worker.core.parse.agency.xml import Element
from worker.errors import Reason, Rejected

_TEXTS = frozenset(["p", "h1", "h2", "h3", "li", "td", "pre", "div", "block"])
_PLAIN = ("text/plain", "text/html", "text/xhtml", "text/xml", "application/xhtml", "text")


def read(found: Draft, root: Element) -> None:
    """Put the first text of the item `root` into `found`; its renditions all say the same.

    Raises:
        Rejected: with `not_an_article`, when what it holds is no text.
    """
    others: list[str] = []
    for each in root.iterfind("contentset/*"):
        text = None
        if each.tag == "inlinexml":
            text = from_element(found, each)
            others.extend(_names(each) if text is None else [])
        elif each.tag == "inlinedata" and _is_text(each):
            text = prose.from_markup("".join(each.itertext()))
        elif each.tag == "remotecontent":
            found.elsewhere = found.elsewhere or each.get("href") or each.get("residref")
        if text and text.paragraphs:
            found.paragraphs = text.paragraphs
            found.dropped.extend(text.dropped)
            return
    if not (found.paragraphs or found.headline or found.described or found.captions) and others:
        raise Rejected(
            Reason.NOT_AN_ARTICLE, f"{found.name}: it holds <{others[0][:60]}>, which is no article"
        )


def from_element(found: Draft, holder: Element) -> Prose | None:
    """The text of the document in `holder`; NITF's own fields fill the gaps of `found`.

    None where nothing in it is text.
    """
    for inner in holder.iter("nitf"):
        filled = nitf.draft(inner)
        found.fill(filled)
        return Prose(filled.paragraphs)
    for inner in holder.iter("body", "body.content"):
        return prose.from_element(inner)
    if any(each.tag in _TEXTS for each in holder.iter()):
        return prose.from_element(holder)
    if len(holder):
        return None
    return prose.from_markup("".join(holder.itertext()))


def _names(holder: Element) -> list[str]:
    return [each.tag for each in holder]


def _is_text(element: Element) -> bool:
    kind = (element.get("contenttype") or "text/plain").strip().lower()
    return kind.startswith(_PLAIN) and not element.get("encoding")
