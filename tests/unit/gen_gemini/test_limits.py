"""Items 34 and 47: how much at once, per minute, and when a model is left alone, as far as it is pure."""

import pytest

from gen_gemini.breaker import FAILURES, LONGEST_PAUSE, TRIAL_SECONDS, after_failure, trial
from gen_gemini.limits import Allowance, taken

FEW = Allowance(per_minute=2, at_once=10)
NARROW = Allowance(per_minute=100, at_once=2)


def call(state, now: float, allowance: Allowance, lease: str = ""):
    return taken(state, lease or f"at {now}", 30.0, now, allowance)


def test_item_34_a_minute_has_so_many_pictures_and_no_more():
    state = None
    for second in (0.0, 0.1):
        state, wait = call(state, second, FEW)
        assert wait == 0

    refused, wait = call(state, 0.2, FEW)

    assert refused is None
    assert wait == pytest.approx(29.9, abs=0.2)


def test_item_34_the_minute_fills_again_while_time_passes():
    state, _ = call(None, 0.0, FEW)
    state, _ = call(state, 0.0, FEW)

    state, wait = call(state, 31.0, FEW)

    assert state is not None
    assert wait == 0


def test_item_34_it_never_fills_above_a_minutes_worth():
    state, _ = call(None, 0.0, FEW)
    for _ in range(2):
        state, wait = call(state, 10_000.0, FEW)
        assert wait == 0

    assert call(state, 10_000.0, FEW)[0] is None


def test_item_34_only_so_many_are_in_flight():
    state, _ = call(None, 0.0, NARROW, "a")
    state, _ = call(state, 0.0, NARROW, "b")

    assert call(state, 0.1, NARROW, "c")[0] is None


def test_item_34_a_holder_that_died_lets_go_by_itself():
    state, _ = call(None, 0.0, NARROW, "a")
    state, _ = call(state, 0.0, NARROW, "b")

    state, wait = call(state, 31.0, NARROW, "c")

    assert state is not None
    assert set(state["leases"]) == {"c"}
    assert wait == 0


def test_a_clock_that_went_back_takes_nothing_away():
    state, _ = call(None, 100.0, FEW)

    assert call(state, 50.0, FEW)[1] == 0


def test_item_47_a_few_failures_open_nothing():
    state = None
    for _ in range(FAILURES - 1):
        state = after_failure(state, 0.0, 20.0)

    assert state == {"failures": FAILURES - 1}


def test_item_47_many_in_a_row_leave_the_model_alone_longer_each_time():
    state, ends = None, []
    for _ in range(FAILURES + 8):
        state = after_failure(state, 0.0, 20.0)
        ends += [state["until"]] if "until" in state else []

    assert ends[:2] == [20.0, 40.0]
    assert ends[-1] == LONGEST_PAUSE


def test_item_47_after_the_pause_one_copy_tries_and_the_others_wait():
    opened = {"failures": FAILURES, "until": 10.0}

    mine = trial(opened, 11.0)

    assert mine == {"failures": FAILURES, "until": 11.0 + TRIAL_SECONDS}
    assert trial(mine, 12.0) is None
    assert trial(opened, 9.0) is None
