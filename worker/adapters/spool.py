"""Claimed files, and where they go when they are finished."""

import errno
import json
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from worker.adapters.claimed_file import ClaimedFile, refuse
from worker.core.delivery import Delivery, Lane, printable
from worker.core.settle import Stamp
from worker.errors import Reason, Rejected, Unavailable
from worker.ports import Outcome

CLAIMED = b".claimed"
COPYING = b".copying"
"""Below it grow the copies that `copytaster ingest` makes."""
REASON_SUFFIX = b".reason.json"
_NAME_MAX = 255
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """In which folders a delivery's file lies; `told`: its reason lies in quarantine."""

    claimed: bool = False
    done: bool = False
    quarantined: bool = False
    told: bool = False


@dataclass(slots=True)
class Spool:
    """Fulfils `ports.Spool`.

    Args:
        inbox: the inbox; claimed files lie in its `.claimed/<delivery_id>/`.
        done: finished files go to `<done>/YYYY-MM-DD/<delivery_id>/`.
        quarantine: others to `<quarantine>/<delivery_id>/`, each with its reason beside it.
    """

    inbox: Path
    done: Path
    quarantine: Path
    _read: dict[UUID, Stamp] = field(default_factory=dict)

    def claimed_path(self, delivery: Delivery) -> bytes:
        """Where a delivery's file lies while it is pending."""
        return os.path.join(self._claimed_folder(delivery.delivery_id), delivery.path)

    def _claimed_folder(self, delivery_id: UUID) -> bytes:
        return os.path.join(os.fsencode(self.inbox), CLAIMED, str(delivery_id).encode())

    @contextmanager
    def open(self, delivery: Delivery) -> Iterator[ClaimedFile]:
        """Open a claimed file for reading.

        Raises:
            Rejected: it is gone, or may not be read.
            Unavailable: it cannot be read just now.
        """
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            fd = os.open(self.claimed_path(delivery), flags)
        except FileNotFoundError as error:
            raise Rejected(
                Reason.VANISHED,
                "the file was deleted after it was claimed; drop it again if it matters",
            ) from error
        except OSError as error:
            refuse(error)
        try:
            found = os.fstat(fd)
            if not stat.S_ISREG(found.st_mode):
                raise Rejected(Reason.UNREADABLE, "it is no regular file")
            self._read[delivery.delivery_id] = Stamp(found.st_size, found.st_mtime_ns, found.st_ino)
            yield ClaimedFile(fd)
        finally:
            os.close(fd)

    def unchanged(self, delivery: Delivery) -> bool:
        """Whether the claimed file still is what was read; a missing one cannot be read again."""
        read = self._read.pop(delivery.delivery_id, None)
        if read is None:
            return True
        try:
            found = os.lstat(self.claimed_path(delivery))
        except OSError:
            return True
        return read == Stamp(found.st_size, found.st_mtime_ns, found.st_ino)

    def done_path(self, delivery: Delivery, finished_at: datetime) -> bytes:
        """Where a finished delivery's file belongs; the day is UTC's."""
        folder = self.done / finished_at.strftime("%Y-%m-%d") / str(delivery.delivery_id)
        return os.path.join(os.fsencode(folder), delivery.name)

    def quarantine_path(self, delivery: Delivery) -> bytes:
        """Where a quarantined delivery's file belongs."""
        return os.path.join(os.fsencode(self.quarantine / str(delivery.delivery_id)), delivery.name)

    def reason_path(self, delivery: Delivery) -> bytes:
        """Where the reason of a quarantined delivery belongs."""
        name = delivery.name[: _NAME_MAX - len(REASON_SUFFIX)] + REASON_SUFFIX
        return os.path.join(os.path.dirname(self.quarantine_path(delivery)), name)

    def whereabouts(self, delivery: Delivery, finished_at: datetime | None) -> Whereabouts:
        """In which of the folders a delivery's file lies now."""
        return Whereabouts(
            claimed=os.path.lexists(self.claimed_path(delivery)),
            done=finished_at is not None and os.path.lexists(self.done_path(delivery, finished_at)),
            quarantined=os.path.lexists(self.quarantine_path(delivery)),
            told=os.path.lexists(self.reason_path(delivery)),
        )

    def file_done(self, delivery: Delivery, finished_at: datetime) -> bytes | None:
        """Move the file to done/; tells where, None when there is nothing to move."""
        return self._file(delivery, self.done_path(delivery, finished_at))

    def file_quarantined(self, outcome: Outcome) -> bytes | None:
        """Move the file to quarantine/ and write its reason beside it."""
        delivery = outcome.delivery
        target = self.quarantine_path(delivery)
        there = os.path.lexists(self.claimed_path(delivery)) or os.path.lexists(target)
        # the reason first: while the file is still among the claimed, the sweep finishes the rest
        try:
            os.makedirs(os.path.dirname(target), mode=0o750, exist_ok=True)
            self._write_reason(outcome, target, target if there else None)
        except OSError as error:
            sentence = os.strerror(error.errno or 0)
            raise Unavailable(f"a reason cannot be written to quarantine: {sentence}") from error
        return self._file(delivery, target)

    def _file(self, delivery: Delivery, target: bytes) -> bytes | None:
        source = self.claimed_path(delivery)
        try:
            if not os.path.lexists(source) and os.path.lexists(target):
                return target  # whoever finished this filing was faster
            if not os.path.lexists(source) or not _move_folder(
                os.path.dirname(source), os.path.dirname(target)
            ):
                os.makedirs(os.path.dirname(target), mode=0o750, exist_ok=True)
                _move(source, target)
        except FileNotFoundError:
            self._tidy(delivery)
            return None
        except OSError as error:
            raise Unavailable(
                f"the file cannot be moved to {printable(os.path.dirname(target))}: "
                f"{os.strerror(error.errno or 0)}"
            ) from error
        self._tidy(delivery)
        return target

    def _tidy(self, delivery: Delivery) -> None:
        """Take away the empty folders that led to a claimed file."""
        folder = os.path.dirname(self.claimed_path(delivery))
        last = os.path.dirname(self._claimed_folder(delivery.delivery_id))
        while folder != last:
            try:
                os.rmdir(folder)
            except FileNotFoundError:
                pass
            except OSError:
                return
            folder = os.path.dirname(folder)

    def _write_reason(self, outcome: Outcome, target: bytes, where: bytes | None) -> None:
        delivery = outcome.delivery
        told = {
            "delivery_id": str(delivery.delivery_id),
            "path": printable(delivery.path),
            "reason": outcome.reason,
            "detail": outcome.detail,
            "attempts": delivery.tries,
            "received_at": delivery.received_at and delivery.received_at.isoformat(),
            "finished_at": outcome.finished_at and outcome.finished_at.isoformat(),
            "file": printable(where) if where else None,
            "next": f"copytaster quarantine retry {delivery.delivery_id}",
        }
        path = self.reason_path(delivery)
        growing = os.path.join(os.path.dirname(target), b".reason.part")
        with open(growing, "w", encoding="utf-8") as file:
            json.dump(told, file, indent=2, ensure_ascii=False)
            file.write("\n")
        os.replace(growing, path)

    def take_back(self, delivery: Delivery) -> bool:
        """Move a quarantined file back among the claimed ones; False when it is not there."""
        source, target = self.quarantine_path(delivery), self.claimed_path(delivery)
        try:
            os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
            _move(source, target)
        except FileNotFoundError:
            self._tidy(delivery)
            return os.path.lexists(target)
        shutil.rmtree(os.path.dirname(source), ignore_errors=True)
        return True

    def drop(self, delivery: Delivery) -> None:
        """Delete the file, and its reason, of a delivery that a person gave up."""
        shutil.rmtree(os.path.dirname(self.quarantine_path(delivery)), ignore_errors=True)
        shutil.rmtree(self._claimed_folder(delivery.delivery_id), ignore_errors=True)

    def claimed_ids(self) -> Iterator[UUID]:
        """The deliveries that have a folder among the claimed ones."""
        try:
            names = os.listdir(os.path.join(os.fsencode(self.inbox), CLAIMED))
        except FileNotFoundError:
            return
        for name in names:
            with suppress(ValueError):
                yield UUID(name.decode("ascii", "replace"))

    def tidy_copies(self, before: float) -> int:
        """Take away copies that stopped growing before a time (seconds since 1970); tells how many.

        They are what a killed `copytaster ingest` leaves: the originals lie where they were.
        """
        tidied = 0
        folder = os.path.join(os.fsencode(self.inbox), CLAIMED, COPYING)
        with suppress(OSError), os.scandir(folder) as copies:
            for copy in copies:
                with suppress(OSError):
                    if copy.stat(follow_symlinks=False).st_mtime < before:
                        os.unlink(copy.path)
                        tidied += 1
        return tidied

    def done_ids(self) -> Iterator[UUID]:
        """The deliveries that have a folder in done/, day by day."""
        for day in _folders(self.done):
            for folder in _folders(Path(day.path)):
                with suppress(ValueError):
                    yield UUID(folder.name)

    def quarantined_ids(self) -> Iterator[UUID]:
        """The deliveries that have a folder in quarantine/."""
        for folder in _folders(self.quarantine):
            with suppress(ValueError):
                yield UUID(folder.name)

    def orphan(self, delivery_id: UUID) -> Delivery | None:
        """What a claimed folder tells about its delivery; None when it holds no file."""
        top = self._claimed_folder(delivery_id)
        for folder, _, names in os.walk(top):
            for name in names:
                full = os.path.join(folder, name)
                with suppress(FileNotFoundError):
                    size = os.lstat(full).st_size
                    path = os.path.relpath(full, top)
                    return Delivery(
                        delivery_id=delivery_id, path=path, lane=Lane.LIVE, size_bytes=size
                    )
        return None

    def tidy_empty(self, delivery_id: UUID) -> None:
        """Take away a claimed folder that holds no file."""
        top = self._claimed_folder(delivery_id)
        for folder, _, _ in os.walk(top, topdown=False):
            with suppress(OSError):
                os.rmdir(folder)


def _move_folder(source: bytes, target: bytes) -> bool:
    """Rename the folder that holds nothing but the file: one step in place of three.

    False where that does not work: another device, the target is there already, its parent is
    not yet. The plain way then does it, or tells what is wrong.
    """
    try:
        os.rename(source, target)
    except OSError:
        if os.path.isdir(os.path.dirname(target)):
            return False
        os.makedirs(os.path.dirname(target), mode=0o750, exist_ok=True)
        with suppress(OSError):
            os.rename(source, target)
            return True
        return False
    return True


def _folders(parent: Path) -> Iterator[os.DirEntry[str]]:
    """The folders in a folder, one after the other; none where it is missing."""
    try:
        entries = os.scandir(parent)
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield entry


def _move(source: bytes, target: bytes) -> None:
    """Rename where that works; else copy, sync, rename, unlink."""
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # a name of this process's own: a sweep may copy the same file at the same time
        growing = os.path.join(os.path.dirname(target), b".copy.part.%d" % os.getpid())
        try:
            with open(source, "rb") as reading, open(growing, "wb") as writing:
                shutil.copyfileobj(reading, writing, _CHUNK)
                writing.flush()
                os.fsync(writing.fileno())
            shutil.copystat(source, growing)
            os.rename(growing, target)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(growing)
        os.unlink(source)
