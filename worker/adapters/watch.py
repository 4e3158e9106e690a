"""watchdog's events as hints: a path that may be ready, a folder to list, or the whole inbox.

Three habits of watchdog 7.1 are set right here. A file moved in from outside is told apart from
one that was only created by asking for full events. A rename out of a watched folder, which is
what a claim is, would hold up all later events by half a second while its other half is waited
for: the delay is zero. The folder of claimed files gets no watch, so its traffic costs nothing.
"""

import os
import queue
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.inotify import InotifyFullEmitter, InotifyWatchGroup
from watchdog.observers.inotify_c import InotifyEvent, InotifyFD
from watchdog.observers.inotify_move_event_grouper import GroupedInotifyEvent, PathedInotifyEvent
from watchdog.observers.polling import PollingObserverVFS

from worker.core.settle import DEPTH_MAX, READY_SUFFIX, Hint

NETWORK_MOUNTS = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "davfs", "glusterfs"),
        *("lustre", "ncpfs", "sshfs", "virtiofs", "vboxsf", "prl_fs", "ocfs2", "gfs2", "beegfs"),
    )
)
"""File systems whose changes from elsewhere inotify does not see; all of `fuse.*` as well."""


_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class PathHint:
    """A file below the inbox may be ready."""

    path: bytes
    hint: Hint


@dataclass(frozen=True, slots=True)
class FolderHint:
    """A folder below the inbox appeared with whatever is in it; empty means all of the inbox."""

    path: bytes
    why: str


Hinted = PathHint | FolderHint


class _Group(InotifyWatchGroup):
    """A watch group that leaves some folders out and tells when the kernel dropped events."""

    def __init__(
        self, *args: Any, skip: Callable[[bytes], bool], lost: Callable[[], None], **named: Any
    ) -> None:
        self._skip = skip
        self._lost = lost
        super().__init__(*args, **named)

    def __post_init__(self) -> None:
        self._move_event_grouper._queue.delay = 0  # noqa: SLF001 - there is no public way
        super().__post_init__()

    def _add_all_callbacks(self, path: bytes) -> None:
        # by a stack: a recursion as deep as the folders are would end the thread
        folders = [path]
        while folders:
            folder = folders.pop()
            if self._skip(folder) or folder.count(b"/") - self.path.count(b"/") > DEPTH_MAX:
                continue
            self._add_callback(folder)
            with suppress(OSError), os.scandir(folder) as entries:
                folders += [e.path for e in entries if e.is_dir(follow_symlinks=False)]

    def _recursive_simulate(self, src_path: bytes) -> list[InotifyEvent]:  # noqa: ARG002
        return []  # a new folder is listed: all that is in it is found that way

    def on_queue_overflow(self) -> None:
        super().on_queue_overflow()
        self._lost()


class _Emitter(InotifyFullEmitter):
    """Makes the group above; otherwise watchdog's own."""

    def __init__(
        self, *args: Any, skip: Callable[[bytes], bool], lost: Callable[[], None], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self._skip = skip
        self._lost = lost

    def on_thread_start(self) -> None:
        self._inotify = _Group(
            self._inotify_fd,
            os.fsencode(self.watch.path),
            is_recursive=True,
            event_mask=self.get_event_mask_from_filter(),
            skip=self._skip,
            lost=self._lost,
        )

    def build_and_queue_event(
        self, event: GroupedInotifyEvent, *, full_events: bool = True
    ) -> None:
        last = event if isinstance(event, PathedInotifyEvent) else event[1]
        if last.ev.is_moved_to and last.ev.is_directory:
            # watchdog would add an event for all that is in it; it is listed anyway
            self.queue_event(DirMovedEvent("", self._decode_path(last.path)))
        else:
            super().build_and_queue_event(event, full_events=full_events)


class _Inotify(BaseObserver):
    """An observer with an inotify instance of its own, closed with it."""

    def __init__(self, *, skip: Callable[[bytes], bool], lost: Callable[[], None]) -> None:
        self._own_fd = InotifyFD()
        self._own_fd.start()
        super().__init__(_Emitter, inotify_fd=self._own_fd, skip=skip, lost=lost)

    def is_reading(self) -> bool:
        """Whether the thread that reads the kernel's events lives."""
        return bool(self._own_fd.is_alive())

    def on_thread_stop(self) -> None:
        super().on_thread_stop()
        self._own_fd.stop()
        self._own_fd.join()


class _Handler(FileSystemEventHandler):
    """Turns events into hints."""

    def __init__(self, relative: Callable[[str], bytes], put: Callable[[Hinted], None]) -> None:
        self._relative = relative
        self._put = put

    def on_any_event(self, event: FileSystemEvent) -> None:
        moved = isinstance(event, FileMovedEvent | DirMovedEvent)
        full = str(event.dest_path if moved else event.src_path)
        if not full:
            return  # moved out: that is what a claim looks like
        path = self._relative(full)
        if isinstance(event, DirMovedEvent | DirCreatedEvent):
            self._put(FolderHint(path, "a folder appeared"))
        elif path.endswith(READY_SUFFIX):
            self._put(PathHint(path.removesuffix(READY_SUFFIX), Hint.READY))
        elif isinstance(event, FileMovedEvent | FileClosedEvent):
            self._put(PathHint(path, Hint.WHOLE))
        elif not event.is_directory:
            self._put(PathHint(path, Hint.SEEN))


_INOTIFY_EVENTS: list[type[FileSystemEvent]] = [
    FileMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    DirCreatedEvent,
    DirMovedEvent,
]


@dataclass(slots=True)
class Watch:
    """Watches an inbox and hands out hints.

    Args:
        root: the inbox.
        skip: full paths of folders that are not looked into.
        observer: `inotify`, `polling`, or `auto`: polling on network and FUSE mounts.
        poll_s: seconds between two looks of the polling observer.
    """

    root: Path
    skip: Callable[[bytes], bool]
    observer: str = "auto"
    poll_s: float = 1.0
    kind: str = field(default="", init=False)
    _hints: "queue.SimpleQueue[Hinted | None]" = field(
        default_factory=queue.SimpleQueue, init=False
    )
    _running: Any = field(default=None, init=False)
    _watched: ObservedWatch | None = field(default=None, init=False)

    def start(self) -> None:
        """Start observing; raises OSError when the root cannot be watched."""
        wanted = self.observer
        if wanted == "auto":
            wanted = "polling" if is_remote(self.root) else "inotify"
        self.kind = wanted
        handler = _Handler(self._relative, self._hints.put)
        filtered = [*_INOTIFY_EVENTS]
        observer: Any
        if wanted == "inotify":
            observer = _Inotify(skip=self.skip, lost=self._events_lost)
        else:
            observer = PollingObserverVFS(os.lstat, self._entries, polling_interval=self.poll_s)
            filtered.append(FileModifiedEvent)
        # set first: when starting fails, `stop` ends the threads that did start
        self._running = observer
        self._watched = observer.schedule(
            handler, str(self.root), recursive=True, event_filter=filtered
        )
        observer.start()

    def stop(self) -> None:
        """Stop observing."""
        observer, self._running = self._running, None
        if observer is None:
            return
        observer.stop()
        if observer.is_alive():
            observer.join()
        elif isinstance(observer, _Inotify):
            observer.on_thread_stop()

    def trouble(self) -> str | None:
        """Why the observer should be made anew, None when it is well."""
        observer = self._running
        if observer is None or not observer.is_alive():
            return "the observer has ended"
        if not observer.emitters or not all(e.is_alive() for e in observer.emitters):
            return "its emitter has died"
        if isinstance(observer, _Inotify) and not observer.is_reading():
            return "its reader has died"
        return None

    def hints(self, timeout: float) -> list[Hinted]:
        """Wait up to `timeout` seconds for a hint, then take all that there are."""
        found: list[Hinted] = []
        try:
            first = self._hints.get(timeout=max(timeout, 0))
            while True:
                if first is not None:
                    found.append(first)
                first = self._hints.get_nowait()
        except queue.Empty:
            return found

    def wake(self) -> None:
        """End a waiting `hints`."""
        self._hints.put(None)

    def _events_lost(self) -> None:
        self._hints.put(FolderHint(b"", "the kernel dropped events"))

    def _entries(self, folder: str | None) -> Iterator["os.DirEntry[str]"]:
        with os.scandir(folder or str(self.root)) as entries:
            for entry in entries:
                path = os.fsencode(entry.path)
                deep = path.count(b"/") - os.fsencode(self.root).count(b"/") > DEPTH_MAX
                if not deep and not self.skip(path):
                    yield entry

    def _relative(self, full: str) -> bytes:
        return os.path.relpath(os.fsencode(full), os.fsencode(self.root))


def is_remote(path: Path, mountinfo: str | None = None) -> bool:
    """Whether a path lies on a network or FUSE mount, by the longest mount point above it.

    Args:
        path: the path; links in it are followed.
        mountinfo: the text of /proc/self/mountinfo (proc(5)); read when left out.
    """
    if mountinfo is None:
        try:
            mountinfo = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
        except OSError:
            return False
    real = os.path.realpath(path)
    best, kind = "", ""
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        # blanks, tabs, line ends and backslashes stand in octal
        point = _OCTAL.sub(lambda match: chr(int(match[1], 8)), before.split(" ")[4])
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, after.split(" ")[0]
    return kind in NETWORK_MOUNTS or kind == "fuse" or kind.startswith("fuse.")
