"""tags.toml on the disk: read, looked at again, and its last good text kept."""

import os
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from worker.core.tag.rulebook import Refusal, Rulebook
from worker.settings import SettingsError, config_file

NAME = "tags.toml"
KEPT = "tags.last-good.toml"
FRESH_S = 2.0
"""A file that was just changed may change again within what its time of change can tell."""

_Signature = tuple[str, int, int, int]


class RulebookFile:
    """The tags.toml that holds, and what was made of it.

    Args:
        folder: a config folder that overrides the packaged one.
        data: where the last good text is kept, for a start with a broken one.
        file: this file in place of `config/tags.toml`.
    """

    def __init__(self, folder: str | None, data: Path | None, file: Path | None = None) -> None:
        self._folder = folder
        self._kept = data / KEPT if data else None
        self._file = file
        self._signature: _Signature | None = None
        self._text: str | None = None
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

    def read(self) -> Rulebook:
        """The rules as they are now; a broken file leaves the last good ones."""
        self._refresh(self._last_good())
        return self.book

    def changed(self) -> bool:
        """Whether there is something new in the file; `book` is that then.

        Costs a look at the file's entry in its folder as long as that stays the same.
        """
        return self._refresh(self.book)

    def keep(self) -> None:
        """Keep the text for a later start, if nothing is wrong with it."""
        if self._kept is None or self._text is None or self.book.refused:
            return
        with suppress(OSError):
            if self._kept.is_file() and self._kept.read_text("utf-8") == self._text:
                return
            fresh = self._kept.with_name(f"{KEPT}.{os.getpid()}")
            fresh.write_text(self._text, "utf-8")
            fresh.replace(self._kept)

    def _refresh(self, last: Rulebook) -> bool:
        try:
            path = self.path
            signature = _signature(path)
            if signature is not None and signature == self._signature:
                return False
            text = path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError, SettingsError) as error:
            return self._refuse(last, str(error))
        self._signature = signature
        if text == self._text:
            return False
        self._text = text
        self.book = Rulebook.from_toml(text, last)
        return True

    def _refuse(self, last: Rulebook, why: str) -> bool:
        refused = (Refusal(1, f"cannot be read: {why}"),)
        if self.book.refused == refused:
            return False
        self._text = self._signature = None
        self.book = replace(last, refused=refused)
        return True

    def _last_good(self) -> Rulebook:
        if self._kept is not None:
            with suppress(OSError, UnicodeDecodeError):
                return Rulebook.from_toml(self._kept.read_text("utf-8"))
        return Rulebook()


def _signature(path: Path) -> _Signature | None:
    """What tells one state of a file from another; None while it cannot be told yet."""
    stat = path.stat()
    if abs(time.time() - stat.st_mtime) < FRESH_S:
        return None
    return (str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino)
