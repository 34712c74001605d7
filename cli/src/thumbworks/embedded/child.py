"""A server program as our child: away from the terminal's Ctrl-C, ended in order, found again after a crash."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from thumbworks.embedded.account import Account
from thumbworks.errors import HouseError

T = TypeVar("T")
_POLL = 0.005
_PATIENCE = 30.0  # recovery after a crash may take a while, and so may a busy machine


@dataclass
class Child:
    """A running program; leaving the `with` block stops it."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    gentle: signal.Signals
    harsh: signal.Signals = field(default=signal.SIGKILL)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end and wait; after a while insist. Stopping twice is fine."""
        if not self.alive:
            return
        self.process.send_signal(self.gentle)
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.send_signal(self.harsh)
            self.process.wait()

    def until(self, ready: Callable[[], T | None]) -> T:
        """Wait for `ready` to answer something. Raises `HouseError` when the program ends or takes too long."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline and self.alive:
            if (answer := ready()) is not None:
                return answer
            time.sleep(_POLL)
        what = "does not get ready" if self.alive else "ended at once"
        self.stop()
        raise HouseError(f"{self.name} {what} ({self.last_words()})", f"read {self.log}")

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        telling = [line for line in lines if any(word in line for word in ("[FTL]", "[ERR]", "FATAL", "rror"))]
        return (telling or lines or ["it said nothing"])[-1].strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def spawn(name: str, command: list[str], *, log: Path, gentle: signal.Signals, account: Account | None = None) -> Child:
    """Start `command` in the folder of its log, as `account` where one is given, in a session of its own."""
    log.unlink(missing_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=log.parent,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    return Child(name, process, log, gentle)


def _environment() -> dict[str, str]:
    """Ours without what would steer a Postgres or a nats-server behind our back."""
    steering = ("PG", "NATS_", "LC_")
    return {key: value for key, value in os.environ.items() if not key.startswith(steering)}


def end_orphan(pid_file: Path, mark: str, gentle: signal.Signals) -> None:
    """End the server that an earlier, killed command left behind; `mark` must occur in its command line.

    The number may belong to somebody else by now: then only the file goes, or a Postgres would believe it.
    """
    pid = _read_pid(pid_file)
    if pid is None or mark not in command_line(pid):
        pid_file.unlink(missing_ok=True)
        return
    os.kill(pid, gentle)
    deadline = time.monotonic() + _PATIENCE
    while mark in command_line(pid):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(_POLL)


def _read_pid(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def command_line(pid: int) -> str:
    """What a process was started with; empty when it is gone or a zombie."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    shown = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S607 - macOS, where ps is always there
    return shown.stdout.strip()
