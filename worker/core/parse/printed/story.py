"""The text of one article, taken apart: what stands above the report, the report, what follows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from worker.core.article import Article, Dropped
from worker.core.parse.printed import (
    agencies,
    authors,
    byline,
    furniture,
    headline,
    inside,
    notes,
    span,
    stamp,
)
from worker.core.parse.printed.dateline import Filed
from worker.core.parse.printed.layout import Paragraph, paragraphs
from worker.errors import Reason, Rejected

_NEAR = 12
"""What is told about an article stands at most so many lines from its headline or its end."""
_CLOSE = 4
_TOLD_MAX = 100
_STANDFIRST_WORDS = 8
_REPEAT_WORDS = 5
_ABOUT = 3000
"""So many letters tell what a report is about."""


@dataclass(slots=True)
class _Draft:
    """What has been read off the text so far."""

    headline: str | None = None
    kicker: str | None = None
    names: list[str] = field(default_factory=list)
    email: str | None = None
    notes: list[str] = field(default_factory=list)
    source: str | None = None
    agency: str | None = None
    stamps: list[stamp.Stamp] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    repeated: int = 0
    dropped: list[Dropped] = field(default_factory=list)

    def drop(self, text: str, rule: str) -> None:
        self.dropped.append(Dropped(text, rule))

    def sign(self, signed: byline.Byline) -> None:
        self.names.extend(name for name in signed.names if name not in self.names)
        self.email = self.email or signed.email
        self.agency = self.agency or signed.agency


def read(text: str) -> Article:
    """The article in `text`, which is whole and clean.

    Raises:
        Rejected: when there is no report in it.
    """
    parts = paragraphs(text)
    filed, begin, end = span.find(parts)
    draft = _Draft()
    author = _read_above(draft, parts, begin, end)
    _read_report(draft, parts[begin:end], filed, author, inside.among(parts, begin, end))
    _read_below(draft, parts[end:])
    _take_kicker(draft, parts)
    if not draft.body:
        raise Rejected(Reason.EMPTY_BODY, "there is no report in it, only what stands around one")
    return _article(draft, filed)


def _read_above(draft: _Draft, parts: Sequence[Paragraph], begin: int, end: int) -> range:
    above = [part.text for part in parts[:begin]]
    body = " ".join(part.text for part in parts[begin : min(end, begin + 12)])[:_ABOUT]
    candidates = ["" if span.is_told(text) else text for text in above]
    at = headline.choose(candidates, body)
    if at is not None:
        draft.headline = above[at]
    at = -1 if at is None else at
    author = authors.find([part.text for part in parts[: begin + 6]], at, begin)
    for index, text in enumerate(above):
        if text == draft.headline and index <= at:
            continue
        near = index >= at - _NEAR or index >= begin - _NEAR
        if index < at - 1 and stamp.is_masthead(text):
            draft.drop(text, "navigation")
            continue
        if near and _take(draft, text, named=index in author):
            continue
        if index > at >= 0 and _is_standfirst(text):
            draft.body.append(text)
        else:
            draft.drop(text, furniture.rule(text, above=True))
    if not draft.stamps:
        labelled = (
            found
            for text in reversed(above)
            if (found := stamp.read(text)) and found.labelled and not stamp.is_masthead(text)
        )
        draft.stamps.extend(islice(labelled, 1))
    return range(author.start - begin, author.stop - begin)


def _take(draft: _Draft, text: str, *, named: bool) -> bool:
    """Read a note, a time or a byline off `text`; False when it is none of them.

    `named` says whether a mere name is a byline where `text` stands.
    """
    if notes.is_note(text):
        draft.notes.append(text)
        return True
    found = stamp.read(text)
    if found:
        draft.stamps.append(found)
        text = found.before or found.after
        if not text:
            return True
    elif (
        draft.stamps and draft.stamps[-1].wants_clock and (later := draft.stamps[-1].at_clock(text))
    ):
        draft.stamps[-1] = later
        return True
    signed = byline.read(text)
    if signed and (signed.certain or named):
        draft.sign(signed)
        return True
    if agency := agencies.named(text):
        draft.agency = draft.agency or agency
        return True
    return found is not None


def _is_standfirst(text: str) -> bool:
    return furniture.length(text) >= _STANDFIRST_WORDS and not furniture.is_aside(text)


def _read_report(
    draft: _Draft,
    parts: Sequence[Paragraph],
    filed: Filed | None,
    author: range,
    among: dict[int, str],
) -> None:
    known: set[str] = set(draft.body)
    signed_above = list(draft.names)
    for index, part in enumerate(parts):
        text = part.text
        if filed and index == 0:
            text = text[filed.end :].lstrip()
        prose = furniture.is_prose(text)
        if not prose and index and (furniture.is_aside(text) or text == draft.headline):
            draft.drop(text, "aside")
        elif (
            index < _NEAR
            and not part.laid_out
            and not (filed and index == 0)
            and len(text) < _TOLD_MAX
            and _take(draft, text, named=index in author)
        ):
            # a second byline among the paragraphs is that of a teaser
            draft.names = signed_above or draft.names
        elif index in among:
            draft.drop(text, among[index])
        elif text in known and furniture.length(text) >= _REPEAT_WORDS:
            draft.repeated += 1
        elif text:
            known.add(text)
            draft.body.append(text)


def _read_below(draft: _Draft, parts: Sequence[Paragraph]) -> None:
    signed_above = bool(draft.names)
    for index, part in enumerate(parts):
        text = part.text
        if index < _NEAR:
            signed = byline.signed(text) or _boxed(parts, index)
            if signed and not signed_above:
                draft.sign(signed)
                continue
            if notes.is_note(text):
                draft.notes.append(text)
                continue
            if (
                not draft.stamps
                and (found := stamp.read(text))
                and (index < _CLOSE or found.timed or found.announced)
            ):
                draft.stamps.append(found)
                continue
            if draft.source is None:
                draft.source = furniture.credited(text)
        draft.drop(text, furniture.rule(text, above=False))


def _boxed(parts: Sequence[Paragraph], index: int) -> byline.Byline | None:
    """The author who has a box below the report: a name, and the post right below it."""
    if index + 1 < len(parts) and byline.is_post(parts[index + 1].text):
        return byline.read(parts[index].text)
    return None


def _take_kicker(draft: _Draft, parts: Sequence[Paragraph]) -> None:
    """Part "Culture : A river runs dry" into section and headline."""
    if draft.headline and ":" in draft.headline:
        draft.kicker = headline.kicker(draft.headline, {part.text for part in parts})
        if draft.kicker:
            draft.headline = draft.headline[len(draft.kicker) :].lstrip(" :")


def _article(draft: _Draft, filed: Filed | None) -> Article:
    published, modified, section = stamp.settle(draft.stamps)
    signals = notes.signals(draft.notes, draft.headline)
    if filed and filed.byline and not draft.names:
        draft.names.append(filed.byline)
    if draft.agency and not draft.names and not filed:
        draft.names.append(draft.agency)
    # an agency's zone completes a time without one, but the clock of a page that credits an agency
    # in a byline is the publisher's
    unzoned = published is not None and published.at.tzinfo is None
    return Article(
        body="\n\n".join(draft.body),
        headline=draft.headline,
        bylines=tuple(draft.names),
        byline_email=draft.email,
        dateline=filed.dateline(published.at if published else None) if filed else None,
        agency=(filed and filed.agency) or (None if unzoned else draft.agency),
        source=draft.source,
        section=section or draft.kicker,
        published_at=published.at if published else None,
        published_zone=published.zone if published else None,
        published_text=published.text if published else None,
        modified_at=modified.at if modified else None,
        embargoed_until=notes.embargoed_until(draft.notes),
        ed_note="\n".join(draft.notes) or None,
        signals=signals,
        pub_status=notes.pub_status(signals),
        repeated_paragraphs=draft.repeated,
        dropped=tuple(draft.dropped),
    )
