"""The inbox folder: listing it, and claiming a file by one rename."""

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from uuid import UUID

from worker.core.delivery import Delivery, Lane
from worker.core.settle import DEPTH_MAX, READY_SUFFIX, TOO_DEEP, Ignore, Stamp

CLAIMED = b".claimed"
"""The folder in the inbox where deliveries lie until they are finished."""
_COPYING = b".copying"


class Kind(Enum):
    """What stands at a path of the inbox."""

    FILE = "file"
    FOLDER = "folder"
    GONE = "gone"
    OTHER = "other"
    """A link, FIFO, socket or device: counted, never opened."""


@dataclass(frozen=True, slots=True)
class Found:
    """One path that a listing came upon, below the inbox; `ignored` says why it is none of ours."""

    path: bytes
    stamp: Stamp | None = None
    ignored: str | None = None


class Unclaimable(Exception):  # noqa: N818 - an outcome the intake logs
    """The file cannot be claimed; it stays where it is. The message is for a person."""


@dataclass(slots=True)
class Inbox:
    """The folder that files are dropped into.

    Args:
        root: the inbox; made when it is missing.
        ignore: which names are none of ours.
    """

    root: Path
    ignore: Ignore = field(default_factory=Ignore)

    def make(self) -> None:
        """Make the inbox and its folder for claimed files, where they are missing."""
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / os.fsdecode(CLAIMED)).mkdir(mode=0o700, exist_ok=True)

    def inode(self) -> tuple[int, int] | None:
        """What changes when the folder is deleted and made again."""
        try:
            found = os.stat(self.root)
        except OSError:
            return None
        return (found.st_dev, found.st_ino)

    def _full(self, path: bytes) -> bytes:
        return os.path.join(os.fsencode(self.root), path)

    def relative(self, full: bytes) -> bytes:
        """A full path as one below the inbox."""
        return os.path.relpath(full, os.fsencode(self.root))

    def look(self, path: bytes) -> tuple[Kind, Stamp | None]:
        """What stands at a path now; links are not followed."""
        try:
            found = os.lstat(self._full(path))
        except OSError:
            return Kind.GONE, None
        if stat.S_ISREG(found.st_mode):
            return Kind.FILE, Stamp(found.st_size, found.st_mtime_ns, found.st_ino)
        return (Kind.FOLDER if stat.S_ISDIR(found.st_mode) else Kind.OTHER), None

    def is_ready(self, path: bytes) -> bool:
        """Whether the `.ready` marker lies beside the file."""
        return os.path.lexists(self._full(path) + READY_SUFFIX)

    def listing(self, below: bytes = b"") -> Iterator[Found]:
        """Everything in the inbox, or below one of its folders; what is ignored says why.

        Goes by an explicit stack, so that no depth of folders is too deep for it.
        """
        folders = [below]
        while folders:
            folder = folders.pop()
            try:
                entries = list(os.scandir(self._full(folder) if folder else os.fsencode(self.root)))
            except FileNotFoundError:
                continue
            except OSError as error:
                yield Found(folder, ignored=f"cannot be listed: {os.strerror(error.errno or 0)}")
                continue
            for entry in sorted(entries, key=lambda entry: entry.name):
                path = os.path.join(folder, entry.name) if folder else entry.name
                if path == CLAIMED:
                    continue
                yield from self._entry(entry, path, folders)

    def _entry(
        self, entry: os.DirEntry[bytes], path: bytes, folders: list[bytes]
    ) -> Iterator[Found]:
        if entry.is_dir(follow_symlinks=False):
            if pattern := self.ignore.folder(entry.name):
                yield Found(path, ignored=f"folder {pattern}")
            elif path.count(b"/") >= DEPTH_MAX:
                yield Found(path, ignored=TOO_DEEP)
            else:
                folders.append(path)
        elif not entry.is_file(follow_symlinks=False):
            yield Found(path, ignored="a link, FIFO, socket or device")
        elif pattern := self.ignore.file(entry.name):
            yield Found(path, ignored=pattern)
        elif entry.name.endswith(READY_SUFFIX):
            if not os.path.lexists(self._full(path.removesuffix(READY_SUFFIX))):
                yield Found(path, ignored="a .ready marker without its file")
        else:
            with suppress(FileNotFoundError):
                found = entry.stat(follow_symlinks=False)
                yield Found(path, Stamp(found.st_size, found.st_mtime_ns, found.st_ino))

    def is_being_written(self, path: bytes) -> bool:
        """Whether some process holds the file open for writing, as far as Linux tells.

        A read lease is refused while there is a writer (fcntl(2), F_SETLEASE). Where leases do
        not work (another owner's file, network storage) the answer is no, and quiet time decides.
        """
        try:
            fd = os.open(self._full(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return False
        try:
            fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except OSError as error:
            return error.errno == errno.EAGAIN
        finally:
            os.close(fd)
        return False

    def claim(self, path: bytes, delivery_id: UUID, lane: Lane) -> Delivery | None:
        """Take a file out of the inbox by one rename; None when another was faster.

        Raises:
            Unclaimable: the system refuses, or what was renamed is no regular file.
        """
        target = os.path.join(self._claimed(delivery_id), path)
        try:
            # the folder goes to done/ with its file, hence not as private as .claimed itself
            os.makedirs(os.path.dirname(target), mode=0o750)
            os.rename(self._full(path), target)
        except FileNotFoundError:
            self._tidy(delivery_id, path)
            return None
        except OSError as error:
            self._tidy(delivery_id, path)
            raise Unclaimable(f"{os.strerror(error.errno or 0)}; it stays in the inbox") from error
        found = os.lstat(target)
        if not stat.S_ISREG(found.st_mode):
            # it was changed for something else after it was looked at: nothing of ours
            self._put_back(target, path)
            self._tidy(delivery_id, path)
            raise Unclaimable("it is no regular file any more; it stays in the inbox")
        if self.is_ready(path):  # looking costs a tenth of unlinking what is not there
            with suppress(OSError):
                os.unlink(self._full(path) + READY_SUFFIX)
        return Delivery(delivery_id=delivery_id, path=path, lane=lane, size_bytes=found.st_size)

    def take_copy(self, source: Path, path: bytes, delivery_id: UUID) -> Delivery:
        """Claim a copy of a file that stays where it is; `path` is its path as a delivery.

        The copy grows in a folder of its own and is renamed when it is whole, so that no sweep
        sees half of it.
        """
        growing = self._full(os.path.join(CLAIMED, _COPYING, str(delivery_id).encode()))
        os.makedirs(os.path.dirname(growing), mode=0o700, exist_ok=True)
        target = os.path.join(self._claimed(delivery_id), path)
        try:
            _copy(source, growing)
            os.makedirs(os.path.dirname(target), mode=0o750)
            os.rename(growing, target)
        except OSError:
            with suppress(OSError):
                os.unlink(growing)
            raise
        return Delivery(
            delivery_id=delivery_id,
            path=path,
            lane=Lane.BACKLOG,
            size_bytes=os.stat(target).st_size,
        )

    def _put_back(self, target: bytes, path: bytes) -> None:
        """Give back what was no file; what lies at its place by now is never overwritten."""
        with suppress(OSError):
            if os.path.isdir(target) and not os.path.islink(target):
                os.rename(target, self._full(path))  # refused where something is in the way
            else:
                os.link(target, self._full(path), follow_symlinks=False)
                os.unlink(target)

    def _claimed(self, delivery_id: UUID) -> bytes:
        return self._full(os.path.join(CLAIMED, str(delivery_id).encode()))

    def _tidy(self, delivery_id: UUID, path: bytes) -> None:
        """Take away the empty folders of a claim that came to nothing, and no folder above them."""
        top = self._claimed(delivery_id)
        folder = os.path.dirname(os.path.join(top, path))
        while len(folder) >= len(top):
            with suppress(OSError):
                os.rmdir(folder)
            folder = os.path.dirname(folder)


def _copy(source: Path, target: bytes) -> None:
    reading = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(reading).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(source))
        writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            while chunk := os.read(reading, 1 << 20):
                written = 0
                while written < len(chunk):
                    written += os.write(writing, chunk[written:])
            os.fsync(writing)
        finally:
            os.close(writing)
    finally:
        os.close(reading)
