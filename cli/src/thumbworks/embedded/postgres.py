"""A real Postgres from its wheel's own programs: own cluster, own password, reachable by a private socket only.

Started by an ordinary user the cluster lies in the home. Started by root it cannot: Postgres refuses root, and the
account it runs as instead must not be let into root's folders. Then cluster and programs lie in `ROOTS_PLACE`, in
a folder that belongs to that account alone. The folder is named after the password kept in the home, so a home
that is moved still finds its cluster, and a home that is deleted starts with a new one.
"""

import hashlib
import os
import re
import shutil
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from thumbworks.embedded.account import Account, ordinary_account
from thumbworks.embedded.child import Child, end_orphan, spawn
from thumbworks.embedded.pgprograms import find_programs, programs_for
from thumbworks.errors import HouseError
from thumbworks.home import Home

ROOTS_PLACE = Path("/var/lib/thumbworks")
_SUPERUSER = "postgres"
_INITDB = (
    f"--username={_SUPERUSER} --auth=scram-sha-256 --encoding=UTF8 --locale-provider=builtin --locale=C.UTF-8"
    " --wal-segsize=4 --no-instructions"
)
_PORT = 5432  # only names the socket file
_LONGEST_SOCKET = 107 - len("/.s.PGSQL.5432.lock")

# fsync stays on: what was acknowledged survives a crash of the machine.
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "80",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "unix_socket_permissions": "0700",
    "log_min_messages": "warning",
}


@dataclass
class Postgres(Child):
    """A running Postgres. `dsn` carries the password; `data` is the cluster's folder."""

    dsn: str = ""
    data: Path = Path()


@dataclass(frozen=True)
class _Cluster:
    folder: Path
    programs: Path
    account: Account | None

    @property
    def data(self) -> Path:
        return self.folder / "data"


def start_postgres(home: Home) -> Postgres:
    """Start it over the cluster of `home`, made on first use; returns when it accepts connections.

    Raises `HouseError`: no programs, no account to run as, a cluster of another version.
    """
    password = home.secret("postgres-password")
    cluster = _cluster(home, password)
    if not cluster.data.exists():
        _create(cluster, password)
    end_orphan(cluster.data / "postmaster.pid", str(cluster.data), signal.SIGINT)
    socket = _socket_folder(cluster)
    settings = _SETTINGS | {"unix_socket_directories": f'"{socket}"'}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    child = spawn(
        "Postgres",
        [str(cluster.programs / "postgres"), "-D", str(cluster.data), "-p", str(_PORT), *options],
        log=cluster.folder / "postgres.log",
        gentle=signal.SIGINT,
        account=cluster.account,
    )
    child.harsh = signal.SIGQUIT
    child.until(lambda: _is_ready(cluster.data, child.process.pid))
    dsn = f"postgresql://{_SUPERUSER}:{password}@/postgres?host={quote(str(socket), safe='')}&port={_PORT}"
    return Postgres(**vars(child), dsn=dsn, data=cluster.data)


def forget_postgres(home: Home) -> None:
    """Delete the cluster of `home`, wherever it lies. It must not be running."""
    shutil.rmtree(place(home, home.secret("postgres-password"), ordinary_account()), ignore_errors=True)


def _cluster(home: Home, password: str) -> _Cluster:
    account = ordinary_account()
    folder = place(home, password, account)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if account:
        account.owns(folder)
    else:
        folder.mkdir(mode=0o700, exist_ok=True)
    return _Cluster(folder, programs_for(account, find_programs(), ROOTS_PLACE), account)


def place(home: Home, password: str, account: Account | None) -> Path:
    """The folder that holds everything of the cluster."""
    name = hashlib.sha256(f"place of {password}".encode()).hexdigest()[:16]
    return ROOTS_PLACE / name if account else home.path / "postgres"


def _create(cluster: _Cluster, password: str) -> None:
    """Make the cluster beside its place and move it there whole, so that an interrupted start leaves none."""
    draft, secret = cluster.folder / "data.draft", cluster.folder / "password"
    shutil.rmtree(draft, ignore_errors=True)
    secret.write_text(password)
    if cluster.account:
        os.chown(secret, cluster.account.uid, cluster.account.gid)
    secret.chmod(0o600)
    maker = spawn(
        "initdb",
        [str(cluster.programs / "initdb"), "-D", str(draft), f"--pwfile={secret}", *_INITDB.split()],
        log=cluster.folder / "initdb.log",
        gentle=signal.SIGTERM,
        account=cluster.account,
    )
    failed = maker.process.wait() != 0
    secret.unlink()
    if failed:
        raise HouseError(f"Postgres cannot make its data folder ({maker.last_words()})", f"read {maker.log}")
    draft.rename(cluster.data)


def _socket_folder(cluster: _Cluster) -> Path:
    """The cluster's own folder, or a private one elsewhere.

    The system limits how long a socket's path may be, and clients read a comma or a colon in it as a list of hosts.
    """
    is_short = len(os.fsencode(cluster.folder)) <= _LONGEST_SOCKET
    if is_short and re.fullmatch(r"[\w/. -]+", str(cluster.folder)):
        return cluster.folder
    name = hashlib.sha256(os.fsencode(cluster.folder)).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"thumbworks-{os.getuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    found = short.lstat()
    if short.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise HouseError(
            f"{short} belongs to somebody else", "set THUMBWORKS_HOME to a folder with a short, plain path"
        )
    return short


def _is_ready(data: Path, pid: int) -> bool | None:
    """Line 1 of the pid file is the process, line 8 its state: what `pg_ctl -w` waits for."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    return (len(lines) > 7 and lines[0] == str(pid) and lines[7].startswith("ready")) or None  # noqa: PLR2004
