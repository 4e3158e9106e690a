"""What an agency's format says of an article, collected field by field, and made one."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime

from worker.core.article import Article, Dateline, Dropped, PubStatus, Signal, Subject
from worker.core.parse.agency import opening, subjects, words
from worker.core.parse.agency.timestamp import Stamp
from worker.core.parse.printed import furniture, notes
from worker.errors import Reason, Rejected

_NAME_MAX = 100
_URGENCY = range(1, 10)


@dataclass(slots=True)
class Draft:
    """The fields found so far; all of an `Article`'s, and what they are completed from.

    Attributes:
        kind: what the format calls the content, such as "picture".
        elsewhere: where its content is when it is not in the file.
        captions, described: what stands below the picture, and what describes the content: the
            body of what has no other.
        dateline: as printed in a field of its own.
        located: the place where it was written, by a field that says so.
        notices, terms: copyright lines and terms of use, in order.
        houses: other names of agencies in it.
    """

    parser: str
    kind: str | None = None
    elsewhere: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    described: list[str] = field(default_factory=list)
    uri: str | None = None
    version: str | None = None
    headline: str | None = None
    subheadlines: list[str] = field(default_factory=list)
    abstracts: list[str] = field(default_factory=list)
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
    expires: datetime | None = None
    language: str | None = None
    notes: list[str] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    urgency: int | None = None
    pub_status: PubStatus | None = None
    holder: str | None = None
    notices: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    genres: list[str] = field(default_factory=list)
    info_sources: list[str] = field(default_factory=list)
    digital_source_type: str | None = None
    houses: list[str] = field(default_factory=list)
    url: str | None = None
    dropped: list[Dropped] = field(default_factory=list)
    subjects: list[Subject | None] = field(default_factory=list)

    def drop(self, text: str | None, rule: str) -> None:
        """Keep `text` as left out of the body."""
        if text and text != self.headline:
            self.dropped.append(Dropped(text, rule))

    def status(self, word: str | None) -> None:
        """Take the publication status in whatever words a format has for it."""
        word = (word or "").strip().lower()
        self.pub_status = words.STATUS.get(word, self.pub_status)
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
        if last in words.SIGNALS:
            self.signals.append(words.SIGNALS[last])

    def fill(self, inner: "Draft") -> None:
        """Take from `inner`, a document inside this one, what is not known here yet."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(inner, each.name)
            if isinstance(mine, list):
                known = set(mine)
                mine.extend(one for one in theirs if one not in known)
            elif not mine:
                setattr(self, each.name, theirs)

    @property
    def name(self) -> str:
        """What people know the article by, for a rejection's sentence."""
        name = self.headline or self.slugline or self.uri or "without a name"
        return f"{name[: _NAME_MAX - 1]}…" if len(name) > _NAME_MAX else name

    def finish(self) -> Article:
        """The article; what only has a headline is one without a body, as alerts are.

        Raises:
            Rejected: when it says nothing, or is a package or a plan without a text of its own.
        """
        opened = opening.read(self.paragraphs, self.headline)
        named = (self._agency(), self.source, self.credit_line, *self.houses)
        body, below = opening.closing(opened.paragraphs, [name for name in named if name])
        self.dropped.extend(below)
        kind = words.content_type(self.kind)
        if kind in words.NO_ARTICLE and not any(map(furniture.is_prose, self.paragraphs)):
            raise Rejected(
                Reason.NOT_AN_ARTICLE,
                f"{words.NO_ARTICLE[kind]} ({self.name}) without an article's text; "
                "drop the story it goes with",
            )
        if not body and (kind != "text" or not self.paragraphs):
            # a caption keeps what it begins with: "FILE - " is no place
            body, self.captions = list(dict.fromkeys(self.captions or self.described)), []
        if not body and not _is_worded(self.headline):
            if self.pub_status is PubStatus.CANCELED:
                # a kill often comes without the text that it kills
                body = [*self.notes, *opened.notes][:1]
            if not body and not self._is_notice():
                raise Rejected(Reason.EMPTY_BODY, f"{self.name}: {self._where()}")
        self.drop(self.elsewhere if not self.paragraphs else None, "content elsewhere")
        for caption in self.captions:
            self.drop(caption, "caption")
        return self._article(opened, body)

    def _is_notice(self) -> bool:
        """Whether it takes an earlier version away: that needs no more than the uri of both."""
        return bool(self.uri) and self.pub_status in {PubStatus.CANCELED, PubStatus.WITHHELD}

    def _where(self) -> str:
        if self.elsewhere:
            return f"the text is not in the file but at {self.elsewhere[:200]}; fetch and drop it"
        return "there is neither a headline nor a text in it"

    def _article(self, opened: opening.Opening, body: list[str]) -> Article:
        said = [*dict.fromkeys(filter(None, self.notes)), *opened.notes]
        signals = self._signals(said)
        told = set(body)
        embargoed = self.embargoed or notes.embargoed_until(said)
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
            embargoed_until=embargoed,
            expires_at=self.expires,
            language=self.language,
            ed_note="\n".join(said) or None,
            signals=signals,
            urgency=self.urgency,
            pub_status=self._status(signals, embargoed),
            copyright_holder=self.holder,
            copyright_notice=_lines(self.notices),
            usage_terms=_lines(self.terms),
            url=self.url,
            dropped=tuple(dict.fromkeys((*self.dropped, *opened.dropped))),
            subjects=subjects.unique(self.subjects),
            type=words.content_type(self.kind),
            subheadline=_lines(self.subheadlines),
            abstract=_lines([*self.abstracts, *(t for t in self.described if t not in told)]),
            located=self.located,
            genres=tuple(dict.fromkeys(self.genres)),
            info_sources=tuple(dict.fromkeys(self.info_sources)),
            digital_source_type=self.digital_source_type,
        )

    def _signals(self, said: list[str]) -> tuple[Signal, ...]:
        # in a slugline an embargo is what the story is about
        slugged = [each for each in notes.signals([self.slugline or ""]) if each != Signal.EMBARGO]
        return tuple(dict.fromkeys([*self.signals, *notes.signals(said, self.headline), *slugged]))

    def _status(self, signals: tuple[Signal, ...], embargoed: datetime | None) -> PubStatus:
        """What the format says, except that a kill is a kill even where it says "usable"."""
        noted = notes.pub_status(signals, embargoed)
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


def _is_worded(headline: str | None) -> bool:
    return any(map(str.isalnum, headline or ""))


def _lines(found: list[str]) -> str | None:
    return "\n".join(dict.fromkeys(filter(None, found))) or None
