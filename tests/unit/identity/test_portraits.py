import cv2
import numpy as np
import pytest
from skimage import data as packaged

from common.errors import Code, PermanentError
from identity.photos import decoded
from identity.portraits import Portraits, jpeg


@pytest.fixture
def portraits(inspector, matting):
    return Portraits(inspector, matting, "blazeface")


def enlarged(rgb, top, left):
    """A part of a photograph that a detector takes for somebody."""
    height, width = (side // 2 for side in rgb.shape[:2])
    return np.asarray(cv2.resize(rgb[top : top + height, left : left + width], (1280, 720)))


def test_a_motorcycle_and_a_rocket_are_nobody_in_a_thumbnail(portraits, inspector):
    motorcycle, rocket = packaged.stereo_motorcycle()[1], packaged.rocket()
    doubtful = [
        enlarged(motorcycle, 0, motorcycle.shape[1] // 4),
        enlarged(rocket, rocket.shape[0] // 4, rocket.shape[1] // 4),
    ]

    assert all(inspector.inspect(one).face is not None for one in doubtful)
    assert [portraits.people(jpeg(one)) for one in doubtful] == [([], None), ([], None)]


@pytest.mark.parametrize("flipped", [False, True])
def test_somebody_seen_from_the_side_is_in_a_thumbnail(portraits, cameraman, flipped):
    faces, alpha = portraits.people(jpeg(np.ascontiguousarray(cameraman[:, ::-1] if flipped else cameraman)))

    assert len(faces) == 1
    assert alpha is not None


def test_a_picture_is_decoded_as_rgb():
    red = cv2.imencode(".png", np.full((8, 8, 3), (0, 0, 255), np.uint8))[1].tobytes()

    assert (decoded(red)[0, 0] == (255, 0, 0)).all()


@pytest.mark.parametrize("data", [b"", b"no picture"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(PermanentError) as caught:
        decoded(data)

    assert caught.value.code is Code.IMAGE_UNREADABLE
