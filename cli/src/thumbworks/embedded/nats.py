"""A real nats-server with JetStream on the loopback interface, behind a random token."""

import json
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from thumbworks.embedded.child import Child, end_orphan, spawn
from thumbworks.errors import HouseError
from thumbworks.home import Home, write_private

OLDEST = (2, 10)
_LOOPBACK = "127.0.0.1"

# The token stands in this private file and not on the command line, where every user could read it.
_CONFIG = """
server_name: thumbworks
listen: "{host}:{port}"
http: "{host}:-1"
max_payload: 1MB
pid_file: {pid_file}
ports_file_dir: {folder}
authorization {{ token: "{token}" }}
jetstream {{ store_dir: {store}, sync_interval: "250ms" }}
"""


@dataclass
class Nats(Child):
    """A running nats-server. `url` carries the token; `monitor` is the HTTP address of its statistics."""

    url: str = ""
    port: int = 0
    monitor: str = ""


def start_nats(home: Home, port: int = 0, program: Path | None = None) -> Nats:
    """Start it over the streams kept in `home`; returns when it lets us in. Port 0 means any free one.

    Raises `HouseError`: no program, too old a program, port in use.
    """
    program = program or find_program()
    require_version(program)
    folder, token = home.folder("nats"), home.secret("nats-token")
    config, pid_file = folder / "nats.conf", folder / "nats.pid"
    end_orphan(pid_file, str(config), signal.SIGTERM)
    _free(port)
    write_private(config, _config(folder, pid_file, port or -1, token))
    child = spawn(
        "nats-server", [str(program), "--config", str(config)], log=folder / "nats.log", gentle=signal.SIGTERM
    )
    listening, monitor = child.until(lambda: _ports(folder, child.process.pid))
    child.until(lambda: _lets_in(listening, token))
    return Nats(
        **vars(child),
        url=f"nats://{token}@{_LOOPBACK}:{listening}",
        port=listening,
        monitor=monitor,
    )


def find_program() -> Path:
    """The one installed beside our Python, else the one on the PATH."""
    beside = Path(sys.executable).with_name("nats-server")
    found = str(beside) if beside.is_file() else shutil.which("nats-server")
    if not found:
        raise HouseError("there is no nats-server", "./thumbworks doctor, or set THUMBWORKS_NATS_URL to a running one")
    return Path(found)


def version_of(program: Path) -> str:
    """`nats-server: v2.15.1` without the words around the number."""
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    return said.rpartition(":")[2].strip().removeprefix("v")


def require_version(program: Path) -> None:
    """Raises `HouseError` below 2.10: older ones ignore or refuse what the streams need."""
    version = version_of(program)
    numbers = tuple(int(n) for n in version.split(".")[:2] if n.isdigit())
    if numbers < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise HouseError(
            f"{program} is nats-server {version or 'of no known version'}, and {oldest} is the oldest that works",
            "remove it from the PATH and run ./thumbworks doctor",
        )


def _config(folder: Path, pid_file: Path, port: int, token: str) -> str:
    quoted = {"pid_file": pid_file, "folder": folder, "store": folder / "jetstream"}
    paths = {name: json.dumps(str(path)) for name, path in quoted.items()}
    return _CONFIG.format(host=_LOOPBACK, port=port, token=token, **paths)


def _free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError as taken:
            raise HouseError(f"port {port} is in use", "choose another port, or 0 for any free one") from taken


def _ports(folder: Path, pid: int) -> tuple[int, str] | None:
    """The port and the monitor's address, which the server writes into a file named for its process."""
    for file in folder.glob(f"*_{pid}.ports"):
        try:
            said: dict[str, list[str]] = json.loads(file.read_text())
        except json.JSONDecodeError:  # still being written
            return None
        return int(said["nats"][0].rpartition(":")[2]), said["monitoring"][0]
    return None


def _lets_in(port: int, token: str) -> bool | None:
    """Greet as a client does. The protocol: INFO from it, CONNECT and PING from us, PONG from it."""
    try:
        with socket.create_connection((_LOOPBACK, port), timeout=1) as line, line.makefile("rwb") as talk:
            talk.readline()
            talk.write(f"CONNECT {json.dumps({'auth_token': token, 'verbose': False})}\r\nPING\r\n".encode())
            talk.flush()
            return talk.readline().startswith(b"PONG") or None
    except OSError:
        return None
