"""A creator's picture of a thing: cut out where that can be had whole, else the photograph it is."""

import cv2
import numpy as np
import pytest
from skimage import data

from common.catalog import Size
from common.layout import ImageLayer, ImageStyle, LayoutSpec, Outline, Role, ShapeLayer
from compositor.render import render
from compositor.things import thing_of

WHITE, BLUE = (255, 255, 255), (30, 60, 160)


def mug(ground, noise=0):
    """A red mug with a handle before one color."""
    rgb = np.full((600, 800, 3), ground, np.uint8)
    cv2.rectangle(rgb, (250, 150), (500, 480), (200, 30, 30), -1)
    cv2.ellipse(rgb, (500, 310), (90, 110), 0, -90, 90, (200, 30, 30), 34)
    grain = np.random.default_rng(1).normal(0, noise, rgb.shape)
    return np.clip(rgb + grain, 0, 255).astype(np.uint8)


def test_what_was_cut_out_already_loses_its_empty_margin():
    rgba = np.zeros((400, 400, 4), np.uint8)
    rgba[100:300, 150:250] = (10, 200, 10, 255)
    thing = thing_of(rgba)

    assert not thing.is_card
    assert thing.rgba.shape == (200, 100, 4)


@pytest.mark.parametrize("ground", [WHITE, BLUE])
def test_a_thing_before_a_plain_wall_is_cut_out(ground):
    thing = thing_of(mug(ground, noise=4))
    height, width = thing.rgba.shape[:2]

    assert not thing.is_card
    assert (width, height) == (pytest.approx(358, abs=8), pytest.approx(332, abs=8))
    assert thing.rgba[height // 2, width // 3, 3] == 255
    assert thing.rgba[4, width - 4, 3] == 0


@pytest.mark.parametrize("photo", [data.coffee(), np.full((300, 400, 3), 255, np.uint8)], ids=["scene", "nothing"])
def test_any_other_picture_is_a_card_with_round_corners(photo):
    thing = thing_of(np.asarray(photo, np.uint8))

    assert thing.is_card
    assert thing.rgba[0, 0, 3] == 0
    assert thing.rgba[thing.rgba.shape[0] // 2, 0, 3] == 255


def test_a_white_mug_on_white_that_falls_apart_is_a_card():
    rgb = np.full((600, 800, 3), 255, np.uint8)
    for x in (200, 420):
        cv2.rectangle(rgb, (x, 200), (x + 160, 400), (40, 90, 200), -1)

    assert thing_of(rgb).is_card


def test_a_large_photograph_is_stored_no_larger_than_it_is_shown():
    assert max(thing_of(np.zeros((3000, 4000, 3), np.uint8)).rgba.shape) == 1024


def test_the_border_of_a_card_runs_around_all_of_it(catalogue):
    style = ImageStyle(outline=Outline(width=8, color="#ffffff"))
    card = ImageLayer(role=Role.OBJECT, source="card", bbox=(200, 150, 300, 200), style=style)
    ground = ShapeLayer(bbox=(0, 0, 640, 480), color="#101010")
    spec = LayoutSpec(canvas=Size(w=640, h=480), layers=(ground, card))
    picture = render(spec, {"card": thing_of(np.full((200, 300, 3), 90, np.uint8)).rgba}, catalogue).picture

    assert all((picture[at] == 255).all() for at in ((146, 350), (354, 350), (250, 196), (250, 504)))
