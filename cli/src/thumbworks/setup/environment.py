"""The private environment in `.venv`: made by Python's own venv, filled by a pinned uv from the hashed lock."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from thumbworks.errors import HouseError
from thumbworks.setup import extras
from thumbworks.setup.extras import Extra
from thumbworks.setup.shell import run, say

PROJECTS = ("libs/*", "services/*", "cli")
_PIP_INSTALL = "-m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary=:all:"
# Hashes are checked wherever the lock gives one, and a test says that it gives one for every package; `exact` also
# removes what is no longer listed. Our own projects need no build tool: uv is one.
_UV_INSTALL = "pip install --exact --no-build-isolation --only-binary=:all: --quiet"
_LOCKS = {"run": "main.lock", "dev": "dev.lock"}


@dataclass(frozen=True)
class Stamp:
    """What was installed: `run` or `dev` packages, the checksum of their lists, and for which checkout."""

    level: str
    digest: str
    root: str

    @classmethod
    def read(cls, root: Path) -> "Stamp | None":
        try:
            level, digest, where = _stamp_file(root).read_text().rstrip("\n").split(" ", 2)
        except (FileNotFoundError, ValueError):
            return None
        return cls(level, digest, where)

    def write(self, root: Path) -> None:
        _stamp_file(root).write_text(f"{self.level} {self.digest} {self.root}\n")

    def covers(self, wanted: "Stamp") -> bool:
        """Whether nothing is to be done for `wanted`: the dev packages contain the others."""
        return (self.digest, self.root) == (wanted.digest, wanted.root) and self.level in {"dev", wanted.level}


def _stamp_file(root: Path) -> Path:
    return root / ".venv/thumbworks.stamp"


def provide(root: Path, wanted: Stamp) -> None:
    """Make `.venv` fit the lock and stamp it.

    A kill in the middle leaves a mark, and the next set-up starts anew. A clean failure does not: uv fetches
    everything before it changes anything.
    """
    mark = root / ".thumbworks/environment.unfinished"
    _discard_useless(root, interrupted=mark.exists())
    mark.touch()
    try:
        _prepare(root)
        synchronize(root, wanted)
    except HouseError:
        mark.unlink()
        raise
    mark.unlink()


def _discard_useless(root: Path, *, interrupted: bool) -> None:
    """An environment left half done, of a checkout since moved, or of a Python since removed."""
    venv, stamp = root / ".venv", Stamp.read(root)
    moved = stamp is not None and stamp.root != str(root)
    if venv.exists() and (interrupted or moved or not _runs(venv)):
        shutil.rmtree(venv)


def _prepare(root: Path) -> None:
    venv, lock = root / ".venv", root / "requirements/bootstrap.lock"
    if not venv.exists():
        say(f"making a private environment with Python {sys.version.split()[0]}")
        run("making .venv", [sys.executable, "-m", "venv", str(venv)])
    run("installing uv", [*_python(venv), *_PIP_INSTALL.split(), "--requirement", str(lock)])


def synchronize(root: Path, wanted: Stamp) -> None:
    """Install exactly what the locks list, with extras that were added, and our own projects as editable ones."""
    before = Stamp.read(root)
    level = "dev" if before and before.level == "dev" else wanted.level
    kept = extras.remembered(root)
    locks = [root / "requirements" / _LOCKS[level], *(extra.lock(root) for extra in kept)]
    pins = {line for lock in locks for line in lock.read_text().splitlines() if "==" in line}
    say(f"installing {len(pins)} locked packages{_named(kept)}")
    projects = [file.parent for pattern in PROJECTS for file in sorted(root.glob(f"{pattern}/pyproject.toml"))]
    editables = [word for folder in projects for word in ("--editable", str(folder))]
    lists = [word for lock in locks for word in ("-r", str(lock))]
    command = [str(root / ".venv/bin/uv"), *_UV_INSTALL.split(), "--python", str(root / ".venv/bin/python")]
    command += [*beside_the_locks(root, kept), *lists, *editables]
    try:
        run("installing the locked packages", command, cwd=root, **_uv_settings(root))
    except HouseError as error:
        if not kept:
            raise
        raise _of_extras(root, kept, error) from error
    Stamp(level, wanted.digest, wanted.root).write(root)


def _named(kept: list[Extra]) -> str:
    return f", with {_names(kept)}" if kept else ""


def _names(kept: list[Extra]) -> str:
    return ", ".join(extra.name for extra in kept)


def beside_the_locks(root: Path, kept: list[Extra]) -> list[str]:
    """Nothing comes in that is not locked, except torch and what it needs where an extra stands on it.

    A torch that is there stays, whoever put it there. Otherwise uv looks at the machine and takes the build that fits
    it from where PyTorch publishes them: gigabytes for a graphics card only where there is one.
    """
    if not any(extra.needs_torch for extra in kept):
        return ["--no-deps"]
    is_there = all(extras.is_in(root / ".venv", name) for name in extras.UNLOCKED)
    return [] if is_there or "UV_TORCH_BACKEND" in os.environ else ["--torch-backend", "auto"]


def _of_extras(root: Path, kept: list[Extra], error: HouseError) -> HouseError:
    """What else there is to do where the set-up had extras to install."""
    ways = [error.mend]
    if "--torch-backend" in beside_the_locks(root, kept):
        ways.append(f"or put {' and '.join(extras.UNLOCKED)} into .venv yourself (docs/extras.md)")
    ways.append(f"where it keeps failing for {_names(kept)}, delete {root}/.thumbworks/extras to go on without")
    return HouseError(error.problem, "; ".join(ways))


def _uv_settings(root: Path) -> dict[str, str]:
    """Ours where a person has set none; a cache in the checkout where there is no home folder to write to."""
    settings = {"UV_NO_PROGRESS": "1", "UV_PYTHON_DOWNLOADS": "never"}
    if not os.access(os.path.expanduser("~"), os.W_OK):  # noqa: PTH111 - Path.home() fails where there is none
        settings["UV_CACHE_DIR"] = str(root / ".thumbworks/uv-cache")
    return settings | {key: os.environ[key] for key in settings if key in os.environ}


def _python(venv: Path) -> list[str]:
    return [str(venv / "bin/python"), "-P"]


def _runs(venv: Path) -> bool:
    """Whether its Python still starts, is new enough and has pip: the system's may have gone since."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([*_python(venv), "-c", check], capture_output=True, check=False).returncode == 0
    except OSError:
        return False
