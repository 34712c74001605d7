"""Prints a block for `assets.toml`: a package pinned to a version, each file with its size and hash.

    python -m thumbworks.setup.pin KIND SOURCE NAME VERSION [PATH...]
    python -m thumbworks.setup.pin font npm @fontsource/anton 5.3.0 'files/*-400-normal.woff2' LICENSE

PATH may hold wildcards; without one, every file of the package is printed, for choosing.
"""

import fnmatch
import hashlib
import json
import sys
import tarfile
import tempfile
import zipfile
from email.parser import Parser
from pathlib import Path

from thumbworks import home
from thumbworks.errors import HouseError
from thumbworks.setup import manifest, registries

_LEAST_ARGUMENTS = 4


def block(kind: str, source: str, name: str, version: str, patterns: list[str]) -> str:
    """The manifest's text for the files of a package that fit one of `patterns`."""
    with tempfile.TemporaryDirectory() as scratch:
        archive = _download(source, name, version, Path(scratch))
        names = _names(archive)
        paths = [n for p in patterns for n in names if fnmatch.fnmatchcase(n, p)] or names
        content = registries.members(archive, dict.fromkeys(paths))
        return _text(kind, source, name, version, _license(archive), content)


def _download(source: str, name: str, version: str, scratch: Path) -> Path:
    if source == "pip":
        return registries.download_wheel(name, version, scratch)
    npm = registries.find_npm(scratch, home.checkout() / "requirements/dev.lock")
    return registries.download_npm([(name, version)], scratch, npm)[0]


def _names(archive: Path) -> list[str]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return sorted(name for name in wheel.namelist() if not name.endswith("/"))
    with tarfile.open(archive) as bundle:
        return sorted(m.name.removeprefix("package/") for m in bundle if m.isfile())


def _license(archive: Path) -> str:
    if archive.suffix == ".whl":
        path = next(name for name in _names(archive) if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(registries.members(archive, [path])[path].decode())
        return metadata.get("License-Expression") or metadata.get("License") or "unknown"
    return str(json.loads(registries.members(archive, ["package.json"])["package.json"])["license"])


def _text(kind: str, source: str, name: str, version: str, license_name: str, content: dict[str, bytes]) -> str:
    head = {"kind": kind, "source": source, "name": name, "version": version}
    lines = ["[[package]]"]
    lines += [f'{key} = "{value}"' for key, value in (head | {"license": license_name}).items()]
    lines.append("files = [")
    for path, data in content.items():
        sha = hashlib.sha256(data).hexdigest()
        lines.append(f'  {{ path = "{path}", bytes = {len(data)}, sha256 = "{sha}" }},')
    return "\n".join([*lines, "]", ""])


def main() -> None:
    if len(sys.argv) <= _LEAST_ARGUMENTS or sys.argv[1] not in manifest.FOLDERS:
        sys.exit(__doc__)
    kind, source, name, version, *patterns = sys.argv[1:]
    try:
        print(block(kind, source, name, version, patterns))
    except HouseError as error:
        sys.exit(f"thumbworks: {error}")


if __name__ == "__main__":
    main()
