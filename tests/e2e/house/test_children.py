"""A child's selfie through the whole house, by the command line. The age engine is the real one, told the age."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.house.conftest import RunningHouse, run
from tests.eyes import assets_with_eyes

from thumbworks.home import assets_folder

ORDER = ("--headline", "STOP DOING THIS", "--variants", "2", "--quality", "draft", "--json")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("children")
    assets = assets_with_eyes(assets_folder(), folder / "assets", years=8)
    house = RunningHouse(folder / "home", THUMBWORKS_ASSETS=str(assets))
    yield folder / "home"
    house.stop()


def test_it_is_made_with_a_guardians_word_only_and_by_the_studio_alone(
    home: Path, selfie: Path, tmp_path: Path
) -> None:
    refused = run(home, "make", selfie, *ORDER, "--out", tmp_path / "out")
    made = run(home, "make", selfie, *ORDER, "--guardian", "--out", tmp_path / "out")
    job = json.loads(made.stdout)["job"]

    assert (refused.returncode, json.loads(refused.stdout)["code"]) == (2, "guardian_required")
    assert (made.returncode, job["status"]) == (0, "succeeded"), made.stderr
    assert {variant["render"]["service"] for variant in job["variants"]} == {"gen-studio"}
    assert "parent or guardian recorded" in made.stderr
