"""The whole matting on real photographs: what must and must not be in the person."""

import cv2
import numpy as np
import pytest


@pytest.fixture
def alpha_of(blazeface, matting):
    def of(rgb):
        faces = sorted(blazeface.faces(rgb), key=lambda face: -face.box.w)
        return matting.alpha(rgb, faces[0].box, [face.box for face in faces[1:]])

    return of


def test_a_gray_photo_is_cut_out_too(alpha_of, cameraman):
    alpha = alpha_of(cameraman)

    assert alpha[200:300, 100:160].min() == 255
    assert alpha[60:140, 380:500].max() == 0


def test_a_bystander_stays_out(alpha_of, astronaut):
    alone = cv2.resize(astronaut, (400, 400), interpolation=cv2.INTER_AREA)
    scene = np.full((520, 1000, 3), (176, 166, 158), np.uint8)
    scene[8:, :512] = astronaut[:512, :]
    scene[120:, 600:] = alone
    alpha = alpha_of(scene)

    assert alpha[140:200, 200:250].min() == 255
    assert (alpha[120:, 640:] > 128).mean() < 0.02


def test_alpha_has_the_size_of_the_photo(alpha_of, close_up):
    assert alpha_of(close_up).shape == close_up.shape[:2]
