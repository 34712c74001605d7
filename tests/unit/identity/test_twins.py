"""A selfie pasted into a picture is known again in other light; another photograph of the same pose is none."""

import cv2
import numpy as np
import pytest

from identity.likeness.twins import crop_of, is_copy


@pytest.fixture
def points(inspector, close_up):
    mesh = inspector.inspect(close_up).mesh
    assert mesh
    return mesh.points


def lit_from_one_side(rgb):
    return (rgb * np.linspace(1.0, 0.5, rgb.shape[1])[None, :, None]).astype(np.uint8)


def darker(rgb):
    return (rgb * 0.6).astype(np.uint8)


def squeezed(rgb):
    return cv2.imdecode(cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], cv2.IMREAD_COLOR)


@pytest.mark.parametrize("change", [lit_from_one_side, darker, squeezed])
def test_the_same_photograph_is_a_copy_in_whatever_light(close_up, points, change):
    assert is_copy(crop_of(close_up, points), crop_of(change(close_up), points))


def test_a_face_whose_detail_was_drawn_anew_is_no_copy(close_up, points):
    """The same light, pose and outline."""
    soft = cv2.GaussianBlur(close_up.astype(np.float32), (0, 0), 30)
    detail = close_up - soft
    moved = cv2.warpAffine(detail, np.array([[1.02, 0, -4], [0, 0.98, 18]], np.float32), detail.shape[1::-1])
    drawn = np.clip(soft + moved, 0, 255).astype(np.uint8)

    assert not is_copy(crop_of(close_up, points), crop_of(drawn, points))
