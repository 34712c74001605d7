import numpy as np
import pytest
from skimage import data

from common.errors import Code, PermanentError
from common.fingerprint import fingerprint
from compositor.originality import originality

TARGET = np.asarray(data.astronaut(), np.uint8)


@pytest.mark.parametrize("picture", [TARGET, TARGET[:, ::-1], TARGET[::2, ::2]], ids=["same", "mirrored", "smaller"])
def test_the_copied_thumbnail_again_is_withheld(picture):
    with pytest.raises(PermanentError) as refusal:
        originality(np.ascontiguousarray(picture), fingerprint(TARGET))

    assert refusal.value.code is Code.CONTENT_TOO_SIMILAR


def test_another_picture_is_nearly_wholly_its_own():
    assert originality(np.asarray(data.coffee(), np.uint8), fingerprint(TARGET)) > 0.7
