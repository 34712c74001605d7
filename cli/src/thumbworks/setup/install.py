"""What `./thumbworks` runs when its stamps do not fit: the environment, the packages, models and fonts.

    python -m thumbworks.setup.install run|dev CHECKSUM-OF-PACKAGE-LISTS CHECKSUM-OF-MANIFEST

Safe to interrupt and to run twice at once: one set-up holds a lock, which the kernel releases with the process;
every step can be repeated; the stamps are written last.
"""

import contextlib
import fcntl
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

from thumbworks import home
from thumbworks.errors import HouseError, diagnose
from thumbworks.setup import assets, environment
from thumbworks.setup.environment import Stamp
from thumbworks.setup.shell import say

_INTERRUPTED = 130


def install(root: Path, wanted: Stamp, manifest_digest: str) -> None:
    """Bring packages and assets to what the checkout lists.

    Raises `HouseError` for what this machine cannot do.
    """
    with _alone(root):
        start = time.monotonic()
        installed = Stamp.read(root)
        is_current = installed is not None and installed.covers(wanted)
        if is_current and assets.stamp(home.assets_folder()) == manifest_digest:
            return  # another set-up has done it while we waited
        if not is_current:
            environment.provide(root, wanted)
        _fetch_assets(root, manifest_digest, Stamp.read(root) or wanted)
        say(f"set up in {time.monotonic() - start:.1f} s")


@contextlib.contextmanager
def _alone(root: Path) -> Generator[None]:
    """Only one set-up of a checkout at a time; the second waits and then finds everything done."""
    folder = root / ".thumbworks"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "setup.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is running here, waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch_assets(root: Path, manifest_digest: str, installed: Stamp) -> None:
    """Models, fonts, a server for tests: by the new environment's Python, whose pip is the one just made."""
    python = root / ".venv/bin/python"
    command = [str(python), "-P", "-B", "-m", "thumbworks.setup.assets", manifest_digest, installed.level]
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode != 0:
        sys.exit(1)  # it has said why


def main() -> None:
    level, packages_digest, manifest_digest = sys.argv[1:]
    root = home.checkout()
    try:
        install(root, Stamp(level, packages_digest, str(root)), manifest_digest)
    except HouseError as error:
        sys.exit(f"thumbworks: {error}")
    except OSError as error:
        sys.exit(f"thumbworks: {diagnose('setting up', str(error))}")
    except KeyboardInterrupt:
        say("interrupted; the same command goes on from here")
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
