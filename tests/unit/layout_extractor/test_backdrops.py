"""What is kept of a background: averages and how busy it was, nothing that anybody could recognize."""

import cv2
import numpy as np
import pytest
from skimage import data

from common.color import rgb_of
from layout_extractor.backdrops import LONGER, backdrop_of

HEIGHT, WIDTH = 360, 640
ALL = np.ones((HEIGHT, WIDTH), np.bool_)


def gradient() -> np.ndarray:
    """From blue at the left to nearly black at the right."""
    along = np.linspace(0, 1, WIDTH)[None, :, None]
    wide = np.array([40, 110, 220]) * (1 - along) + np.array([8, 20, 60]) * along
    return np.broadcast_to(wide, (HEIGHT, WIDTH, 3)).round().astype(np.uint8).copy()


def colors_of(backdrop) -> np.ndarray:
    return np.array([[rgb_of(color) for color in row] for row in backdrop.rows])


def test_a_gradient_is_kept_as_it_runs():
    found = backdrop_of(gradient(), ALL)
    middle = colors_of(found)[3]

    assert found.detail == 0
    assert middle[0] == pytest.approx([39, 106, 213], abs=4)
    assert middle[-1] == pytest.approx([9, 24, 67], abs=4)


def test_a_thing_before_a_plain_wall_leaves_no_stain():
    picture = gradient()
    picture[150:260, 260:400] = (210, 120, 30)
    clean, before = backdrop_of(gradient(), ALL), backdrop_of(picture, ALL)

    assert np.abs(colors_of(clean) - colors_of(before)).max() < 8


def test_words_and_people_are_no_part_of_it():
    """Coffee and wood are brown: more red than blue everywhere."""
    picture, ground = np.array(data.coffee()[:HEIGHT, :600], np.uint8), np.ones((HEIGHT, 600), np.bool_)
    picture[100:300, 100:400], ground[100:300, 100:400] = (0, 0, 255), False
    found = colors_of(backdrop_of(picture, ground))

    assert (found[..., 2] < found[..., 0]).all()


def test_no_more_than_a_dozen_averages_a_side_are_kept():
    for shape in ((720, 1280), (1920, 1080), (500, 1500)):
        picture = np.random.default_rng(1).integers(0, 255, (*shape, 3), dtype=np.uint8)
        rows = backdrop_of(picture, np.ones(shape, np.bool_)).rows

        assert max(len(rows), len(rows[0])) <= LONGER


def test_a_photograph_is_busier_than_the_same_out_of_focus():
    sharp = np.asarray(data.grass(), np.uint8)
    soft = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 12), np.uint8)
    ground = np.ones(sharp.shape, np.bool_)
    busy, calm = (backdrop_of(np.dstack([one] * 3), ground).detail for one in (sharp, soft))

    assert busy > 0.4
    assert calm < busy / 3


def test_a_vignette_is_taken_out_as_it_is_put_on_again():
    picture = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    x, y = np.linspace(-1, 1, WIDTH)[None, :], np.linspace(-1, 1, HEIGHT)[:, None]
    dark = (picture * (1 - 0.5 * ((x**2 + y**2) / 2) ** 1.5)[..., None]).astype(np.uint8)
    corners = colors_of(backdrop_of(dark, ALL, vignette=0.5))[[0, 0, -1, -1], [0, -1, 0, -1]]

    assert corners == pytest.approx(np.full((4, 3), 120), abs=8)


def test_of_a_photograph_the_spread_of_its_light_is_told_and_of_a_plain_wall_none():
    picture = np.array(data.coffee()[:HEIGHT, :600], np.uint8)
    found = backdrop_of(picture, np.ones((HEIGHT, 600), np.bool_)).tonality

    assert found is not None
    assert found.levels == tuple(sorted(found.levels))
    assert found.levels[0] < 0.1
    assert found.levels[-1] > 0.8
    assert backdrop_of(gradient(), ALL).tonality is None


def test_words_and_people_are_no_part_of_that_spread():
    picture, ground = np.array(data.coffee()[:HEIGHT, :600], np.uint8), np.ones((HEIGHT, 600), np.bool_)
    clean = backdrop_of(picture, ground).tonality
    picture[:100, :300], ground[:100, :300] = 255, False
    before = backdrop_of(picture, ground).tonality

    assert clean is not None
    assert before is not None
    assert before.levels == pytest.approx(clean.levels, abs=0.08)


def halves(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    return np.vstack([upper[: HEIGHT // 2], lower[HEIGHT // 2 : HEIGHT]])


def busy(shade: int) -> np.ndarray:
    """A photograph of one light."""
    gray = cv2.resize(np.asarray(data.grass(), np.uint8), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) // 3
    return np.dstack([gray + np.uint8(shade)] * 3)


def test_four_photographs_have_two_seams_and_a_horizon_is_none():
    left, right = halves(busy(0), busy(120)), halves(busy(60), busy(170))
    four = np.where((np.arange(WIDTH) < WIDTH // 2)[None, :, None], left, right)
    found, horizon = backdrop_of(four, ALL), backdrop_of(left, ALL)

    assert [one.at for one in (*found.upright, *found.level)] == pytest.approx([0.5, 0.5], abs=0.01)
    assert (horizon.upright, horizon.level) == ((), ())


def test_nothing_is_drawn_along_a_horizon():
    picture = halves(busy(0), busy(120))
    picture[HEIGHT // 2 - 5 : HEIGHT // 2 + 5] = (255, 220, 40)
    found = backdrop_of(picture, ALL)

    assert [one.line for one in found.level] == ["#ffdc28"]
    assert (colors_of(found)[..., 0] - colors_of(found)[..., 2] < 12).all()


def test_seams_run_through_bodies_and_colors_come_from_beside_them():
    """Of the left half a strip is seen beside somebody in blue; what they hide is gray as it, not as the right half."""
    picture, alone = busy(0), ALL.copy()
    picture[:, WIDTH // 2 :] = busy(160)[:, WIDTH // 2 :]
    picture[60:, 60 : WIDTH // 2], alone[60:, 60 : WIDTH // 2] = (0, 0, 200), False
    found = backdrop_of(picture, ALL, alone=alone)
    left = colors_of(found)[:, :6]

    assert [one.at for one in found.upright] == pytest.approx([0.5], abs=0.01)
    assert np.ptp(left, axis=2).max() < 12
    assert left.max() < 90
