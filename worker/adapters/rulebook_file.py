"""tags.toml on the disk: read, looked at again, and what last held of it kept."""

import os
import time
from contextlib import suppress
from pathlib import Path

from worker.config import SettingsError, config_file
from worker.core.tag.rulebook import Refusal, Rulebook

NAME = "tags.toml"
KEPT = "tags.last-good.json"
FRESH_S = 2.0
"""A file that was just changed may change again within what its time of change can tell, and is
not yet taken for what its writer means to leave there."""
_EMPTY = "is empty, as files are while they are written: to have no rules, leave a comment in it"

_Signature = tuple[str, int, int, int]


class RulebookFile:
    """The tags.toml that holds, and what was made of it.

    Args:
        folder: a config folder that overrides the packaged one.
        data: where what holds is kept, for other processes and for a start with a broken file.
        file: this file in place of `config/tags.toml`.
    """

    def __init__(self, folder: str | None, data: Path | None, file: Path | None = None) -> None:
        self._folder = folder
        self._kept = data / KEPT if data else None
        self._file = file
        self._signature: _Signature | None = None
        self._text: str | None = None
        self._is_kept = True
        self._due = False
        self._read_at: float | None = None
        self.book = Rulebook()

    @property
    def path(self) -> Path:
        """Where it lies: the user's own file where there is one, else the packaged one.

        Raises:
            SettingsError: there is none, or no such config folder.
        """
        return self._file or config_file(NAME, self._folder)

    @property
    def where(self) -> str:
        """The same for people, whether it is there or not."""
        try:
            return str(self.path)
        except SettingsError:
            return NAME

    @property
    def lost(self) -> bool:
        """Whether nothing is known of any rules: the file is broken, and nothing was kept."""
        return self.book.stale and self._last_good() is None

    def read(self) -> Rulebook:
        """The rules as they are now; a broken file leaves the last good ones."""
        self._refresh()
        return self.book

    def changed(self) -> bool:
        """Whether there is something new in the file; `book` is that then.

        Costs a look at the file's entry in its folder as long as that stays the same.
        """
        return self._refresh()

    def keep(self) -> None:
        """Keep what holds, also the last good versions of what is refused.

        Of a file that is refused as a whole nothing is new, and where there never was a rule
        nothing is kept. What is missing is forgotten when the file has been at rest for a while, for
        its writer may be at it: to be called again, which costs nothing once it is done.
        """
        if self._kept is None or self.book.stale or not self._due:
            return
        kept = self._last_good()
        book = self.book if self._at_rest or kept is None else self.book.missing(kept)
        self._due = bool(book.gone)
        text = book.to_json()
        if text == self._kept_text() or not (kept or book.blocks or book.doubtful):
            self._is_kept = True
            return
        self._is_kept = False
        with suppress(OSError):
            fresh = self._kept.with_name(f"{KEPT}.{os.getpid()}")
            fresh.write_text(text, "utf-8")
            fresh.replace(self._kept)
            self._is_kept = True

    @property
    def _at_rest(self) -> bool:
        seen_for = time.monotonic() - self._read_at if self._read_at is not None else FRESH_S
        return self._signature is not None and seen_for >= FRESH_S

    def _refresh(self) -> bool:
        try:
            path = self.path
            signature = _signature(path)
            if signature is not None and signature == self._signature:
                return False
            text = path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError, SettingsError) as error:
            return self._refuse(f"cannot be read: {error}")
        if not text.strip() and self._last().blocks:
            return self._refuse(_EMPTY)
        self._signature = signature
        if text == self._text:
            return False
        if self._text is not None or self.book.refused:
            self._read_at = time.monotonic()
        self._text = text
        book = Rulebook.from_toml(text, self.book)
        if book.refused:
            # what is missing from a half-written text is missing from the book as well
            book = Rulebook.from_toml(text, self._last(), self._last_good())
        self.book, self._due = book, True
        return True

    def _refuse(self, why: str) -> bool:
        refusal = Refusal(1, why)
        if self.book.refused == (refusal,):
            return False
        self._text = self._signature = None
        self.book = self._last().refusing(refusal)
        return True

    def _last(self) -> Rulebook:
        """What held before: what is kept is what any process last worked with."""
        book, kept = self.book, self._last_good() if self._is_kept else None
        same = kept and kept.blocks == book.blocks and kept.doubts <= book.doubtful
        return book if kept is None or same else kept

    def _last_good(self) -> Rulebook | None:
        text = self._kept_text()
        if text is not None:
            # no JSON, or none of ours: as if nothing was kept
            with suppress(ValueError, AttributeError, TypeError):
                return Rulebook.from_json(text)
        return None

    def _kept_text(self) -> str | None:
        if self._kept is not None:
            with suppress(OSError, UnicodeDecodeError):
                return self._kept.read_text("utf-8")
        return None


def _signature(path: Path) -> _Signature | None:
    """What tells one state of a file from another; None while it cannot be told yet."""
    stat = path.stat()
    if abs(time.time() - stat.st_mtime) < FRESH_S:
        return None
    return (str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino)
