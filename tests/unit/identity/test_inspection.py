"""Verdicts on variants of real photographs."""

import cv2
import numpy as np
import pytest

from identity.detection.landmarks import NOSE


@pytest.fixture
def issues(inspector):
    return lambda rgb: [rule.issue for rule in inspector.inspect(rgb).rules]


def pasted(picture, astronaut, side, x, y):
    picture[y : y + side, x : x + side] = cv2.resize(astronaut, (side, side), interpolation=cv2.INTER_AREA)
    return picture


def wall():
    return np.full((720, 1280, 3), 128, np.uint8)


def test_a_good_selfie_has_nothing_wrong(issues, close_up):
    assert issues(close_up) == []


def test_a_dark_selfie_is_called_too_dark(issues, close_up):
    assert issues((close_up * 0.22).astype(np.uint8)) == ["too_dark"]


def test_a_burnt_out_selfie_is_called_too_bright(issues, close_up):
    assert "too_bright" in issues(np.clip(close_up * 1.8, 0, 255).astype(np.uint8))


def test_a_shaken_selfie_is_called_blurry(issues, close_up):
    assert issues(cv2.GaussianBlur(close_up, (0, 0), 9.0)) == ["blurry"]


def test_a_face_blurred_beyond_reading_is_unusable(issues, astronaut):
    assert issues(cv2.GaussianBlur(astronaut, (0, 0), 5.0)) == ["face_unusable"]


def test_a_face_seen_from_the_side_is_asked_to_turn_towards_the_camera(issues, cameraman):
    assert "side_view" in issues(cameraman)


def test_a_small_face_is_usable_and_asked_to_step_closer(inspector, astronaut):
    seen = inspector.inspect(pasted(wall(), astronaut, 360, 500, 200))

    assert [rule.issue for rule in seen.rules] == ["small"]
    assert seen.is_usable


def test_a_face_of_twenty_pixels_is_too_small(issues, astronaut):
    assert issues(pasted(wall(), astronaut, 114, 600, 100)) == ["face_too_small"]


def test_two_people_side_by_side_are_multiple_faces(issues, astronaut):
    assert issues(np.hstack([astronaut, astronaut[:, ::-1]])) == ["multiple_faces"]


def test_a_bystander_far_behind_does_not_matter(inspector, astronaut):
    seen = inspector.inspect(pasted(pasted(wall(), astronaut, 700, 10, 10), astronaut, 300, 900, 100))

    assert seen.is_usable
    assert len(seen.others) == 1


@pytest.mark.parametrize("name", ["coffee", "chelsea", "rocket", "brick"])
def test_a_picture_without_a_face_says_so(issues, name):
    from skimage import data

    picture = getattr(data, name)()
    assert issues(np.repeat(picture[..., None], 3, axis=2) if picture.ndim == 2 else picture) == ["no_face_found"]


def test_positions_are_those_of_the_picture_that_came_in(inspector, astronaut):
    large = cv2.resize(astronaut, (2048, 2048), interpolation=cv2.INTER_CUBIC)
    small_seen, large_seen = inspector.inspect(astronaut), inspector.inspect(large)

    assert large_seen.mesh.points[NOSE] == pytest.approx(4 * small_seen.mesh.points[NOSE], abs=8)
    assert large_seen.measures.eye_distance == pytest.approx(4 * small_seen.measures.eye_distance, rel=0.05)
