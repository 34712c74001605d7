"""Grounds as pixels, at any size."""

import numpy as np
import pytest

from common.ground import Ground, Part, Seam
from common.plates import painted, plate

BLACK = Part(terms=((0.0, 0.0, 0.0),), least=(0, 0, 0), most=(255, 255, 255))
WHITE = Part(terms=((255.0, 255.0, 255.0),), least=(0, 0, 0), most=(255, 255, 255))
NONE = (0.0, 0.0, 0.0)
# From 100 at the left to 104 at the right: four levels over the whole width.
FAINT = Part(terms=((102.0, 102.0, 102.0), NONE, (2.0, 2.0, 2.0)), least=(0, 0, 0), most=(255, 255, 255))
HALVES = Ground(parts=(BLACK, WHITE), seam=Seam(across=1.0, down=0.0, at=0.0), kind="two-part")


def test_a_faint_gradient_has_no_bands():
    levels = plate(Ground(parts=(FAINT,)), 800, 80)[..., 0].astype(float)
    means = levels.reshape(80, 50, 16).mean(axis=(0, 2))

    assert np.diff(means).max() < 0.2
    assert np.abs(levels - painted(Ground(parts=(FAINT,)), 800, 80)[..., 0]).max() <= 1


@pytest.mark.parametrize("size", [(1280, 720), (1080, 1920), (64, 36)])
def test_a_seam_is_as_sharp_as_the_picture(size):
    line = painted(HALVES, *size)[0, :, 0]

    assert np.count_nonzero((line > 0) & (line < 255)) <= 2
    assert line.mean() == pytest.approx(127.5, abs=2)


def test_colors_that_nobody_saw_are_not_made_up():
    steep = Part(terms=((100.0, 100.0, 100.0), NONE, (500.0, 500.0, 500.0)), least=(90, 90, 90), most=(120, 120, 120))
    picture = painted(Ground(parts=(steep,)), 100, 50)

    assert (picture.min(), picture.max()) == (90, 120)


def test_the_same_ground_is_the_same_picture():
    assert (plate(HALVES, 321, 123) == plate(HALVES, 321, 123)).all()
