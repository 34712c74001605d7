"""Writing `requirements/*.lock`: every package with its hashes, for every platform, naming no registry's host.

Each file begins with a digest of what the projects ask for; a test compares it, so a lock cannot go stale unseen.
"""

import hashlib
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from thumbworks.setup.environment import PROJECTS
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
    digest = wishes_digest(root)
    ours = [word for name in _our_names(root) for word in ("--no-emit-package", name)]
    written: list[Path] = []
    for name, sources in LOCKS.items():
        lock = root / "requirements" / name
        choices = [*sources, *_FIXED.split(), *ours, *(["--upgrade"] if upgrade else [])]
        run(f"resolving {name}", [*_compile(), *choices, "--output-file", str(lock)], cwd=root)
        lock.write_text(f"{_HEAD}{digest}\n{lock.read_text()}")
        written.append(lock)
    return written


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
