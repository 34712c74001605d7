"""Writing `requirements/*.lock`: every package with its hashes, for every platform, naming no registry's host.

Each file begins with a digest of what the projects ask for; a test compares it, so a lock cannot go stale unseen.
"""

import hashlib
import json
import re
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from thumbworks.setup.environment import PROJECTS
from thumbworks.setup.extras import EXTRAS, UNLOCKED, Extra
from thumbworks.setup.shell import run

# The installer itself, what running needs, and that with tests and linters on top.
LOCKS: dict[str, tuple[str, ...]] = {
    "bootstrap.lock": ("--group", "pyproject.toml:bootstrap"),
    "main.lock": ("pyproject.toml",),
    "dev.lock": ("pyproject.toml", "--group", "dev", "--constraint", "requirements/main.lock"),
}
_FIXED = (
    "--universal --python-version=3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url"
    " --no-emit-find-links --quiet"
    # Every flavor of OpenCV unpacks over one folder: a package that asks for another flavor gets the headless one.
    " --no-emit-package opencv-python"
)
_HEAD = "# made by `./thumbworks lock` from the projects with digest "


def write_locks(root: Path, *, upgrade: bool) -> list[Path]:
    """Resolve anew, keeping the pins there are unless `upgrade`; returns the files in the order written."""
    fixed = [*_FIXED.split(), *_left_out(_our_names(root)), *(["--upgrade"] if upgrade else [])]
    written = [_resolved(root, root / "requirements" / name, [*sources, *fixed]) for name, sources in LOCKS.items()]
    return written + [_of_extra(root, extra, fixed) for extra in EXTRAS if not extra.always]


def _resolved(root: Path, lock: Path, choices: list[str]) -> Path:
    lock.parent.mkdir(exist_ok=True)
    run(f"resolving {lock.name}", [*_compile(), *choices, "--output-file", str(lock)], cwd=root)
    lock.write_text(f"{_HEAD}{wishes_digest(root)}\n{lock.read_text()}")
    return lock


def _of_extra(root: Path, extra: Extra, fixed: list[str]) -> Path:
    """What an extra adds to the ordinary set, in versions that go with it and with the tools for tests."""
    project = ("--extra", extra.name, f"{extra.project}/pyproject.toml", "--constraint", "requirements/dev.lock")
    has = _left_out(pinned(root / "requirements/main.lock"))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as unlocked:
        unlocked.write("\n".join(UNLOCKED))
        unlocked.flush()
        choices = [*project, *fixed, *has, "--excludes", unlocked.name]
        return _resolved(root, extra.lock(root), choices)


def _left_out(names: list[str]) -> list[str]:
    return [word for name in names for word in ("--no-emit-package", name)]


def pinned(lock: Path) -> list[str]:
    """The names in a lock file, each once."""
    return sorted(set(re.findall(r"^([\w.-]+)==", lock.read_text(), re.MULTILINE)))


def wishes_digest(root: Path) -> str:
    """A digest of what decides the resolution: dependencies, groups and uv's own settings, nothing else."""
    wishes = {str(file.relative_to(root)): _wishes(file) for file in project_files(root)}
    return hashlib.sha256(json.dumps(wishes, sort_keys=True).encode()).hexdigest()


def recorded_digest(lock: Path) -> str:
    return lock.read_text().split("\n", 1)[0].removeprefix(_HEAD)


def project_files(root: Path) -> list[Path]:
    members = [file for pattern in PROJECTS for file in sorted(root.glob(f"{pattern}/pyproject.toml"))]
    return [root / "pyproject.toml", *members]


def _wishes(file: Path) -> dict[str, Any]:
    document = tomllib.loads(file.read_text())
    project: dict[str, Any] = document["project"]
    kept = ("name", "requires-python", "dependencies", "optional-dependencies")
    wishes = {key: project[key] for key in kept if key in project}
    return wishes | {
        "dependency-groups": document.get("dependency-groups", {}),
        "uv": document.get("tool", {}).get("uv", {}),
        "build-system": document.get("build-system", {}),
    }


def _our_names(root: Path) -> list[str]:
    return [tomllib.loads(file.read_text())["project"]["name"] for file in project_files(root)]


def _compile() -> list[str]:
    return [str(Path(sys.executable).with_name("uv")), "pip", "compile"]
