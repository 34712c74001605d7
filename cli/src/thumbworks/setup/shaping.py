"""The one library that no wheel brings: Pillow shapes Arabic or Hindi only with the system's FriBidi.

Everything else works without it, so its absence is said once and is never an error.
"""

import ctypes
import os
import shutil
import subprocess
import sys

from thumbworks.setup.shell import say

_NAMES = ("libfribidi.so.0", "libfribidi.0.dylib", "libfribidi.dylib", "/opt/homebrew/lib/libfribidi.dylib")
_APT = "apt-get install -y --no-install-recommends libfribidi0"
_PATIENCE = 120


def mend() -> str:
    """The command that brings FriBidi to this machine."""
    return "brew install fribidi" if sys.platform == "darwin" else _APT.replace("-y --no-install-recommends ", "")


def is_present() -> bool:
    return any(_loads(name) for name in _NAMES)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def provide() -> None:
    """Install it where we may (root, on a Debian), else say what to do."""
    if is_present():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing libfribidi0 for Arabic, Hebrew and Hindi headlines")
        if _apt("apt-get update -qq") and _apt(_APT) and is_present():
            return
    say(f"headlines in Arabic, Hebrew or Hindi need FriBidi; everything else works; to have it: {mend()}")


def _apt(command: str) -> bool:
    try:
        done = subprocess.run(
            command.split(),
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
