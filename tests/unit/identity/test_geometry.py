import cv2
import numpy as np
import pytest

from identity.faces import Box
from identity.geometry import ARCFACE_112, aligned_112, square_around, warped


def moved(there, point):
    return there[:, :2] @ point + there[:, 2]


def test_a_square_puts_its_center_in_the_middle():
    there = square_around((30.0, 40.0), 20.0, 17.0, 100)

    assert moved(there, np.array([30.0, 40.0])) == pytest.approx([50, 50])


def test_a_turned_square_makes_a_tilted_line_level():
    angle = np.radians(30)
    there = square_around((0.0, 0.0), 10.0, 30.0, 10)
    end = moved(there, np.array([np.cos(angle), np.sin(angle)]))

    assert end - moved(there, np.zeros(2)) == pytest.approx([1, 0])


def test_five_points_are_aligned_to_the_template_whatever_their_turn_and_size():
    turn = 2.5 * np.array([[0.8, -0.6], [0.6, 0.8]])
    points = ARCFACE_112 @ turn.T + np.array([100, 50])
    there = aligned_112(points)

    assert points @ there[:, :2].T + there[:, 2] == pytest.approx(ARCFACE_112, abs=1e-3)


def test_a_strong_reduction_averages_instead_of_picking_pixels():
    noise = np.random.default_rng(1).integers(0, 256, (640, 640, 3), np.uint8)
    small = warped(noise, square_around((320.0, 320.0), 640.0, 0.0, 32), 32)

    assert small[1:-1, 1:-1].std() < 10


def test_a_reduced_square_stays_where_it_was():
    picture = np.zeros((800, 800, 3), np.uint8)
    cv2.circle(picture, (400, 400), 80, (255, 255, 255), -1)
    small = warped(picture, square_around((400.0, 400.0), 800.0, 0.0, 100), 100).astype(float)
    ys, xs = np.mgrid[0:100, 0:100]

    assert (xs * small[..., 0]).sum() / small[..., 0].sum() == pytest.approx(49.5, abs=0.6)
    assert (ys * small[..., 0]).sum() / small[..., 0].sum() == pytest.approx(49.5, abs=0.6)


def test_boxes_that_share_half_of_themselves_overlap_by_a_third():
    assert Box(0, 0, 10, 10).overlap(Box(5, 0, 10, 10)) == pytest.approx(1 / 3)


def test_boxes_apart_do_not_overlap():
    assert Box(0, 0, 10, 10).overlap(Box(20, 0, 10, 10)) == 0
