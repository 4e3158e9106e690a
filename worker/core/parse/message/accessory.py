"""What comes with a message and is no position of it: pictures, sounds, invitations, signatures.

Every newsroom's mail has logos and invitations in it. They are named beside the message's article,
and nobody is asked to look at them in quarantine. A document that cannot be read is a rejection.
"""

from collections.abc import Sequence
from dataclasses import replace
from email.message import Message

from worker.core.article import Article, Dropped
from worker.core.parse.lookalike import looks_like
from worker.core.parse.message import mail_text
from worker.errors import Rejected

_MEDIA = frozenset(["image", "audio", "video", "font"])
_IDLE = frozenset(
    [
        "application/ics",
        "application/pgp-keys",
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "message/delivery-status",
        "message/disposition-notification",
        "text/calendar",
        "text/directory",
        "text/rfc822-headers",
        "text/vcard",
        "text/x-vcard",
    ]
)
_CARDS = (b"BEGIN:VCALENDAR", b"BEGIN:VCARD")
_LOOKS = ("image", "recording", "(RIFF)", "(MP4)")
_HEAD = 4096
_NAMED_MAX = 100


def is_one(part: Message) -> bool:
    """Whether `part` is an accessory, by its type or, where that says nothing, by its first bytes."""
    kind = part.get_content_type()
    if part.get_content_maintype() in _MEDIA or kind in _IDLE:
        return True
    if part.get_content_maintype() in {"message", "multipart"}:
        return False
    head = mail_text.content(part)[:_HEAD]
    return head.lstrip()[:15].upper().startswith(_CARDS) or (looks_like(head) or "").endswith(
        _LOOKS
    )


def noted(found: Article | Rejected, parts: Sequence[Message]) -> Article | Rejected:
    """`found` with the names of `parts`, its accessories, among what was left out of it."""
    if isinstance(found, Rejected) or not parts:
        return found
    names = [mail_text.file_name(part) or part.get_content_type() for part in parts[:_NAMED_MAX]]
    return replace(
        found, dropped=(*found.dropped, *(Dropped(name, "attachment") for name in names))
    )
