"""The text of one article, taken apart: what stands above the report, the report, what follows."""

from collections.abc import Sequence
from itertools import islice

from worker.core.article import Article
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
from worker.core.parse.printed.draft import Draft
from worker.core.parse.printed.filed import Filed
from worker.core.parse.printed.layout import Paragraph, paragraphs
from worker.errors import Reason, Rejected

_NEAR = 12
"""What is told about an article stands at most so many lines from its headline or its end."""
_CLOSE = 4
_TOLD_MAX = 100
_BEGUN = 6
"""The author is looked for in so many first lines of the report, too."""
_STANDFIRST_WORDS = 8
_ABOUT = 3000
"""So many letters tell what a report is about."""


def read(text: str) -> Article:
    """The article in `text`, which is whole and clean.

    Raises:
        Rejected: when there is no report in it.
    """
    parts = paragraphs(text)
    filed, begin, end = span.find(parts)
    draft = Draft()
    author = _read_above(draft, parts, begin, end)
    _read_report(draft, parts[begin:end], filed, author, inside.among(parts, begin, end))
    _read_below(draft, parts[end:])
    _take_kicker(draft, parts)
    if not draft.body:
        raise Rejected(Reason.EMPTY_BODY, "there is no report in it, only what stands around one")
    return draft.article(filed)


def _read_above(draft: Draft, parts: Sequence[Paragraph], begin: int, end: int) -> range:
    above = [part.text for part in parts[:begin]]
    body = " ".join(part.text for part in parts[begin : min(end, begin + 12)])[:_ABOUT]
    candidates = ["" if span.is_told(text) else text for text in above]
    at = headline.choose(candidates, body)
    if at is None and above and notes.is_title(above[0]):
        at = 0
    if at is not None:
        draft.headline = above[at]
    at = -1 if at is None else at
    begun = (part.text if _may_tell(part) else "" for part in parts[begin : begin + _BEGUN])
    author = authors.find([*above, *begun], at, begin)
    for index, text in enumerate(above):
        if text == draft.headline:
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
            if (found := stamp.read(text))
            and found.labelled
            and not stamp.is_masthead(text, clock=True)
        )
        draft.stamps.extend(islice(labelled, 1))
    return range(author.start - begin, author.stop - begin)


def _may_tell(part: Paragraph) -> bool:
    """Whether a paragraph of the report may be a byline or a time instead."""
    return not part.laid_out and len(part.text) < _TOLD_MAX


def _take(draft: Draft, text: str, *, named: bool) -> bool:
    """Read a note, a time or a byline off `text`; False when it is none of them.

    `named` says whether a mere name is a byline where `text` stands.
    """
    if _noted(draft, text):
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


def _noted(draft: Draft, text: str) -> bool:
    """Whether `text` is a note or a slug, which is kept then."""
    if notes.is_note(text):
        draft.notes.append(text)
    elif draft.slugline is None and notes.is_slug(text):
        draft.slugline = text
    else:
        return False
    return True


def _is_standfirst(text: str) -> bool:
    return furniture.length(text) >= _STANDFIRST_WORDS and not furniture.is_aside(text)


def _read_report(
    draft: Draft,
    parts: Sequence[Paragraph],
    filed: Filed | None,
    author: range,
    among: dict[int, str],
) -> None:
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
            and _may_tell(part)
            and not (filed and index == 0)
            and _take(draft, text, named=index in author)
        ):
            # a second byline among the paragraphs is that of a teaser
            draft.names = signed_above or draft.names
        elif index in among:
            draft.drop(text, among[index])
        elif text:
            draft.body.append(text)


def _read_below(draft: Draft, parts: Sequence[Paragraph]) -> None:
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
                and (found.labelled or not _is_listed(parts, index))
            ):
                draft.stamps.append(found)
                continue
            if draft.source is None:
                draft.source = furniture.credited(text)
        draft.drop(text, furniture.rule(text, above=False))


def _is_listed(parts: Sequence[Paragraph], index: int) -> bool:
    """Whether what stands next to a line is small print too, such as "Sport 2 hours ago".

    The times of a list are those of other stories, or of readers' comments.
    """
    near = (at for at in (index - 1, index + 1) if 0 <= at < len(parts))
    return any(
        authors.is_small_print(text) and not text.isdigit()
        for text in (parts[at].text for at in near)
    )


def _boxed(parts: Sequence[Paragraph], index: int) -> byline.Byline | None:
    """The author who has a box below the report: a name, and the post right below it."""
    if index + 1 < len(parts) and byline.is_post(parts[index + 1].text):
        return byline.read(parts[index].text)
    return None


def _take_kicker(draft: Draft, parts: Sequence[Paragraph]) -> None:
    """Part "Culture : A river runs dry" into section and headline."""
    if draft.headline and ":" in draft.headline:
        draft.kicker = headline.kicker(draft.headline, {part.text for part in parts})
        if draft.kicker:
            draft.headline = draft.headline[len(draft.kicker) :].lstrip(" :")
