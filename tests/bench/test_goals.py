"""In the ordinary run too: a bench that cannot fail would prove nothing."""

import pytest
from tests.bench.goals import Goal, must_be_met, share


def test_goals_that_are_met_end_nothing():
    must_be_met([Goal("words", share([True, True, False, True]), 0.75), Goal("faces", 1.0)])


def test_a_missed_goal_ends_a_bench_and_is_named():
    goals = [Goal("words", 0.5, 0.97), Goal("boxes", 0.9, 0.85)]

    with pytest.raises(pytest.fail.Exception, match="words") as ended:
        must_be_met(goals)

    assert "boxes" not in str(ended.value)


def test_a_share_of_nothing_meets_no_goal():
    assert not Goal("faces", share([])).is_met
