"""Grades that our own operations gave to photographs are read, and photographs as they came have none."""

from dataclasses import replace

import numpy as np
import pytest
from tests.bench.layout.grades import PHOTOS, faces, graded, photo, tones

from common.inspiration import Backdrop
from common.layout import ColorGrade
from layout_extractor.grading import Grade
from layout_extractor.toning import Parted, color_grade

GRAY_THINGS = ("astronaut.png", "hubble_deep_field.jpg", "motorcycle_left.png", "sample1.jpg")
"""Photographs in which something gray is seen in many lights."""
BUSY = Backdrop(rows=(("#808080",), ("#808080",)), detail=0.5)


def whole(rgb):
    return Parted(np.ones(rgb.shape[:2], bool))


@pytest.mark.parametrize("name", PHOTOS)
def test_a_photograph_as_it_came_has_no_grade(name):
    assert tones(graded(name)) == {}


@pytest.mark.parametrize("name", PHOTOS)
def test_lifted_blacks_come_back(name):
    assert tones(graded(name, "blacks:0.12"))["blacks"].amount == pytest.approx(0.12, abs=0.04)


@pytest.mark.parametrize("tint", ["warm", "cool"])
@pytest.mark.parametrize("name", PHOTOS)
def test_warm_is_never_read_as_cool_nor_cool_as_warm(name, tint):
    assert {"warm": "cool", "cool": "warm"}[tint] not in tones(graded(name, f"{tint}:0.9"))


@pytest.mark.parametrize("tint", ["warm", "cool"])
def test_a_strong_tint_comes_back_where_gray_things_are_seen(tint):
    found = [tones(graded(name, f"{tint}:0.9")).get(tint) for name in GRAY_THINGS]
    amounts = [one.amount for one in found if one]

    assert len(amounts) >= 3
    assert amounts == pytest.approx([0.9] * len(amounts), abs=0.45)


def test_muted_and_gaudy_colors_come_back_where_photographs_have_none_such():
    for name in ("chelsea.png", "rocket.jpg", "sample1.jpg"):
        assert tones(graded(name, "saturation:-0.6"))["saturation"].amount == pytest.approx(-0.6, abs=0.2)
    for name in ("astronaut.png", "coffee.png", "motorcycle_left.png", "sample3.jpg"):
        assert tones(graded(name, "saturation:0.6"))["saturation"].amount == pytest.approx(0.6, abs=0.4)


@pytest.mark.parametrize(("name", "face"), faces())
def test_skin_says_how_much_color_was_taken(name, face):
    found = tones(graded(name, "saturation:-0.6"), face)

    assert tones(graded(name), face) == {}
    assert found["saturation"].amount == pytest.approx(-0.6, abs=0.2)
    assert found["saturation"].sure > tones(graded("rocket.jpg", "saturation:-0.6"))["saturation"].sure


def test_skin_says_of_many_how_much_color_was_added():
    found = [tones(graded(name, "saturation:0.6"), face).get("saturation") for name, face in faces()]
    amounts = [one.amount for one in found if one]

    assert len(amounts) >= 5
    assert amounts == pytest.approx([0.6] * len(amounts), abs=0.4)


def test_what_a_lamp_does_to_skin_is_no_lack_of_color():
    for name, face in faces():
        assert not {"cool", "saturation"} <= set(tones(graded(name, "cool:0.9"), face))


def test_a_grade_that_photographs_could_have_by_themselves_is_none():
    assert tones(graded("coffee.png", "saturation:-0.2", "contrast:0.3")) == {}


def test_each_amount_says_how_sure_it_is():
    found = tones(graded("astronaut.png", "warm:0.9", "blacks:0.12"))

    assert found["blacks"].sure > found["warm"].sure >= 0.5


def test_of_a_plain_background_nothing_can_be_told():
    rgb = graded("sample1.jpg", "blacks:0.12")
    plain = BUSY.model_copy(update={"detail": 0.0})

    assert color_grade(rgb, whole(rgb), plain, Grade()) is None
    assert color_grade(rgb, whole(rgb), BUSY, Grade()) is not None


def test_a_gray_background_behind_somebody_in_color_is_no_grade_of_the_whole():
    rgb = graded("astronaut.png", "saturation:-1")
    person = np.zeros(rgb.shape[:2], bool)
    person[40:300, 160:330] = True
    parts = Parted(np.ones_like(person), person)
    gray = color_grade(rgb, parts, BUSY, Grade(gray=True))
    rgb[person] = photo("astronaut.png")[person]

    assert gray == ColorGrade(ops=("saturation:-1",), sure={"saturation": 0.9})
    assert color_grade(rgb, parts, BUSY, Grade(gray=True)) is None


def test_how_the_face_is_lit_is_told_before_a_plain_wall_too():
    (face,) = (box for name, box in faces() if name == "astronaut.png")
    parts, plain = replace(whole(photo("astronaut.png")), face=face), BUSY.model_copy(update={"detail": 0.0})
    hard, usual = (
        color_grade(graded("astronaut.png", op), parts, plain, Grade()) for op in ("contrast:1", "contrast:0")
    )

    assert hard is not None
    assert usual is not None
    assert hard.face is not None
    assert usual.face is not None
    assert hard.ops == usual.ops == ()
    assert hard.face.contrast > usual.face.contrast + 0.05
