"""What has been read off a text so far, and the article that it makes."""

from dataclasses import dataclass, field

from worker.core.article import Article, Dropped
from worker.core.parse.printed import byline, notes, stamp
from worker.core.parse.printed.filed import Filed


@dataclass(slots=True)
class Draft:
    """An article in the making: every line of the text ends up in one of these fields."""

    headline: str | None = None
    kicker: str | None = None
    slugline: str | None = None
    names: list[str] = field(default_factory=list)
    email: str | None = None
    notes: list[str] = field(default_factory=list)
    source: str | None = None
    agency: str | None = None
    stamps: list[stamp.Stamp] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    def drop(self, text: str, rule: str) -> None:
        """Leave `text` out of the body."""
        self.dropped.append(Dropped(text, rule))

    def sign(self, signed: byline.Byline) -> None:
        """Add the authors of a byline; the first address and agency count."""
        self.names.extend(name for name in signed.names if name not in self.names)
        self.email = self.email or signed.email
        self.agency = self.agency or signed.agency

    def article(self, filed: Filed | None) -> Article:
        """The article, filed where its dateline says."""
        published, modified, section = stamp.settle(self.stamps)
        said = [*self.notes, self.slugline] if self.slugline else self.notes
        signals = notes.signals(said, self.headline)
        embargoed = notes.embargoed_until(self.notes)
        if filed and filed.byline and not self.names:
            self.names.append(filed.byline)
        if self.agency and not self.names and not filed:
            self.names.append(self.agency)
        # an agency's zone completes a time without one, but the clock of a page that credits an
        # agency in a byline is the publisher's
        unzoned = published is not None and published.at.tzinfo is None
        return Article(
            body="\n\n".join(self.body),
            headline=self.headline,
            slugline=self.slugline,
            bylines=tuple(self.names),
            byline_email=self.email,
            dateline=filed.dateline(published.at if published else None) if filed else None,
            agency=(filed and filed.agency) or (None if unzoned else self.agency),
            source=self.source,
            section=section or self.kicker,
            published_at=published.at if published else None,
            published_zone=published.zone if published else None,
            published_text=published.text if published else None,
            modified_at=modified.at if modified else None,
            embargoed_until=embargoed,
            ed_note="\n".join(self.notes) or None,
            signals=signals,
            pub_status=notes.pub_status(signals, embargoed),
            dropped=tuple(self.dropped),
        )
