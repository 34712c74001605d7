import cv2
import numpy as np
import pytest
from skimage import data

from common.catalog import Size
from common.errors import Code, PermanentError
from common.fingerprint import crops, fingerprint, parts
from common.layout import LayoutSpec
from compositor.copying import Copied
from compositor.originality import must_be_original, originality
from compositor.pixels import Rgb

TARGET = np.asarray(data.astronaut(), np.uint8)


def cropped(left: float, top: float, right: float, bottom: float) -> Rgb:
    (part,) = parts(TARGET, [(left, top, right, bottom)])
    return part


def turned(hues: int) -> Rgb:
    """`hues` in halves of degrees."""
    hsv = np.asarray(cv2.cvtColor(TARGET, cv2.COLOR_RGB2HSV), np.uint8).copy()
    hsv[..., 0] = (hsv[..., 0].astype(int) + hues) % 180
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), np.uint8)


AGAIN = {
    "same": TARGET,
    "mirrored": TARGET[:, ::-1],
    "smaller": TARGET[::2, ::2],
    "cropped a little": cropped(0.015, 0.015, 0.015, 0.015),
    "cropped by a fifth": cropped(0.1, 0.1, 0.1, 0.1),
    "cropped at a corner": cropped(0.0, 0.0, 0.09, 0.09),
    "mirrored and cropped": cropped(0.04, 0.04, 0.04, 0.04)[:, ::-1],
    "in a border": np.pad(TARGET, ((20, 20), (20, 20), (0, 0))),
    "tinted": np.clip(TARGET * np.array([1.3, 0.9, 0.6]), 0, 255).astype(np.uint8),
    "in other hues": turned(30),
    "darker": (TARGET * 0.5).astype(np.uint8),
}


@pytest.mark.parametrize("way", AGAIN)
def test_the_copied_thumbnail_again_is_withheld(way):
    measured = originality(np.ascontiguousarray(AGAIN[way]), fingerprint(TARGET), crops(TARGET))
    with pytest.raises(PermanentError, match="itself and was withheld") as refusal:
        must_be_original(measured)

    assert refusal.value.code is Code.CONTENT_TOO_SIMILAR


def test_the_same_arrangement_of_other_things_passes():
    """A head where the head was, on another ground."""
    other = np.array(cv2.resize(np.asarray(data.coffee(), np.uint8), (512, 512)), np.uint8)
    cv2.ellipse(other, (225, 120), (60, 85), 0, 0, 360, (200, 150, 120), cv2.FILLED)

    assert originality(other, fingerprint(TARGET), crops(TARGET)) > 0.5


def test_another_picture_is_nearly_wholly_its_own():
    assert originality(np.asarray(data.coffee(), np.uint8), fingerprint(TARGET)) > 0.7


def test_what_is_painted_here_may_look_like_the_thumbnail_of_the_same_person():
    copied = Copied(LayoutSpec(canvas=Size(w=512, h=512), layers=()), fingerprint(TARGET), crops(TARGET))

    assert copied.checks(TARGET, by_model=False) == {"originality": 0.0}
    with pytest.raises(PermanentError, match="withheld"):
        copied.checks(TARGET, by_model=True)
