"""A background painted anew has the contrast, the blacks and the vividness of the photograph it stands for."""

import numpy as np
import pytest
from tests.bench.layout.grades import graded
from tests.unit.gen_studio.test_backdrop import painted

from common.inspiration import Tonality
from common.tonality import tonality_of
from gen_studio.paint.canvas import Canvas
from gen_studio.paint.tone import toned
from layout_extractor.backdrops import backdrop_of

PHOTOS = ("coffee.png", "motorcycle_left.png", "rocket.jpg", "sample3.jpg", "sample6.jpg")
PATCH = Canvas(64, 32).whole()
GRADES = ("contrast:0", "contrast:0.9", "contrast:-0.8", "blacks:0.15", "saturation:-0.6")


def read(name, grade):
    rgb = graded(name, grade)
    return backdrop_of(rgb, np.ones(rgb.shape[:2], bool))


def spread(backdrop):
    return tonality_of(np.asarray(painted(backdrop).reshape(-1, 3) / 255, np.float32))


def off(one, other):
    return float(np.abs(np.subtract(one.levels, other.levels)).mean())


@pytest.mark.parametrize("grade", GRADES)
@pytest.mark.parametrize("name", PHOTOS)
def test_a_painted_background_is_as_contrasty_and_as_faded_as_the_photograph(name, grade):
    backdrop = read(name, grade)
    assert backdrop.tonality

    assert off(spread(backdrop), backdrop.tonality) < 0.045


@pytest.mark.parametrize("name", PHOTOS)
def test_without_it_averages_are_flatter_than_what_they_are_of(name):
    backdrop = read(name, "contrast:0.5")
    assert backdrop.tonality
    flat, toned_alike = (spread(one) for one in (backdrop.model_copy(update={"tonality": None}), backdrop))

    assert flat.levels[-1] - flat.levels[0] < toned_alike.levels[-1] - toned_alike.levels[0]
    assert off(toned_alike, backdrop.tonality) < 0.6 * off(flat, backdrop.tonality)


def test_colors_are_as_vivid_as_they_were():
    for grade in ("saturation:-0.6", "saturation:0.5"):
        backdrop = read("motorcycle_left.png", grade)
        assert backdrop.tonality

        assert spread(backdrop).color == pytest.approx(backdrop.tonality.color, rel=0.2)


def test_a_flat_wall_gets_no_edges_from_a_contrasty_picture():
    """No step of lightness becomes more than three times as large."""
    ramp = np.broadcast_to(np.linspace(0.49, 0.51, 64, dtype=np.float32), (3, 32, 64))
    change = toned(ramp, Tonality(levels=(0.0, 0.2, 0.5, 0.8, 1.0), color=0.0))
    steps = np.diff(change(ramp.copy(), PATCH)[0, 0])

    assert (steps > -1e-4).all()
    assert steps.max() < 3.3 * 0.02 / 63


def test_what_is_lifted_is_gray_and_what_is_darkened_keeps_its_hue():
    blue = np.broadcast_to(np.array([0.1, 0.2, 0.6], np.float32)[:, None, None], (3, 8, 8))
    wider = np.concatenate([blue, np.full((3, 8, 8), 0.9, np.float32)], axis=2)
    darker = toned(wider, Tonality(levels=(0.05, 0.05, 0.45, 0.9, 0.9), color=0.05))(wider.copy(), PATCH)[:, 0, 0]

    assert darker[2] > darker[1] > darker[0]
    assert darker[2] < 0.6
