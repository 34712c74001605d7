import cv2
import numpy as np
import pytest

from common.errors import Code, PermanentError
from identity.photos import decoded


def test_a_picture_is_decoded_as_rgb():
    red = cv2.imencode(".png", np.full((8, 8, 3), (0, 0, 255), np.uint8))[1].tobytes()

    assert (decoded(red)[0, 0] == (255, 0, 0)).all()


@pytest.mark.parametrize("data", [b"", b"no picture"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(PermanentError) as caught:
        decoded(data)

    assert caught.value.code is Code.IMAGE_UNREADABLE
