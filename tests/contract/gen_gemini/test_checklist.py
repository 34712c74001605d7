"""The checklist in the documentation and the tests it points to."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "providers" / "gemini.md"
ROW = re.compile(r"^\| (\d+) \| (.+) \| (.+) \|$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)]+)\)")
ITEMS = 54
MUST = 40

CHECKLIST = PAGE.read_text().partition("## Checklist")[2]
ROWS = {int(number): shown for number, _, shown in ROW.findall(CHECKLIST)}


def test_every_item_has_a_row() -> None:
    assert sorted(ROWS) == list(range(1, ITEMS + 1))


@pytest.mark.parametrize("item", [item for item in range(1, MUST + 1) if item != 20])
def test_every_item_that_must_be_is_shown_by_a_test_of_its_name(item: int) -> None:
    files = [(PAGE.parent / link).resolve() for link in LINK.findall(ROWS[item])]

    assert files
    assert [file.name for file in files if f"test_item_{item:02}_" not in file.read_text()] == []


@pytest.mark.parametrize("item", [item for item in range(MUST + 1, ITEMS + 1) if "e2e" in ROWS[item]])
def test_so_is_every_further_item_that_points_to_the_room(item: int) -> None:
    files = [(PAGE.parent / link).resolve() for link in LINK.findall(ROWS[item])]

    assert all(f"test_item_{item:02}_" in file.read_text() for file in files)
