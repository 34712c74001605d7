"""What a copied grade does to a person, measured as the likeness receipt measures skin."""

import itertools

import numpy as np
import pytest

from common.layout import ColorGrade, FaceTones
from common.tonality import FaceTone
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


def drift(color, ops):
    before, after = tone_of(skin(color).reshape(-1, 3)), tone_of(applied(ops, Canvas(skin(color))).rgb.reshape(-1, 3))
    assert before
    assert after
    return color_distance(before, after)


@pytest.mark.parametrize("color", SKIN)
def test_no_copied_face_takes_skin_further_than_another_lamp_would(color):
    own = FaceTone(dark=0.2, light=0.6, color=0.065)
    tinted = ((), ("warm:1",), ("cool:1", "blacks:0.3"))
    for contrast, vivid, ops in itertools.product((0.05, 0.95), (0.0, 0.3), tinted):
        grade = ColorGrade(ops=ops, face=FaceTones(contrast=contrast, color=vivid), sure=dict.fromkeys(MOST, 0.9))

        assert drift(color, belonging(grade, own)) < LIGHTS


def amounts(face, tone, *ops, sure=None):
    found = belonging(ColorGrade(ops=ops, face=face, sure=sure), tone)
    return {op.partition(":")[0]: float(op.partition(":")[2]) for op in found}


def test_a_person_is_lit_like_the_copied_one():
    own = FaceTone(dark=0.4, light=0.8, color=0.066)
    harder, flatter = FaceTones(contrast=0.55, color=0.12), FaceTones(contrast=0.25, color=0.03)

    assert amounts(harder, own) == {"saturation": 0.11, "contrast": 0.18}
    assert amounts(flatter, own) == {"saturation": -0.18, "contrast": -0.14}
    assert amounts(FaceTones(contrast=0.4, color=0.066), own) == {}


def test_a_face_in_the_dark_keeps_its_contrast():
    """With more of it most of the face would become black, with less it would stand out."""
    own = FaceTone(dark=0.1, light=0.3, color=0.066)

    assert amounts(FaceTones(contrast=0.6, color=0.066), own) == {}
    assert amounts(FaceTones(contrast=0.1, color=0.066), own) == {}


def test_what_somebody_wrote_goes_before_what_was_measured():
    own, face = FaceTone(dark=0.4, light=0.8, color=0.066), FaceTones(contrast=0.2, color=0.03)

    assert amounts(face, own, "saturation:0.2")["saturation"] == 0.1
    assert amounts(face, own, "saturation:0.2", sure={"saturation": 0.6})["saturation"] < 0


def test_nothing_is_measured_where_nobody_was_seen():
    face = FaceTones(contrast=0.7, color=0.12)

    assert belonging(ColorGrade(face=face), None) == ()
    assert belonging(ColorGrade(), FaceTone(dark=0.4, light=0.8, color=0.066)) == ()
