import cv2
import numpy as np
import pytest

from identity.selfies.measures import measure


@pytest.fixture
def measured(blazeface, meshes):
    def of(rgb):
        return measure(rgb, meshes.mesh(rgb, blazeface.faces(rgb)[0]))

    return of


def test_a_face_that_looks_into_the_camera_has_no_yaw(measured, astronaut):
    assert measured(astronaut).yaw == pytest.approx(0, abs=5)


def test_yaw_is_positive_to_the_right_of_the_picture_and_negative_to_the_left(measured, cameraman):
    assert measured(cameraman).yaw > 30
    assert measured(np.ascontiguousarray(cameraman[:, ::-1])).yaw < -30


def test_roll_follows_the_picture_clockwise(measured, astronaut):
    clockwise = cv2.warpAffine(astronaut, cv2.getRotationMatrix2D((226, 130), -20, 1.0), (512, 512))

    assert measured(clockwise).roll - measured(astronaut).roll == pytest.approx(20, abs=4)


def test_less_light_lowers_brightness_but_not_sharpness(measured, astronaut):
    bright, dark = measured(astronaut), measured((astronaut * 0.4).astype(np.uint8))

    assert dark.brightness == pytest.approx(0.4 * bright.brightness, rel=0.1)
    assert dark.sharpness == pytest.approx(bright.sharpness, rel=0.3)


def test_blur_lowers_sharpness(measured, astronaut):
    assert measured(cv2.GaussianBlur(astronaut, (0, 0), 2.0)).sharpness < 0.1 * measured(astronaut).sharpness


def test_grain_raises_noise(measured, astronaut):
    grain = np.random.default_rng(0).normal(0, 25, astronaut.shape)
    grainy = np.clip(astronaut + grain, 0, 255).astype(np.uint8)

    assert measured(grainy).noise > 3 * measured(astronaut).noise


def test_a_face_half_outside_the_picture_says_so(measured, astronaut):
    assert measured(astronaut).outside == 0
    assert measured(np.ascontiguousarray(astronaut[:, 215:])).outside > 0.2


def test_light_from_the_right_brightens_the_right_half(measured, astronaut):
    ramp = np.clip((np.arange(512) - 150) / 120, 0.1, 1.3)[None, :, None]

    assert measured(np.clip(astronaut * ramp, 0, 255).astype(np.uint8)).side_light > 0.15


def test_a_laughing_mouth_has_its_corners_up(measured, astronaut, cameraman):
    assert measured(astronaut).smile > measured(cameraman).smile + 0.05
