"""The article in a message: its text, and what the headers say about it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from email.message import Message
from email.utils import parseaddr

from worker.core.article import Article, Dropped
from worker.core.parse.message import forwarded, mail_text
from worker.core.parse.message.forwarded import Forwarded
from worker.core.parse.page import fragment
from worker.core.parse.printed import byline, story
from worker.core.parse.record import instant
from worker.errors import Reason, Rejected

_PREFIX = re.compile(
    r"(?:(?:fwd?|re|aw|wg|tr|rv|rif|antw|sv|vs|vb|enc|odp|pd|ref|doorst|i)\s?(?:\[\d{1,3}\])?\s?[:：]\s?)+",
    re.IGNORECASE,
)
_LIST_TAG = re.compile(r"\[[^\[\]]{1,60}\]\s*")
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_QUOTE = re.compile(r"^>+ ?", re.MULTILINE)
_ENOUGH = 0.7
_WORD_MIN = 2
# "Quill, Ada"
_SWAPPED = re.compile(r"^(\w[\w'-]{1,30}), (\w[\w'. -]{1,30})$")
TEXT_MAX = 3_000_000
"""A longer text in a message is no article."""


def article(message: Message, text: str) -> Article:
    """The article that `text`, the text of `message`, is.

    Raises:
        Rejected: when there is no report in it.
    """
    subject, prefixed = _subject(message)
    dropped: list[Dropped] = []
    passed_on = forwarded.find(text) if prefixed or not subject else None
    if passed_on:
        text = passed_on.text
        if passed_on.before.strip():
            dropped.append(Dropped(passed_on.before.strip(), "covering_note"))
    text = _without_quotes(_without_signature(text, dropped), dropped)
    if not text.strip():
        raise Rejected(Reason.EMPTY_BODY, "the message has no text")
    return _signed(
        _headed(story.read(text), message, subject, passed_on, dropped), message, passed_on
    )


def body_text(bodies: Sequence[Message]) -> str:
    """The text of a message, of the HTML where that holds as much as the plain text does.

    Raises:
        Rejected: when it is too long for an article.
    """
    texts = {kind: _joined(bodies, kind) for kind in ("plain", "html")}
    if max(map(len, texts.values())) > TEXT_MAX:
        raise Rejected(
            Reason.TOO_LARGE, f"more than {TEXT_MAX} characters in the text of one message"
        )
    plain, marked = texts["plain"], fragment.read(f"<html>{texts['html']}") if texts["html"] else ""
    return marked if len(marked.split()) > _ENOUGH * len(plain.split()) else plain


def _joined(bodies: Sequence[Message], kind: str) -> str:
    return "\n".join(mail_text.text(part) for part in bodies if part.get_content_subtype() == kind)


def _subject(message: Message) -> tuple[str | None, bool]:
    """The subject without what mail programs and lists put before it; whether that was there."""
    subject = mail_text.header(message, "Subject") or ""
    listed = message.get("List-Id") or message.get("List-Post") or message.get("List-Unsubscribe")
    match = _PREFIX.match(subject)
    while (found := _PREFIX.match(subject)) or (listed and (found := _LIST_TAG.match(subject))):
        match = match or _PREFIX.match(subject)
        subject = subject[found.end() :]
    return subject.strip() or None, match is not None


def _without_signature(text: str, dropped: list[Dropped]) -> str:
    cut = max(_SIGNATURE.finditer(text), key=re.Match.start, default=None)
    if cut is None or not text[: cut.start()].strip():
        return text
    if signature := text[cut.end() :].strip():
        dropped.append(Dropped(signature, "signature"))
    return text[: cut.start()]


def _without_quotes(text: str, dropped: list[Dropped]) -> str:
    """Leave out the letter that is answered; where all is quoted it is the text itself."""
    lines = text.split("\n")
    quoted = [line for line in lines if line.startswith(">")]
    own = [line for line in lines if not line.startswith(">")]
    if not quoted:
        return text
    if sum(len(line.split()) for line in own) * 4 < sum(len(line.split()) for line in quoted):
        return _QUOTE.sub("", text)
    dropped.append(Dropped("\n".join(quoted), "quoted"))
    return "\n".join(own)


def _headed(
    found: Article,
    message: Message,
    subject: str | None,
    passed_on: Forwarded | None,
    dropped: list[Dropped],
) -> Article:
    sent = passed_on.sent if passed_on else None
    sent = sent or instant.read(mail_text.header(message, "Date"))
    headline = _PREFIX.sub("", passed_on.subject).strip() if passed_on else subject
    headline = headline or found.headline
    if found.headline and headline != found.headline:
        dropped.append(Dropped(found.headline, "headline"))
    known = replace(
        found,
        parser="mail",
        uri=(mail_text.header(message, "Message-ID") or "").strip("<> ") or None,
        headline=headline,
        language=mail_text.header(message, "Content-Language"),
        dropped=(*dropped, *found.dropped),
    )
    if sent is None:
        return known
    return replace(known, published_at=sent.at, published_zone=sent.zone, published_text=sent.text)


def _signed(found: Article, message: Message, passed_on: Forwarded | None) -> Article:
    printed = passed_on.sender if passed_on else mail_text.header(message, "From")
    name, address = parseaddr(printed or "")
    name = _SWAPPED.sub(r"\2 \1", name.strip("\"' "))
    mailbox = address.partition("@")[0].casefold()
    words = [word for word in name.casefold().split() if len(word) >= _WORD_MIN]
    # the address bears a person's name out; it does not that of a house
    own = any(word in mailbox for word in words)
    if own and byline.read(name):
        return found if found.bylines else replace(found, bylines=(name,), byline_email=address)
    nickname = own and " " not in name
    return replace(found, source=found.source or (None if nickname else name or None))
