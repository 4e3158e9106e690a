"""What an agency's format says of an article, collected field by field, and made one."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime

from worker.core.article import Article, Dateline, Dropped, PubStatus, Signal, Subject
from worker.core.parse.agency import opening, subjects
from worker.core.parse.agency.timestamp import Stamp
from worker.core.parse.printed import furniture, notes
from worker.errors import Reason, Rejected

_NAME_MAX = 100
_URGENCY = range(1, 10)
_STATUS = {
    "usable": PubStatus.USABLE,
    "withheld": PubStatus.WITHHELD,
    "embargoed": PubStatus.WITHHELD,
    "hold": PubStatus.WITHHELD,
    "canceled": PubStatus.CANCELED,
    "cancelled": PubStatus.CANCELED,
    "killed": PubStatus.CANCELED,
    "withdrawn": PubStatus.CANCELED,
}
_SIGNALS = {
    "correction": Signal.CORRECTION,
    "corrected": Signal.CORRECTION,
    "update": Signal.UPDATE,
    "writethru": Signal.RECAST,
    "kill": Signal.KILL,
    "advisory": Signal.ADVISORY,
    "embargo": Signal.EMBARGO,
    "lead": Signal.LEAD,
}
NOT_TEXT = {
    "picture": "a picture",
    "photo": "a picture",
    "graphic": "a graphic",
    "video": "a video",
    "audio": "a recording",
    "animation": "an animation",
    "composite": "a package of other parts",
    "planning": "a plan of coverage",
    "event": "an event",
}
"""Kinds of content whose text, where there is some, only describes them."""


@dataclass(slots=True)
class Draft:
    """The fields found so far; all of an `Article`'s, and what they are completed from.

    Attributes:
        kind: what the format calls the content, such as "picture".
        elsewhere: where its content is when it is not in the file.
        dateline: as printed in a field of its own.
        located: the place where it was written, by a field that says so.
        rights: copyright lines and terms of use, in order.
        houses: other names of agencies in it.
    """

    parser: str
    kind: str | None = None
    elsewhere: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    uri: str | None = None
    version: str | None = None
    headline: str | None = None
    bylines: tuple[str, ...] = ()
    byline_email: str | None = None
    dateline: str | None = None
    located: str | None = None
    dateline_day: date | None = None
    agency: str | None = None
    source: str | None = None
    section: str | None = None
    slugline: str | None = None
    credit_line: str | None = None
    published: Stamp | None = None
    modified: Stamp | None = None
    embargoed: datetime | None = None
    language: str | None = None
    notes: list[str] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    urgency: int | None = None
    pub_status: PubStatus | None = None
    rights: list[str] = field(default_factory=list)
    houses: list[str] = field(default_factory=list)
    url: str | None = None
    dropped: list[Dropped] = field(default_factory=list)
    subjects: list[Subject | None] = field(default_factory=list)

    def drop(self, text: str | None, rule: str) -> None:
        """Keep `text` as left out of the body."""
        found = Dropped(text or "", rule)
        if text and text != self.headline and found not in self.dropped:
            self.dropped.append(found)

    def status(self, word: str | None) -> None:
        """Take the publication status in whatever words a format has for it."""
        word = (word or "").strip().lower()
        self.pub_status = _STATUS.get(word, self.pub_status)
        if word == "embargoed":
            self.signals.append(Signal.EMBARGO)

    def urge(self, text: object) -> None:
        """Take the urgency when it is one of IPTC's."""
        digits = str(text or "").strip()
        if digits.isascii() and digits.isdigit() and len(digits) < 3 and int(digits) in _URGENCY:  # noqa: PLR2004
            self.urgency = int(digits)

    def signal(self, word: str | None) -> None:
        """Take a signal such as "sig:update" or "correction"."""
        last = (word or "").rpartition(":")[2].strip().lower()
        if last in _SIGNALS:
            self.signals.append(_SIGNALS[last])

    def fill(self, inner: "Draft") -> None:
        """Take from `inner`, a document inside this one, what is not known here yet."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(inner, each.name)
            if isinstance(mine, list):
                mine.extend(one for one in theirs if one not in mine)
            elif not mine:
                setattr(self, each.name, theirs)

    @property
    def name(self) -> str:
        """What people know the article by, for a rejection's sentence."""
        name = self.headline or self.slugline or self.uri or "without a name"
        return f"{name[: _NAME_MAX - 1]}…" if len(name) > _NAME_MAX else name

    def finish(self) -> Article:
        """The article.

        Raises:
            Rejected: when there is no text, or it only describes a picture or a recording.
        """
        opened = opening.read(self.paragraphs, self.headline)
        named = (self._agency(), self.source, self.credit_line, *self.houses)
        body, below = opening.closing(opened.paragraphs, [name for name in named if name])
        self.dropped.extend(below)
        if self.kind in NOT_TEXT and not any(map(furniture.is_prose, body)):
            raise Rejected(
                Reason.NOT_AN_ARTICLE,
                f"{NOT_TEXT[self.kind or '']} ({self.name}) without an article's text; "
                "drop the story it goes with",
            )
        if not body and self.pub_status is PubStatus.CANCELED:
            # a kill often comes without the text that it kills
            body = [*self.notes, *opened.notes][:1] or ([self.headline] if self.headline else [])
        if not body:
            raise Rejected(Reason.EMPTY_BODY, f"{self.name}: {self._where()}")
        return self._article(opened, body)

    def _where(self) -> str:
        if self.elsewhere:
            return f"the text is not in the file but at {self.elsewhere[:200]}; fetch and drop it"
        return "the file has no text of it, only what describes it"

    def _article(self, opened: opening.Opening, body: list[str]) -> Article:
        said = [*dict.fromkeys(filter(None, self.notes)), *opened.notes]
        signals = tuple(
            dict.fromkeys(
                [*self.signals, *notes.signals([*said, self.slugline or ""], self.headline)]
            )
        )
        published = self.published or self.modified
        agency = self._agency()
        houses = {agency, self.source, *self.houses}
        known = [name for name in self.bylines if name not in houses]
        return Article(
            body="\n\n".join(body),
            parser=self.parser,
            uri=self.uri,
            version=self.version,
            headline=self.headline,
            bylines=opening.bylines(known, opened),
            byline_email=self.byline_email or opened.email,
            dateline=self._dateline(opened, published),
            agency=(opened.filed.agency if opened.filed else None) or agency,
            source=self.source,
            section=self.section,
            slugline=self.slugline,
            credit_line=self.credit_line,
            published_at=published.at if published else None,
            published_zone=published.zone if published else None,
            published_text=published.text if published else None,
            modified_at=self._modified(published),
            embargoed_until=self.embargoed or notes.embargoed_until(said),
            language=self.language,
            ed_note="\n".join(said) or None,
            signals=signals,
            urgency=self.urgency,
            pub_status=self._status(signals),
            usage_terms="\n".join(dict.fromkeys(filter(None, self.rights))) or None,
            url=self.url,
            dropped=(*self.dropped, *opened.dropped),
            subjects=subjects.unique(self.subjects),
        )

    def _status(self, signals: tuple[Signal, ...]) -> PubStatus:
        """What the format says, except that a kill is a kill even where it says "usable"."""
        noted = notes.pub_status(signals)
        return noted if noted is PubStatus.CANCELED else self.pub_status or noted

    def _agency(self) -> str | None:
        """The agency's name as some line prints it, rather than the host that provides it."""
        label = (self.agency or "").partition(".")[0].casefold()
        if not self.agency or "." not in self.agency or " " in self.agency:
            return self.agency
        printed = (self.credit_line, self.source, *self.houses)
        return next((name for name in printed if name and name.casefold() == label), self.agency)

    def _modified(self, published: Stamp | None) -> datetime | None:
        if self.modified is None or published is None or self.modified.at == published.at:
            return None
        return self.modified.at

    def _dateline(self, opened: opening.Opening, published: Stamp | None) -> Dateline | None:
        """The dateline printed in the text, else in its field, else the place of writing."""
        at = published.at if published else None
        if opened.filed and (printed := opened.filed.dateline(at)):
            return printed
        if opened.filed and not opened.filed.place and self.located:
            return opened.filed._replace(place=self.located).dateline(at)
        if found := opening.dateline(self.dateline, at):
            return found
        return Dateline(place=self.located, date=self.dateline_day) if self.located else None
