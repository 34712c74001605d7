"""The color of irises: what is told apart, and when nothing is."""

import numpy as np
import pytest

from identity.detection.eyes import Eye
from identity.likeness.irises import iris_color, iris_distance

BROWN, BLUE, DARK = (0.10, 0.06, 0.03), (0.13, 0.24, 0.36), (0.04, 0.04, 0.03)
SIDE = 120


@pytest.fixture
def eye():
    around = np.linspace(0, 2 * np.pi, 16, endpoint=False)

    def opened(by):
        return Eye(np.array([60.0, 60.0]), 17.0, np.stack([60 + 40 * np.cos(around), 60 + by * np.sin(around)], -1))

    return opened


def seen(color, white=0.7):
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    iris = (np.hypot(x - 60, y - 60) < 17)[..., None]
    return np.where(iris, np.array(color), white) * np.ones((SIDE, SIDE, 3))


def test_an_open_eye_has_its_color(eye):
    assert iris_color(seen(BROWN), [eye(16)]) == pytest.approx(BROWN)


def test_a_closing_eye_has_none(eye):
    assert iris_color(seen(BROWN), [eye(4)]) is None


def test_an_eye_in_the_dark_has_none(eye):
    assert iris_color(seen(BROWN, white=0.1), [eye(16)]) is None


def test_brown_and_blue_are_far_apart():
    assert iris_distance(BROWN, BLUE) > 22


def test_a_dark_eye_that_mirrors_a_window_is_still_dark():
    assert iris_distance(DARK, (0.04, 0.05, 0.06)) < 8
