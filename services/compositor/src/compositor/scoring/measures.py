"""What can be measured on a finished thumbnail, each in a few milliseconds.

Everything is looked at as small as viewers see it: 168x94 in a sidebar, 320x180 in a list.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from compositor.pixels import Mask, Rgb, as_u8, resized

SIDEBAR = 168
"""Pixels across, where a thumbnail is smallest."""
LIST = 320
_CORE, _EMPTY = 200, 20


def at_width(picture: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    h, w = picture.shape[:2]
    return resized(picture, width, max(1, round(h * width / w)))


def contrast_at_sidebar(picture: Rgb, fill: Mask) -> float:
    """WCAG contrast, 1 to 21, between letters and the ring around them at 168 pixels; 1 where letters vanish."""
    small, letters = at_width(picture, SIDEBAR), at_width(fill, SIDEBAR)
    core = letters > min(_CORE, int(letters.max()) - 1)
    near = cv2.dilate(as_u8(letters > 2 * _EMPTY), np.ones((5, 5), np.uint8)) > 0
    ring = near & (letters < _EMPTY)
    if not core.any() or not ring.any():
        return 1.0
    one, other = (_luminance(np.median(small[where], axis=0)) for where in (core, ring))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _luminance(rgb: NDArray[np.floating]) -> float:
    level = rgb.astype(np.float64) / 255
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB's foot
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))


def colorfulness(small: Rgb) -> float:
    """Hasler and Süsstrunk 2003, "Measuring colourfulness in natural images": 33 is moderate, 59 quite, 109 extreme."""
    red, green, blue = (small[..., i].astype(np.float32) for i in range(3))
    rg, yb = red - green, (red + green) / 2 - blue
    return float(np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean()))


def clutter(small: Rgb) -> float:
    """The share of pixels that are edges at 320 pixels."""
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    return float((np.asarray(cv2.Canny(gray, 80, 160)) > 0).mean())


def saliency(small: Rgb) -> NDArray[np.float32]:
    """Where eyes land first, (36, 64), sums to 1 (Hou and Zhang 2007, "A Spectral Residual Approach")."""
    gray = cv2.resize(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (64, 36), interpolation=cv2.INTER_AREA)
    spectrum = np.fft.fft2(np.asarray(gray, np.float32))
    log = np.log(np.abs(spectrum) + 1e-6).astype(np.float32)
    residual = log - np.asarray(cv2.blur(log, (3, 3)))
    back = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    smooth = np.asarray(cv2.GaussianBlur(back.astype(np.float32), (0, 0), 2.5), np.float32)
    return smooth / max(float(smooth.sum()), 1e-9)


def share_on(attention: NDArray[np.float32], mask: Mask) -> float:
    """How much of the attention falls on a mask of the whole canvas."""
    small = cv2.resize(mask, attention.shape[::-1], interpolation=cv2.INTER_AREA)
    return float((attention * (np.asarray(small, np.float32) / 255)).sum())
