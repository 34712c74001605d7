"""The table of extras and what the projects offer are the same, and settings that ask for one exist."""

import re
import tomllib
from pathlib import Path

import pytest

from thumbworks.documents.settings import classes, own
from thumbworks.setup import extras, lock
from thumbworks.setup.extras import EXTRAS

ROOT = Path(__file__).parents[3]
DECLARED = {variable for cls in classes().values() for variable in own(cls)}


def test_every_optional_engine_of_every_project_is_in_the_table():
    offered = {
        (str(file.parent.relative_to(ROOT)), name)
        for file in lock.project_files(ROOT)[1:]
        for name in tomllib.loads(file.read_text())["project"].get("optional-dependencies", {})
    }

    assert {(extra.project, extra.name) for extra in EXTRAS} == offered


@pytest.mark.parametrize("extra", EXTRAS, ids=lambda extra: extra.name)
def test_an_extra_is_always_there_exactly_when_the_ordinary_set_has_all_of_it(extra):
    ordinary = lock.pinned(ROOT / "requirements/main.lock")
    wished = [re.split(r"[<>=]", wish)[0] for wish in extras.wishes(ROOT, extra)]

    assert extra.package in wished
    assert extra.always == all(name in ordinary for name in wished)


@pytest.mark.parametrize("extra", EXTRAS, ids=lambda extra: extra.name)
def test_what_an_extra_is_used_with_is_a_setting(extra):
    assert extra.setting in DECLARED
    assert extra.license
