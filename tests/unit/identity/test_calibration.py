"""Thresholds follow the person's own selfies, and no set of selfies makes a stranger pass."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from identity.likeness.calibration import calibrated, score, shifted
from identity.recognition.embeddings import Bands, Embedding
from identity.testing import FakeRecognition

BANDS = Bands(other=0.40, same=0.50, strict=0.60)
ENGINE = FakeRecognition()


def known(*grays):
    return [Embedding(np.full(3, gray, np.float32), ENGINE.made_by) for gray in grays]


def scored(gray, *selfies):
    return score(ENGINE, known(gray)[0], known(*selfies))


def test_one_selfie_says_nothing_about_a_spread():
    assert calibrated(ENGINE, known(100)) == ENGINE.bands


def test_selfies_that_agree_closely_raise_the_bar():
    bands = calibrated(ENGINE, known(100, 100, 101))

    assert ENGINE.bands.same + 0.02 < bands.same <= bands.strict == ENGINE.bands.strict
    assert bands.same - bands.other == pytest.approx(ENGINE.bands.same - ENGINE.bands.other)


def test_selfies_that_disagree_do_not_lower_it():
    bands = calibrated(ENGINE, known(0, 120, 250))

    assert (bands.other, bands.same) == (ENGINE.bands.other, ENGINE.bands.same)


def test_a_strict_lock_does_not_ask_for_more_than_the_selfies_reach():
    assert shifted(BANDS, own=0.55).strict == 0.55
    assert shifted(BANDS, own=0.30).strict == BANDS.same
    assert shifted(BANDS, own=0.99).strict == BANDS.strict


@given(st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1))
def test_bands_stay_in_order_and_never_below_the_engines_own(own, first, second):
    low, high = sorted((first, second))
    bands = shifted(Bands(other=low, same=(low + high) / 2, strict=high), own)

    assert low <= bands.other <= bands.same <= bands.strict <= high
    assert bands.same >= (low + high) / 2


def test_with_two_selfies_the_more_alike_one_counts():
    assert scored(100, 100, 200) == 1.0


def test_with_three_selfies_their_mean_counts():
    assert scored(150, 100, 150, 200) == 1.0
    assert scored(100, 100, 150, 200) < 1.0
