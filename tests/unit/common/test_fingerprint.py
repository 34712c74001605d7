import cv2
import numpy as np
import pytest
from skimage import data

from common.fingerprint import BITS, difference, fingerprint

PHOTO = np.asarray(data.astronaut(), np.uint8)


def changed(name):
    match name:
        case "smaller":
            return cv2.resize(PHOTO, (200, 200), interpolation=cv2.INTER_AREA)
        case "compressed":
            return cv2.imdecode(cv2.imencode(".jpg", PHOTO, [cv2.IMWRITE_JPEG_QUALITY, 30])[1], cv2.IMREAD_COLOR)
        case "warmer":
            return np.clip(PHOTO * np.array([1.2, 1.0, 0.8]) + 10, 0, 255).astype(np.uint8)
        case _:
            return cv2.GaussianBlur(PHOTO, (0, 0), 3)


@pytest.mark.parametrize("name", ["smaller", "compressed", "warmer", "softer"])
def test_a_picture_that_was_only_treated_is_still_that_picture(name):
    assert difference(fingerprint(PHOTO), fingerprint(np.asarray(changed(name), np.uint8))) < 0.08


def test_another_picture_differs_in_a_third_of_the_bits_and_more():
    assert difference(fingerprint(PHOTO), fingerprint(np.asarray(data.coffee(), np.uint8))) > 0.33


def test_it_is_as_many_bits_as_it_says():
    assert len(fingerprint(PHOTO)) * 4 == BITS


def test_a_plain_picture_has_one_too():
    assert fingerprint(np.zeros((10, 10, 3), np.uint8))
