"""The set-up as a process: only one at a time, and nothing to do twice."""

import fcntl
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from thumbworks.setup.environment import Stamp

ROOT = Path(__file__).parents[3]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose environment and assets are marked as ready, with the set-up's own code in it."""
    root = tmp_path / "house"
    (root / ".venv").mkdir(parents=True)
    Stamp("dev", "1", str(root)).write(root)
    (root / ".thumbworks/assets").mkdir(parents=True)
    (root / ".thumbworks/assets/.stamp").write_text("2\n")
    (root / "assets.toml").touch()
    ours = "cli/src/thumbworks"
    shutil.copytree(ROOT / ours, root / ours, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def start(root: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "thumbworks.setup.install", "run", "1", "2"],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(root / "cli/src")},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_what_is_ready_stays_untouched_and_nothing_is_said(checkout):
    _, said = start(checkout).communicate()

    assert said == ""


def test_a_second_set_up_waits_for_the_first_and_says_so(checkout):
    with (checkout / ".thumbworks/setup.lock").open("a") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = start(checkout)
        assert second.stderr is not None
        waiting = second.stderr.readline()
        time.sleep(0.05)
        still_waits = second.poll() is None
    rest = second.communicate()[1]

    assert waiting == "thumbworks: another set-up is running here, waiting for it\n"
    assert still_waits
    assert (second.returncode, rest) == (0, "")


def test_a_folder_that_cannot_be_written_is_one_sentence(checkout):
    (checkout / ".thumbworks/setup.lock").mkdir()
    process = start(checkout)
    said = process.communicate()[1]

    assert process.returncode == 1
    assert said.startswith("thumbworks: setting up")
    assert said.count("\n") == 1
