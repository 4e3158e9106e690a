"""Who runs the embedded servers: we ourselves, or, when we are root, an existing service user.

Postgres refuses to run as root, and a broker has no need to.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

CANDIDATES = ("postgres", "nobody")
"""Existing users to run as, best first; initdb wants one that the user database knows."""


class StackError(Exception):
    """Something in the way of starting; the message says what, and the next step."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int

    def reaches(self, folder: Path) -> bool:
        """Whether this user may enter `folder` and run programs from it; asked of the kernel."""
        if os.statvfs(folder).f_flag & os.ST_NOEXEC:
            return False
        entering = subprocess.run(
            ["/bin/sh", "-c", 'test -x "$1"', "sh", str(folder)],
            check=False,
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            env={},
        )
        return entering.returncode == 0


def service_account() -> Account | None:
    """The user that servers run as; None when it is simply the one we are."""
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise StackError(
        f"root may not run Postgres and none of the users {', '.join(CANDIDATES)} exists; "
        "run as another user, or set DATABASE_URL and REDIS_URL"
    )
