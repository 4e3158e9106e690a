"""What the formats' words for status, signal and type of content come to, whoever writes them."""

from worker.core.article import PubStatus, Signal

STATUS = {
    "usable": PubStatus.USABLE,
    "withheld": PubStatus.WITHHELD,
    "hold": PubStatus.WITHHELD,
    "canceled": PubStatus.CANCELED,
    "cancelled": PubStatus.CANCELED,
    "killed": PubStatus.CANCELED,
    "withdrawn": PubStatus.CANCELED,
}
"""Words of any standard for the status of publication."""
SIGNALS = {
    "correction": Signal.CORRECTION,
    "corrected": Signal.CORRECTION,
    "rectify": Signal.CORRECTION,
    "update": Signal.UPDATE,
    "writethru": Signal.RECAST,
    "kill": Signal.KILL,
    "delete": Signal.KILL,
    "advisory": Signal.ADVISORY,
    "embargo": Signal.EMBARGO,
    "lead": Signal.LEAD,
}
"""Signals as NewsML and ninjs name them, without their scheme."""
NO_ARTICLE = {
    "composite": "a package of other parts",
    "planning": "a plan of coverage",
    "event": "an event",
}
"""Types of content that are no article, whatever their headline says."""
_TYPES = {
    "photo": "picture",
    "image": "picture",
    "graphics": "graphic",
    "sound": "audio",
    "story": "text",
    "complexdata": "text",
}
_TYPE_MAX = 40


def content_type(kind: str | None) -> str:
    """The type of content in ninjs's words; what names none is text.

    >>> content_type("Photo")
    'picture'
    """
    word = (kind or "").strip().lower()[:_TYPE_MAX]
    return _TYPES.get(word, word) or "text"
