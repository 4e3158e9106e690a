"""When a file in the inbox is whole.

Events are hints that a path may be ready; stability decides. The clock and the file system come
in as values, so nothing here waits.
"""

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import translate
from functools import cache
from typing import NamedTuple


class Hint(Enum):
    """Why a path is looked at."""

    WHOLE = "whole"
    """It was closed after writing, renamed, or moved in: its writer says that it is done."""
    SEEN = "seen"
    """It was created, grew, or was found by a listing: its writer may be at work."""
    READY = "ready"
    """Its `.ready` marker is there: whole by contract."""


class Stamp(NamedTuple):
    """What must not change while a file settles."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(slots=True)
class _Waiting:
    stamp: Stamp
    since: float
    quiet_s: float
    due_at: float | None = None
    """When it is looked at next; an entry of the heap for any other time is stale."""


@dataclass(slots=True)
class Settler:
    """Says when each observed path has been unchanged for long enough.

    Args:
        settle_s: quiet time after a hint that the file is whole.
        unseen_s: quiet time when its writer said nothing.
        open_wait_s: how long a file that is still open for writing may hold things up.
    """

    settle_s: float
    unseen_s: float
    open_wait_s: float
    _waiting: dict[bytes, _Waiting] = field(default_factory=dict)
    _due: list[tuple[float, bytes]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._waiting)

    def observe(self, path: bytes, hint: Hint, stamp: Stamp, now: float) -> None:
        """Note that `path` looked like `stamp` at `now`; a change starts its quiet time anew."""
        quiet = {Hint.WHOLE: self.settle_s, Hint.SEEN: self.unseen_s, Hint.READY: 0.0}[hint]
        known = self._waiting.get(path)
        if known is None:
            known = self._waiting[path] = _Waiting(stamp, now, quiet)
        else:
            if known.stamp != stamp:
                known.stamp, known.since = stamp, now
                if hint is Hint.SEEN:
                    known.quiet_s = quiet
            known.quiet_s = min(known.quiet_s, quiet)
        self._look_at(path, known, known.since + known.quiet_s)

    def due(self, now: float) -> Iterator[bytes]:
        """The paths whose quiet time may be over; look at each and call `settled`."""
        while self._due and self._due[0][0] <= now:
            at, path = heapq.heappop(self._due)
            known = self._waiting.get(path)
            if known is not None and known.due_at == at:
                known.due_at = None
                yield path

    def next_due(self) -> float | None:
        """When `due` will next yield something, None when nothing waits."""
        return self._due[0][0] if self._due else None

    def settled(self, path: bytes, stamp: Stamp, now: float) -> bool:
        """Whether `path`, looking like `stamp` at `now`, is whole; if not, it waits on."""
        known = self._waiting.get(path)
        if known is None:
            return False
        if known.stamp != stamp:
            known.stamp, known.since = stamp, now
            # it changed after its writer said to be done: there is another writer
            known.quiet_s = max(known.quiet_s, self.settle_s)
        ready_at = known.since + known.quiet_s
        if now < ready_at:
            self._look_at(path, known, ready_at)
            return False
        return True

    def hold(self, path: bytes, now: float) -> bool:
        """Keep a quiet path that is still open for writing; False when it has waited enough."""
        known = self._waiting[path]
        if now - known.since >= self.open_wait_s:
            return False
        # its close will be an event of its own; this is for the case that the event is lost
        self._look_at(path, known, now + self.unseen_s)
        return True

    def forget(self, path: bytes) -> None:
        """Stop waiting for `path`: it was claimed, or it is gone."""
        self._waiting.pop(path, None)

    def _look_at(self, path: bytes, known: _Waiting, at: float) -> None:
        if known.due_at != at:
            known.due_at = at
            heapq.heappush(self._due, (at, path))


READY_SUFFIX = b".ready"

IGNORED_FILES = (
    ".*",
    "*.part",
    "*.partial",
    "*.tmp",
    "*.temp",
    "*.crdownload",
    "*.download",
    "*.filepart",
    "*.swp",
    "*.swx",
    "*~",
    "~$*",
    "Thumbs.db",
    "desktop.ini",
    "Icon\r",
)
"""Names that are never news: hidden files, copies in progress, editors' and desktops' droppings."""

IGNORED_FOLDERS = (
    ".*",
    "@eaDir",
    "#recycle",
    "#snapshot",
    "__MACOSX",
    "$RECYCLE.BIN",
    "System Volume Information",
    "lost+found",
)
"""Folders that network storage and desktops leave behind; nothing below them is looked at."""


DEPTH_MAX = 256
"""Folders within folders that are looked into; many a program walks a tree by recursion."""
TOO_DEEP = f"more than {DEPTH_MAX} folders deep"


@dataclass(frozen=True, slots=True)
class Ignore:
    """Which names in the inbox are none of ours; patterns are shell patterns, case counts not."""

    more: tuple[str, ...] = ()

    def file(self, name: bytes) -> str | None:
        """The pattern that makes a file's name none of ours, or None."""
        return _first_match(name, (*IGNORED_FILES, *self.more))

    def folder(self, name: bytes) -> str | None:
        """The pattern that makes a folder's name none of ours, or None."""
        return _first_match(name, IGNORED_FOLDERS)

    def folder_path(self, path: bytes) -> str | None:
        """The pattern that makes a folder's path below the inbox none of ours, or None."""
        if path.count(b"/") >= DEPTH_MAX:
            return TOO_DEEP
        return next(filter(None, map(self.folder, path.split(b"/"))), None)

    def path(self, path: bytes) -> str | None:
        """The pattern that makes a file's path below the inbox none of ours, or None."""
        folder, slash, name = path.rpartition(b"/")
        return (self.folder_path(folder) if slash else None) or self.file(name)


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """One pattern for all, which nearly every name fails at once, then each by itself."""
    each = [translate(pattern.lower()) for pattern in patterns]
    return tuple(re.compile(pattern) for pattern in ("|".join(each), *each))


def _first_match(name: bytes, patterns: tuple[str, ...]) -> str | None:
    text = name.decode("utf-8", "surrogateescape").lower()
    any_of_them, *each = _compiled(patterns)
    if not any_of_them.match(text):
        return None
    return next(pattern for pattern, one in zip(patterns, each, strict=True) if one.match(text))
