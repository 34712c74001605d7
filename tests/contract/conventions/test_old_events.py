"""Messages as earlier releases wrote them, one folder per schema version: a stream may still hold them."""

import json
from pathlib import Path
from typing import Any

import pytest

from common.events import EVENT_SCHEMA, EVENTS, dump

GOLDEN = Path(__file__).parents[2] / "golden/events"
FILES = sorted(GOLDEN.glob("*/*.json"))


def name_in(file: Path) -> str:
    """`image.failed-cost.json` is another `image.failed`: one with a field that came later."""
    return file.stem.partition("-")[0]


def contains(whole: Any, part: Any) -> bool:
    """Whether everything in `part` is in `whole`, at the same place."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and contains(whole[key], part[key]) for key in part)
    if isinstance(part, list):
        return isinstance(whole, list) and len(whole) == len(part) and all(map(contains, whole, part))
    return whole == part


def with_strangers(document: Any) -> Any:
    """The same with a field nobody knows in every object, but for those whose members are data."""
    if isinstance(document, list):
        return [with_strangers(item) for item in document]
    if isinstance(document, dict):
        kept = {key: value if key in OPEN else with_strangers(value) for key, value in document.items()}
        return kept | {"of_a_newer_release": {"deep": [1]}}
    return document


OPEN = {"files", "bytes", "checks", "provenance"}


def test_every_event_has_a_message_of_the_present_schema():
    assert {name_in(file) for file in FILES if file.parent.name == str(EVENT_SCHEMA)} == set(EVENTS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_an_old_message_is_read(file):
    event = EVENTS[name_in(file)].model_validate_json(file.read_bytes())

    assert event.schema_ == int(file.parent.name)
    assert event.name == name_in(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_what_old_readers_need_is_still_written(file):
    written = json.loads(dump(EVENTS[name_in(file)].model_validate_json(file.read_bytes())))

    assert contains(written, json.loads(file.read_text()))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_fields_of_a_newer_release_are_ignored(file):
    old = json.loads(file.read_text())

    assert EVENTS[name_in(file)].model_validate(with_strangers(old)) == EVENTS[name_in(file)].model_validate(old)
