"""Item 29: who joins which pool, and whose turn it is to look after it."""

import pytest

from gen_gemini.pools import SENDING_SECONDS, Gathering, gathered, joined, taken, without

GATHERING = Gathering(window=10.0, most=3)
OPEN = {"state": "open", "model": "m", "closes": 110.0, "look": 0.0, "members": {}}


def test_item_29_the_first_request_opens_a_pool_and_the_next_ones_join_it():
    first = gathered(None, "a", 100.0, GATHERING, "")
    second = gathered(first, "b", 105.0, GATHERING, "")

    assert first == {"pool": "a", "closes": 110.0, "joins": 1}
    assert second == {"pool": "a", "closes": 110.0, "joins": 2}


@pytest.mark.parametrize(
    ("found", "refused"),
    [
        ({"pool": "a", "closes": 99.0, "joins": 1}, ""),
        ({"pool": "a", "closes": 110.0, "joins": 3}, ""),
        ({"pool": "a", "closes": 110.0, "joins": 1}, "a"),
    ],
    ids=["over", "full", "refused"],
)
def test_item_29_another_pool_is_opened_where_one_takes_no_more(found, refused):
    assert gathered(found, "b", 100.0, GATHERING, refused)["pool"] == "b"


def test_item_29_nobody_joins_a_pool_that_is_being_sent():
    assert joined(OPEN, "k", "job", None) == OPEN | {"members": {"k": "job"}}
    assert joined(OPEN, "k", "job", OPEN | {"state": "sending"}) is None


def test_item_29_joining_twice_is_joining_once():
    once = joined(OPEN, "k", "job", OPEN)

    assert joined(OPEN, "k", "job", once) == once


def test_item_29_an_open_pool_is_left_alone_until_its_window_is_over():
    assert taken(OPEN, 109.0, 20.0) is None

    mine = taken(OPEN, 111.0, 20.0)

    assert mine == OPEN | {"state": "sending", "tries": 1, "look": 111.0 + SENDING_SECONDS}


def test_item_29_a_sender_that_died_is_followed_by_one_that_knows_it():
    mine = taken(OPEN, 111.0, 20.0)
    assert mine

    assert taken(mine, 200.0, 20.0) is None
    assert (taken(mine, 112.0 + SENDING_SECONDS, 20.0) or {})["tries"] == 2


def test_item_29_one_copy_looks_at_a_time():
    sent = OPEN | {"state": "sent", "look": 0.0}

    mine = taken(sent, 200.0, 18.0)

    assert mine == sent | {"look": 218.0}
    assert taken(mine, 201.0, 18.0) is None
    assert taken(mine, 219.0, 18.0) is not None
    assert taken(None, 0.0, 18.0) is None


def test_item_29_a_call_has_what_is_with_google_looked_at_ahead_of_time_and_nothing_else():
    sent = OPEN | {"state": "sent", "look": 218.0}

    assert taken(sent, 201.0, 18.0, 17.1) is not None
    assert taken(sent, 200.5, 18.0, 17.1) is None
    assert taken(OPEN | {"state": "sending", "look": 218.0}, 201.0, 18.0, 17.1) is None


def test_item_29_who_left_is_no_member_any_more():
    both = OPEN | {"members": {"a": "1", "b": "2"}}

    assert (without({"a"}, both) or {})["members"] == {"b": "2"}
    assert without({"a"}, None) is None
