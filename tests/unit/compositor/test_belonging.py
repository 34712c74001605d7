"""What a copied grade does to a person, measured as the likeness receipt measures skin."""

import itertools

import numpy as np
import pytest

from common.layout import ColorGrade
from compositor.compose.copied.belonging import BOUNDS, belonging
from compositor.ops import Canvas, applied
from identity.likeness.skin import color_distance, tone_of

SKIN = ((244, 214, 190), (232, 190, 160), (210, 160, 125), (170, 120, 85), (120, 80, 55), (75, 50, 38))
LIGHTS = 13.0
"""By as much one face differed between two photographs; the receipt speaks of a drift from 18 on."""
MOST = {"warm": 1.0, "cool": 1.0, "blacks": 0.3, "contrast": 1.0, "saturation": -0.9}
TOGETHER = [pair for count in (1, 2, 3) for pair in itertools.combinations(MOST.items(), count)]


def skin(color):
    noise = np.random.default_rng(1).normal(0, 6, (40, 40, 3))
    return np.clip(np.array(color) + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("color", SKIN)
def test_no_grade_takes_skin_further_than_another_lamp_would(color):
    before = tone_of(skin(color).reshape(-1, 3))
    assert before
    for ops in [*TOGETHER, (("saturation", 1.0),), (("saturation", 1.0), ("warm", 1.0), ("contrast", 1.0))]:
        grade = ColorGrade(ops=tuple(f"{name}:{amount}" for name, amount in ops))
        after = tone_of(applied(belonging(grade), Canvas(skin(color))).rgb.reshape(-1, 3))

        assert after
        assert color_distance(before, after) < LIGHTS


def test_every_bound_is_of_an_operation_and_holds_none():
    assert all(least <= 0 <= most for least, most in BOUNDS.values())


def test_no_grade_is_no_operation():
    assert belonging(None) == ()
