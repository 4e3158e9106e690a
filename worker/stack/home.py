"""The folder an embedded server lives in, and the secrets and the lock beside it.

Normally that is the folder which the caller names. As root the server runs under a service user,
and where that user cannot reach the folder (a checkout or a home of 0700) the server lives in a
folder of ours under /var/lib, with a copy of its program. No permission of a folder that is not
ours is ever changed.
"""

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from worker.logs import get_logger
from worker.stack.account import Account, StackError, service_account
from worker.stack.lock import Held, take

ELSEWHERE = (Path("/var/lib"), Path("/var/tmp"), Path("/tmp"))  # noqa: S108 - random names, 0711
SOCKET_BYTES = 107
"""The longest path of a Unix socket."""
LOG_BYTES = 10_000_000
"""A server's log that is longer is put aside at the next start."""
TAIL_LINES = 8


def write_private(path: Path, text: str) -> None:
    """Replace `path` in one step, readable by nobody else."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


def wheel_folder(package: str, *, instead: str) -> Path:
    """Where the wheel of an embedded server lies; importing it would do more than we want."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise StackError(
            f"{package} is not installed: run `pip install 'copytaster[embedded]'`, or set {instead}"
        )
    return Path(spec.submodule_search_locations[0])


class Home:
    """Where one server keeps its files, who runs it, and its passwords."""

    def __init__(self, folder: Path) -> None:
        """Settle on a place and take its lock; `close` gives the lock back."""
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock = take(self.folder / "lock")
        except Held as held:
            raise StackError(f"{self.folder} is in use by process {held.holder}") from None
        self._kept = self.folder / "secrets.json"
        self.secrets: dict[str, str] = (
            json.loads(self._kept.read_text("utf-8")) if self._kept.exists() else {}
        )
        self.account: Account | None = service_account()
        try:
            self.path = self._settle()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let another process use this folder."""
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def uid(self) -> int:
        """The user the server runs as."""
        return self.account.uid if self.account else os.geteuid()

    @property
    def gid(self) -> int:
        """The group the server runs as."""
        return self.account.gid if self.account else os.getegid()

    def secret(self, name: str) -> str:
        """A password of this server, made up once and kept."""
        if name not in self.secrets:
            self.keep(name, secrets.token_urlsafe(24))
        return self.secrets[name]

    def keep(self, name: str, value: str) -> None:
        """Remember a value beside the passwords."""
        self.secrets[name] = value
        write_private(self._kept, json.dumps(self.secrets, indent=1) + "\n")

    def own_folder(self, path: Path) -> Path:
        """Make a folder that only the server's user may enter."""
        path.mkdir(mode=0o700, exist_ok=True)
        status = path.lstat()
        if status.st_uid != self.uid:
            if self.account is None or status.st_uid != os.geteuid():
                raise StackError(f"{path} belongs to another user; remove it or use another --data")
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        return path

    def program(self, version: str, parts: Iterable[tuple[Path, str]]) -> Path:
        """Copy a server's program to where its user can reach it, once a version."""
        target = self.path / f"program-{version}"
        if not target.exists():
            for older in self.path.glob("program-*"):
                shutil.rmtree(older)
            draft = Path(tempfile.mkdtemp(prefix=".program-", dir=self.path))
            for source, inside in parts:
                place = draft / inside
                place.parent.mkdir(parents=True, exist_ok=True)
                if source.is_dir():
                    shutil.copytree(source, place)
                else:
                    shutil.copy2(source, place)
            for path in (draft, *draft.rglob("*")):
                # whatever the umask was: these folders are ours, and the user has to read them
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            draft.rename(target)
        return target

    def socket_folder(self, socket_name: str) -> Path:
        """A folder for the server's socket, short enough for the kernel.

        Addresses of Postgres hold a list of hosts, so a path with a comma will not do either.
        """
        inside = self.path / "run"
        if len(os.fsencode(inside / socket_name)) <= SOCKET_BYTES and "," not in str(inside):
            return self.own_folder(inside)
        if "short" not in self.secrets:
            self.keep("short", f"/tmp/copytaster-{secrets.token_hex(6)}")  # noqa: S108 - random
        return self.own_folder(Path(self.secrets["short"]))

    def log_file(self, name: str) -> Path:
        """The server's log, the old one put aside when it has grown long."""
        path = self.path / name
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_name(f"{name}.1"))
        path.touch(mode=0o600)
        return path

    def _settle(self) -> Path:
        if self.account is None:
            return self.folder
        # an absolute path, or "." for the folder itself, which may be moved
        kept = self.secrets.get("home")
        if kept is None:
            kept = "." if self.account.reaches(self.folder) else str(self._elsewhere(self.account))
            self.keep("home", kept)
        path = self.folder / kept
        if not path.is_dir() or not self.account.reaches(path):
            raise StackError(
                f"the user {self.account.name} does not reach {path}, where the files of "
                f"{self.folder} lie; make it reachable again, or use another --data"
            )
        get_logger().info(
            "server_rehoused", folder=str(self.folder), home=str(path), user=self.account.name
        )
        return path

    def _elsewhere(self, account: Account) -> Path:
        for parent in ELSEWHERE:
            if parent.is_dir() and os.access(parent, os.W_OK) and account.reaches(parent):
                path = parent / f"copytaster-{secrets.token_hex(6)}"
                path.mkdir()
                path.chmod(0o711)
                return path
        raise StackError(
            f"the user {account.name} reaches none of {', '.join(map(str, ELSEWHERE))}; "
            "run as another user than root, or set DATABASE_URL and REDIS_URL"
        )


def last_lines(log: Path) -> str:
    """The end of a server's log, for an error message."""
    lines = log.read_text("utf-8", errors="replace").splitlines()
    return "\n".join(lines[-TAIL_LINES:])
