import base64
import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Code, PermanentError
from gateway.pages import Asked, Place, cursor_of, place_in

NOON = datetime(2026, 11, 29, 12, 0, 0, 123456, tzinfo=UTC)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def refused(cursor: str) -> None:
    with pytest.raises(PermanentError) as error:
        place_in(cursor, "jobs")

    assert error.value.code is Code.VALIDATION_FAILED


def test_a_cursor_leads_back_to_its_place_to_the_microsecond():
    place = Place("jobs", NOON, "job_1", 3)

    assert place_in(cursor_of(place), "jobs") == place


def test_the_last_page_has_no_cursor_and_the_others_end_at_their_last_row():
    rows = [Place("jobs", NOON, f"job_{number}") for number in range(3)]
    first = Asked("jobs", 2, None).page(rows, lambda row: row, lambda row: row.id)
    last = Asked("jobs", 3, None).page(rows, lambda row: row, lambda row: row.id)

    assert first.items == ["job_0", "job_1"]
    assert first.next_cursor == cursor_of(rows[1])
    assert last.next_cursor is None


GOOD = {"of": "jobs", "at": "2026-11-29T12:00:00Z", "id": "job_1", "n": 0}


@pytest.mark.parametrize(
    "forged",
    [
        GOOD | {"of": "projects"},
        GOOD | {"n": 10**40},
        GOOD | {"n": -1},
        GOOD | {"n": True},
        GOOD | {"at": 10**30},
        GOOD | {"at": "2026-11-29T12:00:00"},
        GOOD | {"at": "99999-01-01T00:00:00Z"},
        GOOD | {"id": "\ud800"},
        GOOD | {"id": "job\x00"},
        GOOD | {"id": ["job_1"]},
        GOOD | {"more": 1},
        {"of": "jobs"},
        ["jobs", "2026-11-29T12:00:00Z", "job_1"],
        None,
        10**400,
    ],
)
def test_a_forged_cursor_is_a_mistake_of_the_caller(forged):
    refused(encoded(forged))


@pytest.mark.parametrize("text", ["", "=", "a", "!!!!", "\ud800", "é", "[" * 300, encoded(GOOD) + "==x", "e30", "AAAA"])
def test_what_is_no_cursor_at_all_is_refused(text):
    refused(text)


@given(st.text(max_size=400))
def test_no_text_is_a_cursor(text):
    refused(text)


@given(st.binary(max_size=300))
def test_no_bytes_are_a_cursor(data):
    refused(base64.urlsafe_b64encode(data).decode().rstrip("="))


@given(
    st.dictionaries(
        st.sampled_from(["of", "at", "id", "n"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner, max_size=2),
        ),
    )
)
def test_a_document_of_the_right_shape_is_still_judged(forged):
    """What passes is a place that could have been given."""
    with contextlib.suppress(PermanentError):
        place = place_in(encoded(GOOD | forged), "jobs")

        assert place_in(cursor_of(place), "jobs") == place


def test_a_list_of_the_streams_own_numbers_goes_on_after_the_last_one():
    cursor = cursor_of(Place("events/job_1", NOON, "170"))

    assert Asked("events/job_1", 5, None).after_number() == 0
    assert Asked("events/job_1", 5, cursor).after_number() == 170


@pytest.mark.parametrize("name", ["job_1", "-1", "1e3", "x"])
def test_what_is_no_number_is_a_mistake_of_the_caller(name):
    with pytest.raises(PermanentError) as error:
        Asked("events/job_1", 5, cursor_of(Place("events/job_1", NOON, name))).after_number()

    assert error.value.code is Code.VALIDATION_FAILED
