"""The report in a field of a feed or a record: what stands around it there is little."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from worker.core.article import Article, Dropped, PubStatus
from worker.core.parse.printed import byline, dateline, furniture, notes, stamp
from worker.errors import Reason, Rejected

_ABOVE = 4
_BELOW = 6
_SIGNED_MAX = 100
_STRICTNESS = (PubStatus.USABLE, PubStatus.WITHHELD, PubStatus.CANCELED)


@dataclass(slots=True)
class _Draft:
    parts: list[str]
    notes: list[str]
    names: tuple[str, ...]
    email: str | None
    stamps: list[stamp.Stamp] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    def drop(self, text: str, rule: str) -> None:
        self.dropped.append(Dropped(text, rule))


def fill(known: Article, parts: Iterable[str], *, headline_only: bool = False) -> Article:
    """`known` with the report that `parts` are, and what they say themselves.

    Args:
        known: what the fields around the report say; that goes before what is read off the text.
        parts: the paragraphs as printed.
        headline_only: a headline is an article without a text, as alerts are.

    Raises:
        Rejected: when there is no report in them.
    """
    draft = _Draft(
        [part for part in parts if part and not part.isspace()],
        [known.ed_note] if known.ed_note else [],
        known.bylines,
        known.byline_email,
    )
    _above(draft, known.headline)
    _below(draft)
    known = _timed(known, draft.stamps)
    agency, filed = known.agency, known.dateline
    if filed is None and draft.parts and (found := dateline.read(draft.parts[0])):
        filed = found.dateline(known.published_at)
        agency = agency or found.agency
        draft.names = draft.names or ((found.byline,) if found.byline else ())
        draft.parts[0] = draft.parts[0][found.end :].lstrip()
    body = "\n\n".join(filter(None, draft.parts))
    if not body and not (headline_only and any(map(str.isalnum, known.headline or ""))):
        raise Rejected(Reason.EMPTY_BODY, "there is a title and no text, only a link perhaps")
    signals = (*known.signals, *notes.signals(draft.notes, known.headline))
    embargoed = known.embargoed_until or notes.embargoed_until(draft.notes)
    said = notes.pub_status(signals, embargoed)
    return replace(
        known,
        body=body,
        bylines=draft.names,
        byline_email=draft.email,
        dateline=filed,
        agency=agency,
        ed_note="\n".join(draft.notes) or None,
        signals=tuple(dict.fromkeys(signals)),
        pub_status=max(known.pub_status, said, key=_STRICTNESS.index),
        embargoed_until=embargoed,
        dropped=(*known.dropped, *draft.dropped),
    )


def _above(draft: _Draft, headline: str | None) -> None:
    """Take the headline again, notes and bylines off the top."""
    for text in draft.parts[:_ABOVE]:
        if notes.is_note(text):
            draft.notes.append(text)
        elif headline is not None and text == headline:
            draft.drop(text, "headline")
        elif len(text) <= _SIGNED_MAX and (printed := stamp.read(text)):
            draft.stamps.append(printed)
        elif len(text) <= _SIGNED_MAX and (signed := byline.signed(text)):
            if draft.names:
                draft.drop(text, "byline")
            draft.names = draft.names or signed.names
            draft.email = draft.email or signed.email
        elif furniture.is_separator(text) or furniture.is_aside(text):
            draft.drop(text, furniture.rule(text, above=True))
        else:
            break
        draft.parts.remove(text)


def _timed(known: Article, stamps: list[stamp.Stamp]) -> Article:
    """`known` with the times printed above the report, where its fields say none."""
    published, modified, _ = stamp.settle(stamps)
    if published is None or known.published_at:
        return known
    return replace(
        known,
        published_at=published.at,
        published_zone=published.zone,
        published_text=published.text,
        modified_at=modified.at if modified else known.modified_at,
    )


def _below(draft: _Draft) -> None:
    """Take notes and what is no text off the end."""
    for _ in range(_BELOW):
        text = draft.parts[-1] if draft.parts else ""
        if not text:
            break
        if notes.is_note(text):
            draft.notes.append(text)
        elif furniture.is_separator(text) or furniture.is_aside(text) or furniture.credited(text):
            draft.drop(text, furniture.rule(text, above=False))
        else:
            break
        draft.parts.pop()
