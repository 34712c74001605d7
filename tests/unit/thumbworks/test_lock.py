from pathlib import Path

import pytest

from thumbworks.setup import lock

PROJECT = """[project]
name = "house"
requires-python = ">=3.11"
dependencies = ["a>=1"]

[tool.ruff]
line-length = 100
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "services/room").mkdir(parents=True)
    (tmp_path / "services/room/pyproject.toml").write_text(PROJECT.replace("house", "room"))
    return tmp_path


def test_a_new_dependency_anywhere_changes_the_digest(root):
    before = lock.wishes_digest(root)
    (root / "services/room/pyproject.toml").write_text(PROJECT.replace('"a>=1"', '"a>=1", "b"'))

    assert lock.wishes_digest(root) != before


def test_a_linters_setting_does_not_make_the_lock_stale(root):
    before = lock.wishes_digest(root)
    (root / "pyproject.toml").write_text(PROJECT.replace("100", "120"))

    assert lock.wishes_digest(root) == before


def test_the_digest_stands_in_the_first_line(root):
    file = root / "main.lock"
    file.write_text("# made by `./thumbworks lock` from the projects with digest abc\na==1\n")

    assert lock.recorded_digest(file) == "abc"
