"""Skin of another tone on the same body is noticed; weaker light, a collar and a sleeve are not."""

import cv2
import numpy as np
import pytest

from common.likeness import SkinPage
from identity.detection.landmarks import CHIN
from identity.faces import Box, Mesh
from identity.likeness.bodyparts import face_tone, parts
from identity.likeness.drifting import skin_page
from identity.likeness.skin import Tone, color_distance, part_distance, tone_of

LIGHT, DARK = (236, 188, 160), (88, 54, 40)


def tone(*rgb) -> Tone:
    found = tone_of(np.tile(np.array(rgb, np.uint8), (100, 1)))
    assert found
    return found


def lit(rgb, gain):
    """The same surface under `gain` times the light."""
    linear = (np.array(rgb) / 255) ** 2.2 * gain
    return tuple(np.clip(np.round(255 * linear ** (1 / 2.2)), 0, 255).astype(int))


def of_strength(skin, share):
    """The same hue and light, its color so much stronger."""
    red, green, blue = (skin.luminance + share * (value - skin.luminance) for value in skin.linear)
    return Tone((red, green, blue))


@pytest.fixture
def close_mesh(inspector, close_up) -> Mesh:
    return inspector.inspect(close_up).mesh


@pytest.fixture
def bust(inspector, close_up):
    """Her face above a bare neck and shoulders of the same skin, and the silhouette of both."""
    own = face_tone(close_up, inspector.inspect(close_up).mesh)
    assert own
    skin = np.array([int(255 * value ** (1 / 2.2)) for value in own.linear])

    def painted(change=lambda rgb: rgb, color=None):
        picture = cv2.copyMakeBorder(close_up, 0, 500, 0, 0, cv2.BORDER_CONSTANT, value=(20, 30, 60))
        below = round(float(inspector.inspect(close_up).mesh.points[CHIN][1])) + 15
        noise = np.random.default_rng(1).normal(0, 4, (picture.shape[0] - below, 440, 3))
        picture[below:, 280:720] = np.clip(np.array(color or change(skin)) + noise, 0, 255)
        alpha = np.zeros(picture.shape[:2], np.uint8)
        alpha[:below] = alpha[below:, 280:720] = 255
        return picture, inspector.inspect(picture).mesh, alpha

    return painted


def judged(picture, mesh, alpha, *selfies, palms=()) -> SkinPage:
    return skin_page(parts(picture, mesh, alpha, palms), selfies)


def test_skin_below_the_chin_may_be_of_a_stronger_color_than_the_face_not_of_a_paler_one():
    face = tone(220, 170, 150)
    stronger, paler = (of_strength(face, share) for share in (1.25, 0.75))

    assert color_distance(face, stronger) == pytest.approx(color_distance(face, paler), rel=0.2)
    assert 1.8 * part_distance(face, stronger) < part_distance(face, paler)


def test_a_face_in_another_photograph_may_be_in_another_light(close_up, close_mesh, bust):
    picture, mesh, alpha = bust()
    own = face_tone(close_up, close_mesh)
    assert own
    yellower = Tone((own.linear[0], own.linear[1], own.linear[2] * 0.6))

    assert 13 < color_distance(own, yellower) < 18
    assert judged(picture, mesh, alpha, yellower).selfies.verdict == "review"
    assert not judged(picture, mesh, alpha, yellower).drifts


def test_weaker_light_is_no_other_skin():
    assert color_distance(tone(*LIGHT), tone(*lit(LIGHT, 0.3))) < 2


def test_dark_and_light_skin_are_far_apart_on_one_body():
    assert part_distance(tone(*LIGHT), tone(*DARK)) > 20


def test_a_neck_may_lie_in_shadow_but_not_shine():
    face = tone(*lit(LIGHT, 0.5))

    assert part_distance(face, tone(*lit(LIGHT, 0.25))) < 2
    assert part_distance(face, tone(*lit(LIGHT, 1.0))) > 8


def test_too_few_pixels_have_no_tone():
    assert tone_of(np.zeros((5, 3), np.uint8)) is None


def test_a_neck_of_the_faces_own_skin_is_fine(bust):
    page = judged(*bust())

    assert page.neck.verdict == "ok"
    assert (page.neck.value or 0) < 8


def test_a_neck_in_the_chins_shadow_is_fine(bust):
    assert judged(*bust(lambda skin: np.array(lit(skin, 0.45)))).neck.verdict == "ok"


@pytest.mark.parametrize("color", [(110, 62, 30), (141, 85, 36), (198, 134, 66)])
def test_a_neck_of_another_skin_is_noticed(bust, color):
    page = judged(*bust(color=color))

    assert page.neck.verdict == "drift"
    assert page.drifts


@pytest.mark.parametrize("color", [(240, 240, 240), (30, 60, 120), (210, 40, 40)])
def test_a_collar_is_left_out(bust, color):
    assert judged(*bust(color=color)).neck == SkinPage().neck


def test_a_neck_a_little_off_in_hue_is_noticed_too(bust):
    assert judged(*bust(lambda skin: skin + np.array([10, -14, 18]))).neck.verdict == "drift"


def test_stripes_below_the_jaw_are_no_neck(bust):
    picture, mesh, alpha = bust()
    below = round(float(mesh.points[CHIN][1])) + 15
    for row in range(below, picture.shape[0], 24):
        picture[row : row + 12, 280:720] = (30, 60, 120)

    assert judged(picture, mesh, alpha).neck == SkinPage().neck


def test_a_face_in_two_lights_is_compared_where_it_is_lit_like_the_neck():
    face, places, neck = tone(225, 180, 190), [tone(*LIGHT), tone(*LIGHT), tone(120, 110, 180)], tone(*LIGHT)

    assert color_distance(face, neck) > 8
    assert part_distance(face, neck, places) < 8


def test_a_face_of_another_tone_than_in_the_selfies_is_noticed(close_up, close_mesh, bust):
    picture, mesh, alpha = bust()
    own, other = face_tone(close_up, close_mesh), tone(150, 140, 60)

    assert judged(picture, mesh, alpha, own, other).selfies.verdict == "ok"
    assert judged(picture, mesh, alpha, other).selfies.verdict == "drift"


@pytest.fixture
def waving(bust):
    """Her bust and a palm of some color beside it."""

    def painted(color=None):
        picture, mesh, alpha = bust()
        hand = (slice(1330, 1480), slice(40, 190))
        alpha[hand] = 255
        noise = np.random.default_rng(2).normal(0, 4, (150, 150, 3))
        picture[hand] = np.clip(np.array(color or picture[1050:1450, 300:700].mean((0, 1))) + noise, 0, 255)
        return judged(picture, mesh, alpha, palms=[Box(40, 1330, 150, 150)]), judged(picture, mesh, alpha)

    return painted


def test_a_hand_of_the_faces_own_skin_is_fine(waving):
    with_palm, _ = waving()

    assert with_palm.hands.verdict == "ok"


@pytest.mark.parametrize("color", [(141, 85, 36), (198, 134, 66)])
def test_a_hand_of_another_skin_is_noticed(waving, color):
    with_palm, _ = waving(color)

    assert with_palm.hands.verdict == "drift"


@pytest.mark.parametrize("color", [(240, 240, 240), (30, 60, 120)])
def test_a_glove_is_left_out(waving, color):
    with_palm, _ = waving(color)

    assert with_palm.hands == SkinPage().hands


def test_what_is_no_palm_is_never_accused(waving):
    _, without = waving((141, 85, 36))

    assert without.hands == SkinPage().hands


def test_where_nothing_is_found_nothing_is_said():
    mesh = Mesh(np.tile(np.array([[50.0, 50.0]]), (468, 1)), np.zeros(468), 0.0)
    blank = np.zeros((100, 100, 3), np.uint8)

    assert skin_page(parts(blank, mesh, np.zeros((100, 100), np.uint8)), []).drifts is False
