"""Where the data of this machine lives, who may read it, and who is using it right now."""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Generator
from dataclasses import asdict, dataclass
from pathlib import Path

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600


class HomeBusyError(Exception):
    """Another process holds this home: join its stack instead of starting a second one."""


def checkout() -> Path:
    """The folder that holds `assets.toml`: the repository, or the working folder of an installed copy."""
    for folder in Path(__file__).resolve().parents:
        if (folder / "assets.toml").is_file():
            return folder
    return Path.cwd()


def home_folder() -> Path:
    """`THUMBWORKS_HOME`, by default `.thumbworks` in the checkout."""
    return Path(os.environ.get("THUMBWORKS_HOME") or checkout() / ".thumbworks").absolute()


def assets_folder() -> Path:
    """`THUMBWORKS_ASSETS`, by default `assets` in the home: fetched models and fonts."""
    return Path(os.environ.get("THUMBWORKS_ASSETS") or home_folder() / "assets").absolute()


@dataclass(frozen=True)
class Stack:
    """A running stack: which process it is, where its API answers, and the servers behind it."""

    url: str
    pid: int
    nats_url: str = ""
    database_url: str = ""


@dataclass(frozen=True)
class Home:
    """A private folder (0700). Its secrets are files of mode 0600 that are made on first use."""

    path: Path

    @classmethod
    def open(cls, path: Path | None = None) -> "Home":
        folder = (path or home_folder()).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(_PRIVATE_FOLDER)
        return cls(folder)

    def folder(self, name: str) -> Path:
        folder = self.path / name
        folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
        return folder

    def secret(self, name: str) -> str:
        """The secret of that name; two processes that ask first at once get the same one."""
        file = self.folder("secrets") / name
        if not file.exists():
            draft = file.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
            write_private(draft, secrets.token_urlsafe(32))
            with contextlib.suppress(FileExistsError):
                os.link(draft, file)  # unlike a rename it never replaces what another has made
            draft.unlink()
        return file.read_text().strip()

    @contextlib.contextmanager
    def lock(self) -> Generator[None]:
        """Hold this home for one stack; the kernel lets go when the process ends, however it ends.

        Raises `HomeBusyError` when another process holds it.
        """
        with (self.path / "stack.lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as taken:
                raise HomeBusyError(str(self.path)) from taken
            yield

    @contextlib.contextmanager
    def visit(self) -> Generator[None]:
        """Keep a stack that was opened for one command from closing; waits while one is closing."""
        with (self.path / "guests.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    @contextlib.contextmanager
    def empty(self) -> Generator[None]:
        """Wait until no guest is left, and let nobody in."""
        with (self.path / "guests.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def announce(self, url: str, nats_url: str = "", database_url: str = "") -> None:
        """Tell later commands where the stack that holds the lock answers."""
        stack = Stack(url, os.getpid(), nats_url, database_url)
        write_private(self.path / "stack.json", json.dumps(asdict(stack)))

    def retract(self) -> None:
        (self.path / "stack.json").unlink(missing_ok=True)

    def stack(self) -> Stack | None:
        """The stack that runs over this home; a file left behind by a killed one does not count."""
        try:
            with self.lock():
                return None
        except HomeBusyError:
            pass
        try:
            said = json.loads((self.path / "stack.json").read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return None  # it holds the lock but does not answer yet
        return Stack(**said)


def write_private(file: Path, text: str) -> None:
    """Replace `file` with `text`, readable by its owner alone from its first byte on."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
