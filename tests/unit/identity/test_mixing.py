"""Strands thinner than a pixel: how much of them a color has, and when a color says nothing."""

import numpy as np
import pytest

from identity.matting.mixing import likeness_to_skin, mixed_share

HAIR, WALL, SKIN = np.array([70, 45, 30]), np.array([225, 228, 230]), np.array([214, 160, 132])


def picture(middle, hair=HAIR, wall=WALL):
    """Hair on the left, a wall on the right, each with a little grain, and between them what is asked about."""
    rgb = np.zeros((40, 120, 3)) + np.array(middle)
    rgb[:, :40], rgb[:, 80:] = hair, wall
    return np.clip(rgb + np.random.default_rng(3).normal(0, 3, rgb.shape), 0, 255).astype(np.uint8)


def asked(middle, **sides):
    """Median share and trust in the middle, taken for inside the outline."""
    left, right = np.zeros((40, 120), bool), np.zeros((40, 120), bool)
    left[:, :40] = right[:, 80:] = True
    share, trust = mixed_share(picture(middle, **sides), ~right, left, right)
    return np.median(share[:, 50:70]), np.median(trust[:, 50:70])


@pytest.mark.parametrize("known", [0.1, 0.5, 0.9])
def test_a_mixture_says_how_much_hair_is_in_it(known):
    share, trust = asked(known * HAIR + (1 - known) * WALL)

    assert share == pytest.approx(known, abs=0.05)
    assert trust > 0.8


def test_hair_before_a_wall_of_its_color_says_nothing():
    _, trust = asked(HAIR, wall=HAIR + 4)

    assert trust < 0.3


def test_a_color_that_neither_side_gives_says_nothing():
    _, trust = asked(np.array([40, 160, 60]))

    assert trust < 0.1


def test_nothing_settled_is_nothing_to_trust_beyond_doubt():
    nothing = np.zeros((40, 120), bool)
    share, trust = mixed_share(picture(SKIN), ~nothing, nothing, nothing)

    assert np.isfinite(share).all()
    assert np.isfinite(trust).all()


def test_an_ear_has_the_proportions_of_the_face_in_half_the_light():
    rgb = picture(SKIN / 2, hair=SKIN)
    face = np.zeros((40, 120), bool)
    face[:, :40] = True
    alike = likeness_to_skin(rgb, face)

    assert np.median(alike[:, 45:75]) > 0.5
    assert np.median(alike[:, 85:]) < 0.1
    assert likeness_to_skin(rgb, np.zeros((40, 120), bool)).max() == 0
