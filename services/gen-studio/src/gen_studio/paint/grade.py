"""The last touch of a colorist: contrast and saturation of the picture so far."""

from collections.abc import Callable

import numpy as np

from gen_studio.paint.canvas import Floats, Patch


def grade(contrast: float = 1.0, saturation: float = 1.0) -> Callable[[Floats, Patch], Floats]:
    """Both 1 change nothing. Contrast bends round a dark middle, as film does, and never clips."""

    def change(planes: Floats, _patch: Patch) -> Floats:
        luma = planes[0] * np.float32(0.25) + planes[1] * np.float32(0.65) + planes[2] * np.float32(0.10)
        planes = luma + (planes - luma) * np.float32(saturation)
        np.clip(planes, 0, 1, out=planes)
        curve = planes * planes * (3 - 2 * planes)
        planes += np.float32(contrast - 1) * (curve - planes)
        return planes

    return change
