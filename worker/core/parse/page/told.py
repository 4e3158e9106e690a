"""Time and authors as the page prints them: lines around the headline, and right below the text."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from worker.core.article import Dropped
from worker.core.parse.page.prose import Prose
from worker.core.parse.page.words import key
from worker.core.parse.printed import byline, stamp

_ABOVE = 12
_OFF = 30
_WITHIN = 6
_BELOW = 6
_LINE_MAX = 120


@dataclass(slots=True)
class Told:
    """What lines of the page say about its article."""

    names: list[str] = field(default_factory=list)
    email: str | None = None
    stamps: list[stamp.Stamp] = field(default_factory=list)

    def take(self, text: str) -> bool:
        """Whether `text` is a time or a byline, which is kept then."""
        if len(text) > _LINE_MAX:
            return False
        found = stamp.read(text)
        if found:
            self.stamps.append(found)
            text = found.before
        signed = byline.read(text.rstrip(" |·•-–—,")) if text else None
        # a mere name is an author's beside the time only
        if signed and (signed.certain or found):
            self.names.extend(name for name in signed.names if name not in self.names)
            self.email = self.email or signed.email
        return bool(found) or bool(signed and signed.certain)


def read(prose: Prose, headline: str | None, names: Sequence[str] = ()) -> Told:
    """What the lines near the article tell; those within its text are dropped from it.

    Args:
        prose: the text.
        headline: beside it stands who wrote the article, and when.
        names: the authors as the page declares them; a line that only says them is no text.
    """
    known = {key(name) for name in names}
    told = Told()
    for line in prose.page[_begin(prose, headline) : prose.first + _WITHIN]:
        told.take(line.text)
    head, rest = prose.paragraphs[:_WITHIN], prose.paragraphs[_WITHIN:]
    kept = [text for text in head if not (Told().take(text) or _names_only(text, known))]
    if kept or rest:
        prose.dropped.extend(Dropped(text, "told") for text in head if text not in kept)
        prose.paragraphs = [*kept, *rest]
    if not (told.names and told.stamps):
        _below(told, [line.text for line in prose.page[prose.last + 1 :][:_BELOW]])
    return told


def _names_only(text: str, known: set[str]) -> bool:
    signed = byline.read(text) if known and len(text) <= _LINE_MAX else None
    return signed is not None and known.issuperset(map(key, signed.names))


def _below(told: Told, texts: Sequence[str]) -> None:
    signed, stamped = bool(told.names), bool(told.stamps)
    found = Told()
    for text in texts:
        found.take(text)
    if not signed:
        told.names, told.email = found.names, found.email
    if not stamped:
        told.stamps = found.stamps


def _begin(prose: Prose, headline: str | None) -> int:
    """The line from which on the page tells about this article: its headline, or near."""
    wanted = key(headline or "")
    for index in range(prose.first - 1, max(-1, prose.first - _OFF), -1):
        line = prose.page[index]
        if line.element.tag == "h1" or (wanted and key(line.text) == wanted):
            return max(0, index - 4)
    return max(0, prose.first - _ABOVE)
