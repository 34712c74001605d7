"""`test` and `lint`: the linters, the type checker and the tests, as CI runs them."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from thumbworks.home import checkout

_LINTERS = ("ruff check", "ruff format --check", "pyright")


def lint() -> int:
    """Run every linter, also after one has failed; the exit code of the worst."""
    return max(_run(command.split()) for command in _LINTERS)


def test(arguments: Sequence[str]) -> int:
    """Lint and the whole suite, or pytest alone when it is given arguments.

    Two tests for each of a few cores: those of several processes mostly wait for each other.
    """
    if arguments:
        return _run(["pytest", *arguments])
    worst = lint()
    cores = os.cpu_count() or 1
    workers = max(cores, min(2 * cores, 8))
    return max(worst, _run(["pytest", "-n", str(workers), "--dist", "worksteal"]))


def bench(arguments: Sequence[str]) -> int:
    """Print the numbers of every bench, or of those named, each a folder of `tests/bench`.

    They measure one after another so as not to disturb each other.
    """
    chosen = [f"tests/bench/{name}" if name.isidentifier() else name for name in arguments]
    return _run(["pytest", "-m", "bench", "-s", "-q", "-p", "no:xdist", *(chosen or ["tests/bench"])])


def _run(command: Sequence[str]) -> int:
    print(f"$ {' '.join(command)}", file=sys.stderr, flush=True)
    tool, *rest = command
    return subprocess.run([str(Path(sys.executable).with_name(tool)), *rest], cwd=checkout(), check=False).returncode
