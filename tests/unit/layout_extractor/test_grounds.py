"""Plain backgrounds are fitted whatever stands before them; photographs are not."""

import numpy as np
import pytest
from tests.unit.layout_extractor.targets import photo

from common.plates import plate
from layout_extractor.backdrops import backdrop_of

W, H = 640, 360
Y, X = np.mgrid[-1 : 1 : H * 1j, -1 : 1 : W * 1j][..., None]
RED, BLUE = np.array((200, 30, 30)), np.array((30, 60, 200))
PLAIN = np.broadcast_to(np.array((250, 200, 20)), (H, W, 3))
ALONG = BLUE + (X + 1) / 2 * (RED - BLUE)
SPOT = BLUE + np.exp(-(X**2) - Y**2) * 50
UPRIGHT = np.where(X > 0.2, RED, BLUE)
LEVEL = np.where(Y > -0.1, RED, BLUE)
SLANTED = np.where(X + 0.4 * Y > 0.1, ALONG, PLAIN)
GROUNDS = {
    "plain": PLAIN, "gradient": ALONG, "spot": SPOT, "upright": UPRIGHT, "level": LEVEL, "slanted": SLANTED
}  # fmt: skip


def fitted(picture):
    """With somebody and words taken out, and a thing before it that nobody took out."""
    seen, before = np.ones((H, W), bool), picture.astype(np.uint8).copy()
    seen[80:, 380:560] = False
    seen[40:120, 60:330] = False
    before[~seen] = (0, 255, 0)
    before[220:290, 80:170] = (255, 160, 0)
    return ground_in(before, seen)


def ground_in(picture, seen):
    ground = backdrop_of(picture, seen).ground
    assert ground
    return ground


@pytest.mark.parametrize("name", GROUNDS)
def test_a_plate_shows_the_background_and_nothing_that_stood_before_it(name):
    picture = GROUNDS[name]
    ground = fitted(picture)
    away = np.abs(plate(ground, W, H).astype(float) - picture).max(axis=2)

    assert np.quantile(away, 0.99) < 6
    assert ground.sure > 0.8


def test_each_is_called_what_it_is():
    kinds = {name: fitted(picture).kind for name, picture in GROUNDS.items()}

    assert kinds == {
        "plain": "plain",
        "gradient": "gradient",
        "spot": "gradient",
        "upright": "two-part",
        "level": "two-part",
        "slanted": "two-part",
    }


def test_a_seam_of_which_little_is_seen_stays_upright():
    seam = fitted(UPRIGHT).seam

    assert seam
    assert seam.down == 0
    assert abs(seam.at) == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("name", ["coffee.png", "rocket.jpg", "grass.png", "chelsea.png", "hubble_deep_field.jpg"])
def test_a_photograph_has_no_plate(name):
    assert backdrop_of(photo(name), np.ones((720, 1280), bool)).ground is None


def test_two_photographs_side_by_side_have_none():
    halves = np.concatenate((photo("grass.png")[:, :640], photo("coffee.png")[:, :640]), axis=1)

    assert backdrop_of(halves, np.ones((720, 1280), bool)).ground is None


def test_the_less_of_it_is_seen_the_less_sure_it_is():
    little = np.zeros((H, W), bool)
    little[:, :100] = True
    all_of_it = np.ones((H, W), bool)
    picture = ALONG.astype(np.uint8)

    assert ground_in(picture, little).sure < ground_in(picture, all_of_it).sure
