"""A picture at half its size: the same faces, in the pixels of the stored one."""

import cv2
import numpy as np
import pytest
from skimage import data

from common.errors import PermanentError
from identity.photos import decoded, glanced


def jpeg(rgb):
    return cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))[1].tobytes()


@pytest.fixture(scope="module")
def large():
    return jpeg(cv2.resize(data.astronaut(), (3072, 3072), interpolation=cv2.INTER_CUBIC))


def test_a_large_picture_is_halved_and_a_smaller_one_is_not(large, astronaut):
    half, whole = glanced(large, 3072), glanced(jpeg(astronaut), 512)

    assert (half.rgb.shape, half.step) == ((1536, 1536, 3), 2)
    assert (whole.rgb.shape, whole.step) == ((512, 512, 3), 1)


def test_colors_stay_in_their_order(large):
    assert glanced(large, 3072).rgb.mean((0, 1)) == pytest.approx(decoded(large).mean((0, 1)), abs=1)


def test_a_size_that_is_not_known_is_decoded_whole(large):
    assert glanced(large, 0).rgb.shape == (3072, 3072, 3)


def test_the_verdict_is_the_same_in_the_pixels_of_the_stored_picture(inspector, large):
    glance = glanced(large, 3072)
    quick, slow = inspector.inspect(glance.rgb, glance.step), inspector.inspect(decoded(large))

    assert [rule.issue for rule in quick.rules] == [rule.issue for rule in slow.rules]
    assert quick.score == pytest.approx(slow.score, abs=0.01)
    assert quick.face.box.center == pytest.approx(slow.face.box.center, abs=4)
    assert quick.mesh.points == pytest.approx(slow.mesh.points, abs=8)
    assert quick.measures.eye_distance == pytest.approx(slow.measures.eye_distance, rel=0.01)


def test_a_face_that_needs_its_pixels_gets_all_of_them(inspector, large):
    glance = glanced(large, 3072)
    (face,) = inspector.readable(glance.rgb, glance.step)
    near, near_face = glance.closer(face, 100)
    whole, whole_face = glance.closer(face, 400)

    assert (near.shape[0], whole.shape[0]) == (1536, 3072)
    assert near_face.box.w == pytest.approx(whole_face.box.w / 2)
    assert np.allclose(near_face.keypoints * 2, whole_face.keypoints)


def test_what_is_no_picture_says_so():
    with pytest.raises(PermanentError, match="image_unreadable"):
        glanced(b"nonsense", 4000)
