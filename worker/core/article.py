"""What one news item is once it has been read.

Field names are IPTC's in snake_case where IPTC has one (ninjs 3.x, NewsML-G2); "as printed"
means that nothing was corrected or completed.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class PubStatus(StrEnum):
    """Whether an article may be used (ninjs `pubstatus`)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class Signal(StrEnum):
    """What an editor's note says was done to the copy (NewsML-G2 `sig:` and agency practice)."""

    CORRECTION = "correction"
    UPDATE = "update"
    RECAST = "recast"
    LEAD = "lead"
    KILL = "kill"
    ADVISORY = "advisory"
    EMBARGO = "embargo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """Where and when the copy was filed, as the dateline prints it.

    `date` is None when the printed day cannot be placed in a year; `date_text` is always as
    printed.
    """

    place: str
    date: dt.date | None = None
    date_text: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """One stretch of text that is on the page but is not the article, and the rule that says so."""

    text: str
    rule: str


class Evidence(NamedTuple):
    """The words that fired a tag: `field` is the article's field, offsets count characters in it."""

    text: str
    field: str
    start: int
    end: int


class Tag(NamedTuple):
    """A statement about an article: `scheme:code`, and why it was made.

    `weight` runs from 0 to 1. `method` names the rule, table or model that made it. `top` is a
    topic's top-level code.
    """

    scheme: str
    code: str
    label: str
    weight: float
    method: str
    because: tuple[Evidence, ...] = ()
    top: str | None = None

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What an article is about, in its publisher's own words or in a vocabulary such as IPTC's.

    Attributes:
        scheme: the vocabulary as the publisher names it ("medtop", "subj", an address); empty
            where none is named.
        code: the entry's code, or the word itself where there is no code; some publishers print
            the vocabulary's name before it once more.
        label: what people call it.
    """

    scheme: str
    code: str
    label: str | None = None

    def __str__(self) -> str:
        if not self.scheme or self.code.startswith(f"{self.scheme}:"):
            return self.code
        return f"{self.scheme}:{self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One parsed news item.

    Attributes:
        body: paragraphs joined by one empty line; no furniture, byline, dateline or note. Empty
            for an alert, which is a headline and nothing else; of a picture, the caption.
        type: what the content is: "text", "picture", "graphic", "video", "audio" (ninjs `type`).
        subheadline, abstract: the lines below the headline that their own fields hold.
        located: the place where it was written or taken, by the field that says so.
        published_at: as printed or published; naive when the text prints no zone (see
            `core.sources`, which completes it from the source's own zone); never a guess.
        published_zone: the zone's name or offset, None when neither text nor source knows it.
        published_text: the words that `published_at` was read from.
        repeated_paragraphs: how many paragraphs stood there again and were collapsed.
        embargoed_until, expires_at: not to be used before, and after; naive as `published_at`.
        agency, source: as printed until `core.sources` gives them their usual names.
        info_sources: whom the publisher names as sources of what it says.
        byline_email: the address printed with the first byline.
        dropped: every stretch left out of the body, with the rule that dropped it.
        version: the publisher's own, as text ("2", "20210407T113000Z").
        genres: what sort of text it is, in the publisher's words ("Current", "Feature").
        copyright_holder, copyright_notice: whose it is, and the line that says so; `usage_terms`
            are what may be done with it.
        digital_source_type: how it was made, in IPTC's words ("trainedAlgorithmicMedia").
        member: the name, inside its archive, of the file that it was read from.
        subjects: as the publisher tagged it; what this program finds in it are tags.
    """

    body: str
    parser: str = "text"
    uri: str | None = None
    version: str | None = None
    headline: str | None = None
    bylines: tuple[str, ...] = ()
    byline_email: str | None = None
    dateline: Dateline | None = None
    agency: str | None = None
    source: str | None = None
    section: str | None = None
    slugline: str | None = None
    credit_line: str | None = None
    published_at: dt.datetime | None = None
    published_zone: str | None = None
    published_text: str | None = None
    modified_at: dt.datetime | None = None
    embargoed_until: dt.datetime | None = None
    language: str | None = None
    ed_note: str | None = None
    signals: tuple[Signal, ...] = ()
    urgency: int | None = None
    pub_status: PubStatus = PubStatus.USABLE
    usage_terms: str | None = None
    url: str | None = None
    repeated_paragraphs: int = 0
    dropped: tuple[Dropped, ...] = field(default=())
    subjects: tuple[Subject, ...] = ()
    member: str | None = None
    type: str = "text"
    subheadline: str | None = None
    abstract: str | None = None
    located: str | None = None
    genres: tuple[str, ...] = ()
    info_sources: tuple[str, ...] = ()
    expires_at: dt.datetime | None = None
    copyright_holder: str | None = None
    copyright_notice: str | None = None
    digital_source_type: str | None = None

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs, in order."""
        return self.body.split("\n\n") if self.body else []

    @property
    def word_count(self) -> int:
        """Words between white space, as newsrooms count them."""
        return len(self.body.split())


TITLE_MAX = 100
"""A display title made from the lede is no longer than this."""

_SENTENCE = re.compile(
    r".{20,}?[.!?。！？][\"'”’»)]?(?=\s+[^\W\d_a-z]|\s+[\"“„«'(\d]|\s*$)|.*?[。！？]"
)


def display_title(article: Article) -> tuple[str, bool]:
    """What a list shows for an article, and whether it was made because no headline is printed.

    A made title is the first sentence of the lede, cut at a word where it is long; of what has no
    text either, such as a kill that only names what it kills, the slugline or the uri.
    """
    if article.headline:
        return article.headline, False
    lede = article.body[:1000].partition("\n\n")[0] or article.slugline or article.uri or ""
    match = _SENTENCE.match(lede)
    sentence = match[0] if match else lede
    if len(sentence) <= TITLE_MAX:
        return sentence, True
    cut = sentence[: TITLE_MAX - 1]
    # a script without blanks is cut where it is full
    whole, blank, _ = cut.rpartition(" ")
    return (
        f"{(whole if blank and not sentence[TITLE_MAX - 1].isspace() else cut).rstrip(' ,;:–—-')}…",
        True,
    )
