import numpy as np
import pytest

from common.layout import Glow, Shadow
from compositor.effects.cutout import Cutout
from compositor.effects.light_wrap import wrap_mask
from compositor.effects.outline import outline_mask
from compositor.effects.rim import rim_mask
from compositor.effects.shadow import shadow_mask


def disc(radius=30, size=140) -> np.ndarray:
    y, x = np.mgrid[0:size, 0:size] - size // 2
    return ((x * x + y * y <= radius * radius) * 255).astype(np.uint8)


@pytest.mark.parametrize("width", [3.0, 8.0, 20.0])
def test_an_outline_is_as_wide_as_asked_all_the_way_round(width):
    band = outline_mask(disc(), width)
    middle = band.shape[0] // 2
    radius = (band[middle] > 127).sum() / 2, (band[:, middle] > 127).sum() / 2

    assert radius == pytest.approx((30 + width, 30 + width), abs=2)


def test_an_outline_has_a_soft_rim():
    values = set(np.unique(outline_mask(disc(), 8)))

    assert len(values - {0, 255}) >= 4


def test_a_shadow_falls_where_it_is_sent():
    mask = shadow_mask(disc(), Shadow(dx=12, dy=0, blur=0, opacity=1))
    columns = np.flatnonzero(mask.any(axis=0))

    assert columns.mean() == pytest.approx(70 + 12, abs=1)


def test_opacity_is_the_most_a_shadow_gets():
    assert shadow_mask(disc(), Shadow(blur=4, opacity=0.5)).max() == pytest.approx(128, abs=2)


def test_rim_light_stays_inside_the_person_and_at_the_edge():
    alpha = disc()
    rim = rim_mask(alpha, Glow(blur=5, opacity=1))

    assert (rim[alpha == 0] == 0).all()
    assert rim[70, 70] == 0
    assert rim[70 - 28, 70] > 60


def test_light_wraps_over_the_edge_and_not_into_the_middle():
    wrap = wrap_mask(disc(), 0.5, 4)

    assert wrap[70, 70] == 0
    assert 20 < wrap[70, 70 + 29] < 128


def test_a_body_that_leaves_the_canvas_goes_on_beyond_it():
    """Else an outline would run along the canvas's lower edge."""
    alpha = np.full((50, 20), 255, np.uint8)
    roomy = Cutout(np.zeros((50, 20, 3), np.uint8), alpha, 40, 52).padded(10, 100, 100)

    assert roomy.alpha[-1, 20] == 255
    assert roomy.alpha[30, 0] == 0
    assert roomy.alpha[0, 20] == 0


def test_only_what_lies_on_the_canvas_is_drawn():
    canvas = np.zeros((100, 100, 3), np.uint8)
    placed = Cutout(np.zeros((50, 50, 3), np.uint8), np.zeros((50, 50), np.uint8), -20, 80).on(canvas)
    assert placed
    part, below = placed

    assert part.alpha.shape == below.shape[:2] == (20, 30)


def test_nothing_is_drawn_beside_the_canvas():
    canvas = np.zeros((100, 100, 3), np.uint8)

    assert Cutout(np.zeros((5, 5, 3), np.uint8), np.zeros((5, 5), np.uint8), 100, 0).on(canvas) is None
