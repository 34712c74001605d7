"""`./thumbworks` itself, run in a small checkout of its own with programs that only write down what they are asked."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NEEDED = ("sh", "cat", "cksum", "cut", "dirname", "readlink")


def program(file: Path, body: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


class Checkout:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "path"
        self.path.mkdir(parents=True)
        for name in NEEDED:
            (self.path / name).symlink_to(shutil.which(name) or "")
        shutil.copy2(ROOT / "thumbworks", root)
        for name in ("", "libs/a/", "services/b/", "cli/"):
            (root / name).mkdir(parents=True, exist_ok=True)
            (root / name / "pyproject.toml").write_text("[project]\n")
        (root / "requirements/extras").mkdir(parents=True)
        (root / "requirements/extras/reader.lock").write_text("b==1\n")
        (root / "requirements/main.lock").write_text("a==1\n")
        (root / "assets.toml").write_text("")

    def run(self, *arguments: str, cwd: Path | None = None, script: Path | None = None, **environment: str):
        return subprocess.run(
            [str(script or self.root / "thumbworks"), *arguments],
            cwd=cwd or self.root,
            env={"PATH": str(self.path), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def with_installing_python(self) -> None:
        """A Python whose set-up writes the stamps it was told to, and says so."""
        program(
            self.path / "python3.11",
            'case "$*" in *install*) ;; *) exit 0 ;; esac\n'
            f'echo "set up $5" >&2; {shutil.which("mkdir")} -p "{self.root}/.thumbworks/assets"\n'
            f'echo "$5 $6 {self.root}" > "{self.root}/.venv/thumbworks.stamp"\n'
            f'echo "$7" > "{self.root}/.thumbworks/assets/.stamp"',
        )
        program(self.root / ".venv/bin/thumbworks", 'pwd; for word in "$@"; do echo "[$word]"; done')


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "a house with spaces")


def test_without_python_it_says_so_in_one_sentence(checkout):
    done = checkout.run("doctor")

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.11 or newer is missing; to mend it: apt-get install" in done.stderr


def test_a_python_without_venv_is_named_with_its_package(checkout):
    program(checkout.path / "python3.12", 'case "$2" in *venv*) exit 1 ;; *print*) echo 3.12 ;; esac')
    done = checkout.run("doctor")

    assert done.returncode == 1
    assert "apt-get install python3.12-venv" in done.stderr


def test_an_old_python_does_not_count(checkout):
    program(checkout.path / "python3", "exit 1")

    assert "Python 3.11 or newer is missing" in checkout.run().stderr


def test_the_first_start_sets_up_and_the_second_does_not(checkout):
    checkout.with_installing_python()

    assert checkout.run("doctor").stderr == "set up run\n"
    assert checkout.run("doctor").stderr == ""


@pytest.mark.parametrize(
    "file", ["services/b/pyproject.toml", "requirements/main.lock", "requirements/extras/reader.lock", "assets.toml"]
)
def test_a_changed_list_sets_up_again(checkout, file):
    checkout.with_installing_python()
    checkout.run("doctor")
    (checkout.root / file).write_text("changed\n")

    assert checkout.run("doctor").stderr == "set up run\n"


def test_an_extra_that_was_added_or_removed_sets_up_again(checkout):
    checkout.with_installing_python()
    checkout.run("doctor")
    memory = checkout.root / ".thumbworks/extras"
    memory.write_text("reader\n")
    added = [checkout.run("doctor").stderr, checkout.run("doctor").stderr]
    memory.write_text("")

    assert added == ["set up run\n", ""]
    assert checkout.run("doctor").stderr == "set up run\n"


def test_deleted_models_and_fonts_are_fetched_again(checkout):
    checkout.with_installing_python()
    checkout.run("doctor")
    shutil.rmtree(checkout.root / ".thumbworks")

    assert checkout.run("doctor").stderr == "set up run\n"


def test_tests_need_more_than_running_and_running_is_content_with_it(checkout):
    checkout.with_installing_python()
    checkout.run("doctor")

    assert checkout.run("test").stderr == "set up dev\n"
    assert checkout.run("make", "me.jpg").stderr == ""


def test_arguments_and_working_folder_arrive_untouched(checkout, tmp_path):
    checkout.with_installing_python()
    link = tmp_path / "tw"
    link.symlink_to(checkout.root / "thumbworks")
    done = checkout.run("make", "my selfie.jpg", "--headline", "IT'S $5", "", cwd=tmp_path, script=link)

    assert done.stdout.splitlines() == [str(tmp_path), "[make]", "[my selfie.jpg]", "[--headline]", "[IT'S $5]", "[]"]


def test_what_a_shell_sets_for_other_pythons_stays_outside(checkout):
    checkout.with_installing_python()
    program(checkout.root / ".venv/bin/thumbworks", 'echo "${PYTHONPATH-none} ${PYTHONHOME-none}"')

    assert checkout.run(PYTHONPATH="/elsewhere", PYTHONHOME="/elsewhere").stdout == "none none\n"


def test_a_moved_checkout_sets_up_again(checkout, tmp_path):
    checkout.with_installing_python()
    checkout.run("doctor")
    moved = tmp_path / "moved"
    checkout.root.rename(moved)
    done = checkout.run(script=moved / "thumbworks", cwd=moved, PATH=str(moved / "path"))

    assert done.stderr.startswith("set up run\n")


def test_ci_runs_the_command_of_the_readme_and_nothing_else():
    lines = [line for line in (ROOT / ".ci/run").read_text().splitlines() if line and not line.startswith("#")]

    where, strict, specs, command = lines[1:]
    assert strict == 'export CI="${CI:-true}"'  # what is missing fails instead of being skipped
    assert where == 'cd "$(dirname "$0")/.."'
    assert specs.startswith("export THUMBWORKS_SPECS=")  # more to hold requests against, not another thing to run
    assert command == "exec ./thumbworks test"
    assert os.access(ROOT / ".ci/run", os.X_OK)
