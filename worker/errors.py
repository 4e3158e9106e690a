"""The two errors that steer: try never again, or try again.

Anything else that is raised is a bug of ours, ends at the task boundary and costs the
delivery an attempt.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why something was rejected; operators group by it, so the list is short and closed."""

    UNKNOWN_FORMAT = "unknown_format"
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    EMPTY_BODY = "empty_body"
    NOT_AN_ARTICLE = "not_an_article"
    BAD_ENCODING = "bad_encoding"
    TOO_DEEP = "too_deep"
    ENCRYPTED = "encrypted"
    TIMEOUT = "timeout"
    UNREADABLE = "unreadable"
    VANISHED = "vanished"
    CRASHED = "crashed"


class Rejected(Exception):  # noqa: N818 - named for the outcome, as the ledger and the log name it
    """This input will never do; trying again would not help.

    Also a value: a parser yields one for a position that it cannot read and goes on.
    Arguments stay positional, so that it survives pickling between processes.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


class Unavailable(Exception):  # noqa: N818 - named for the condition
    """Something outside is away for now; trying again later will help."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return self.what
