"""The lock files fit the projects, carry a hash for everything, and say nothing about where packages come from."""

import re
import subprocess
from pathlib import Path

import pytest

from thumbworks.setup import lock
from thumbworks.setup.extras import EXTRAS

ROOT = Path(__file__).parents[3]
LOCKS = sorted((ROOT / "requirements").rglob("*.lock"))
# In pieces, so that this file does not name what no file may name.
HOSTS = [
    f"{name}.{ending}"
    for ending, names in {"org": "pypi pythonhosted npmjs deb.debian", "com": "npmjs yarnpkg"}.items()
    for name in names.split()
]


def pins(file: Path) -> dict[str, str]:
    """Each pin with the text up to the next one: its hashes."""
    blocks = re.split(r"^(?=[a-z0-9])", file.read_text(), flags=re.MULTILINE)
    return {block.split(" \\\n")[0]: block for block in blocks if "==" in block}


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.name)
def test_the_lock_was_made_from_the_projects_as_they_are(file):
    assert lock.recorded_digest(file) == lock.wishes_digest(ROOT), "run ./thumbworks lock"


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.name)
def test_every_package_has_a_hash(file):
    assert [pin for pin, block in pins(file).items() if "--hash=sha256:" not in block] == []


def test_there_is_a_lock_for_the_installer_for_running_and_for_testing():
    assert sorted(file.name for file in LOCKS if file.parent.name == "requirements") == sorted(lock.LOCKS)


def test_an_extra_adds_to_the_ordinary_set_and_changes_none_of_it():
    main, dev = (lock.pinned(ROOT / f"requirements/{name}.lock") for name in ("main", "dev"))
    tools = pins(ROOT / "requirements/dev.lock").keys()
    added = {file.stem: pins(file).keys() for file in LOCKS if file.parent.name == "extras"}
    again = {name: [pin for pin in found if pin.split("==")[0] in main] for name, found in added.items()}
    other = {name: [p for p in found if p.split("==")[0] in dev and p not in tools] for name, found in added.items()}

    assert set(added) == {extra.name for extra in EXTRAS if not extra.always}
    assert set(map(len, again.values())) == {0}
    assert set(map(len, other.values())) == {0}


def test_tests_run_with_the_very_packages_that_people_run_with():
    assert pins(ROOT / "requirements/main.lock").keys() <= pins(ROOT / "requirements/dev.lock").keys()


@pytest.mark.parametrize("name", ["opencv-python", "opencv-contrib-python", "torch", "torchvision", "mediapipe"])
def test_what_must_stay_out_is_not_locked(name):
    locked = {pin.split("==")[0] for file in LOCKS for pin in pins(file)}

    assert name not in locked


def test_only_tests_bring_insightface():
    """Its code is MIT and has no weights in it; whoever runs the house need not think about those of its packs."""
    main, dev = ({pin.split("==")[0] for pin in pins(ROOT / f"requirements/{name}.lock")} for name in ("main", "dev"))

    assert "insightface" in dev - main


def test_no_tracked_file_names_a_registry():
    pattern = "|".join(re.escape(host) for host in HOSTS)
    found = subprocess.run(["git", "grep", "-nIiE", pattern], cwd=ROOT, capture_output=True, text=True, check=False)

    assert found.stderr == ""
    assert found.stdout == ""


def test_what_people_resolve_for_themselves_stays_out_of_git():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()

    assert "uv.lock" not in tracked
