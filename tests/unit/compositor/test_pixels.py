import cv2
import numpy as np
import pytest

from compositor.pixels import as_u8, blurred, covering, over, paint, planes_of, resized, screen, shifted

RANDOM = np.random.default_rng(3)


def picture(h=40, w=50, channels=3):
    return RANDOM.integers(0, 256, (h, w, channels)).astype(np.uint8)


def mask(h=40, w=50):
    return RANDOM.integers(0, 256, (h, w)).astype(np.uint8)


def off_by(one, other):
    return np.abs(one.astype(int) - other.astype(int)).max()


def test_over_is_porter_and_duffs_within_one_level():
    below, top, alpha = picture(), picture(), mask()
    share = alpha[..., None] / 255
    wanted = top * share + below * (1 - share)
    over(below, top, alpha)

    assert np.abs(below - wanted).max() <= 1.01


def test_paint_is_over_with_one_color():
    below, alpha = picture(), mask()
    again = below.copy()
    paint(below, "#ff8010", alpha)
    over(again, np.full_like(again, (255, 128, 16)), alpha)

    assert off_by(below, again) <= 1


def test_paint_works_on_a_part_of_a_picture_in_place():
    canvas = np.zeros((20, 20, 3), np.uint8)
    paint(canvas[5:10, 5:10], "#ffffff", np.full((5, 5), 255, np.uint8))

    assert canvas[5:10, 5:10].min() == 255
    assert canvas.sum() == 255 * 3 * 25


def test_light_only_ever_adds():
    below = picture()
    lit = below.copy()
    screen(lit, "#4080ff", mask())

    assert (lit >= below).all()


@pytest.mark.parametrize("sigma", [0.5, 2.0, 5.0, 20.0])
def test_a_blur_on_a_smaller_copy_looks_like_the_full_one(sigma):
    smooth = as_u8(cv2.resize(picture(12, 16), (320, 240), interpolation=cv2.INTER_CUBIC))
    full = cv2.GaussianBlur(smooth, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)

    assert np.abs(blurred(smooth, sigma).astype(int) - full).mean() < 1.5


def test_a_blur_of_nothing_is_the_picture_itself():
    original = picture()

    assert blurred(original, 0) is original


def test_color_under_transparent_pixels_never_bleeds_into_the_edge():
    """Green lies where nothing is seen; straight resizing would draw a green line round the red square."""
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[..., 1] = 255
    rgba[16:48, 16:48] = (255, 0, 0, 255)
    small = resized(rgba, 24, 24)
    seen = small[..., 3] > 16

    assert small[seen][:, 1].max() <= 16


def test_covering_fills_the_size_from_the_middle():
    wide = np.zeros((100, 300, 3), np.uint8)
    wide[:, 100:200] = 255

    assert covering(wide, 50, 50).mean() > 250


def test_shifted_leaves_emptiness_behind():
    moved = shifted(np.full((4, 4), 9, np.uint8), 1, -2)

    assert moved.tolist() == [[0, 9, 9, 9], [0, 9, 9, 9], [0, 0, 0, 0], [0, 0, 0, 0]]


def test_shifted_out_of_the_picture_is_empty():
    assert shifted(np.full((4, 4), 9, np.uint8), 4, 0).sum() == 0


def test_planes_are_color_and_alpha():
    rgba = picture(channels=4)
    rgb, alpha = planes_of(rgba)

    assert (rgb == rgba[..., :3]).all()
    assert (alpha == rgba[..., 3]).all()
