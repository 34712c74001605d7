"""Seams between photographs, and edges within them that are none."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data, transform

from common.color import rgb_of
from common.inspiration import Divide
from layout_extractor.seams import level_seams, upright_seams

W, H = 1280, 720
PHOTOGRAPHS = ("astronaut", "chelsea", "coffee", "rocket", "immunohistochemistry")
EVERYWHERE = np.ones((H, W), bool)


def places(found: tuple[Divide, ...]) -> list[float]:
    return [seam.at for seam in found]


def photograph(name: str) -> NDArray[np.uint8]:
    picture = getattr(data, name)()
    rows = round(picture.shape[1] * H / W)
    top = (picture.shape[0] - rows) // 2
    return np.asarray(transform.resize(picture[max(0, top) :][:rows], (H, W)) * 255, np.uint8)


def beside(names: tuple[str, ...], *seams: int) -> NDArray[np.uint8]:
    """Each photograph's own place, from one seam to the next."""
    picture, ends = np.zeros((H, W, 3), np.uint8), (0, *seams, W)
    for name, (start, end) in zip(names, pairwise(ends), strict=True):
        picture[:, start:end] = photograph(name)[:, start:end]
    return picture


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_photograph_has_none(name):
    assert upright_seams(photograph(name), EVERYWHERE) == ()


@pytest.mark.parametrize(
    ("names", "seams"),
    [(("astronaut", "coffee"), (600,)), (("rocket", "chelsea"), (755,)), (("coffee", "rocket", "chelsea"), (430, 850))],
)
def test_photographs_beside_each_other_are_parted_where_they_meet(names, seams):
    assert places(upright_seams(beside(names, *seams), EVERYWHERE)) == pytest.approx(
        [one / W for one in seams], abs=0.005
    )


@pytest.mark.parametrize("light", [0, 255])
def test_a_line_may_run_along_a_seam(light):
    picture = beside(("chelsea", "coffee"), 640)
    picture[:, 634:646] = light

    assert places(upright_seams(picture, EVERYWHERE)) == pytest.approx([0.5], abs=0.002)


@pytest.mark.parametrize("width", [4, 12, 38])
@pytest.mark.parametrize("color", ["#ffffff", "#101010", "#ffde28"])
def test_the_line_along_a_seam_keeps_its_color_and_its_width(color, width):
    picture = beside(("chelsea", "coffee"), 640)
    picture[:, 640 - width // 2 : 640 + width // 2] = rgb_of(color)
    (seam,) = upright_seams(picture, EVERYWHERE)

    assert seam.line == color
    assert seam.width * H == pytest.approx(width, abs=2)


def test_where_photographs_meet_without_a_line_none_is_seen():
    assert [one.line for one in upright_seams(beside(("astronaut", "coffee"), 600), EVERYWHERE)] == [None]


def test_somebody_may_stand_before_a_part_of_it():
    picture, ground = beside(("astronaut", "coffee"), 600), EVERYWHERE.copy()
    picture[320:, 500:700], ground[320:, 500:700] = 128, False

    assert places(upright_seams(picture, ground)) == pytest.approx([600 / W], abs=0.005)


def test_of_a_seam_that_is_hardly_seen_nobody_knows():
    ground = EVERYWHERE.copy()
    ground[150:, 500:700] = False

    assert upright_seams(beside(("astronaut", "coffee"), 600), ground) == ()


def test_a_frame_at_the_edge_parts_nothing():
    picture = photograph("rocket")
    picture[:, :60] = 0

    assert upright_seams(picture, EVERYWHERE) == ()


def test_what_lies_above_is_parted_from_what_lies_below():
    picture = photograph("coffee")
    picture[:300] = photograph("rocket")[:300]

    assert places(level_seams(picture, EVERYWHERE)) == pytest.approx([300 / H], abs=0.008)
