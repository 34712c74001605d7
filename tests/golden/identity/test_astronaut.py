"""The cut-out the whole product is judged by: a person before a flag, a model rocket and a mottled wall.

`astronaut-alpha.png` is the alpha that was looked at and found good, on magenta, white, black and green.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from identity.app import portraits
from identity.cutout import cut_out
from identity.settings import IdentitySettings

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[3]
ACCEPTED = HERE / "astronaut-alpha.png"


@pytest.fixture(scope="module")
def photo():
    return data.astronaut()


@pytest.fixture(scope="module")
def cutout(photo):
    cv2.setNumThreads(1)
    house = portraits(IdentitySettings(assets=ROOT / IdentitySettings().assets))
    seen = house.inspector.inspect(photo)
    assert seen.face
    assert seen.mesh
    found = cut_out(photo, seen.face.box, seen.mesh.points, seen.others, house.matting)
    assert found
    return found


@pytest.fixture(scope="module")
def alpha(photo, cutout):
    """On the photo again."""
    whole = np.zeros(photo.shape[:2], np.uint8)
    x, y = (round(value) for value in cutout.origin)
    h, w = cutout.rgba.shape[:2]
    whole[y : y + h, x : x + w] = cutout.rgba[..., 3]
    return whole


def test_it_is_the_cut_out_that_was_accepted(alpha):
    accepted = cv2.imread(str(ACCEPTED), cv2.IMREAD_GRAYSCALE)
    assert accepted is not None
    ours, theirs = alpha > 127, accepted > 127

    assert (ours & theirs).sum() / (ours | theirs).sum() > 0.99
    assert np.abs(alpha.astype(int) - accepted.astype(int)).mean() < 2


def test_face_suit_and_held_helmet_are_whole(alpha):
    face, suit, helmet = alpha[75:145, 185:255], alpha[260:500, 60:200], alpha[370:500, 300:450]

    assert min(face.min(), suit.min(), helmet.min()) == 255


def test_nothing_of_flag_rocket_and_wall_comes_along(alpha):
    flag, rocket, wall, table = alpha[:330, :20], alpha[:270, 345:480], alpha[20:110, 60:140], alpha[290:320, 450:]

    assert max(flag.max(), rocket.max(), wall.max(), table.max()) == 0
    assert (alpha[330:, :12] > 127).mean() < 0.25


def test_the_hair_has_a_soft_edge_and_the_wall_no_haze(alpha):
    around = alpha[5:110, 120:330]
    soft = ((around > 12) & (around < 243)).mean()

    assert 0.02 < soft < 0.15


def test_soft_hair_has_the_color_of_hair_and_not_of_the_wall(photo, cutout):
    rgba = cutout.rgba[: round(cutout.head.h * 0.6)].astype(int)
    hair, wall = np.array([110, 90, 55]), photo[30:100, 60:120].reshape(-1, 3).mean(0)
    soft = (rgba[..., 3] > 30) & (rgba[..., 3] < 200)
    to_hair, to_wall = (np.linalg.norm(rgba[soft][:, :3] - color, axis=1).mean() for color in (hair, wall))

    assert soft.sum() > 200
    assert to_hair < 0.6 * to_wall


def test_it_stands_on_the_bottom_of_the_photo_and_nowhere_else(cutout):
    assert cutout.cut_edges == ("bottom",)


def test_the_head_is_found_between_hair_and_chin(cutout):
    x, y = cutout.origin
    top, chin = cutout.head.y + y, cutout.head.y + cutout.head.h + y

    assert top == pytest.approx(14, abs=5)
    assert chin == pytest.approx(172, abs=10)
    assert cutout.head.x + x == pytest.approx(153, abs=8)
    assert cutout.head.w == pytest.approx(149, abs=10)
