"""The tone of skin, and how far two tones are from each other whatever the light's strength.

Light that is weaker scales linear RGB and leaves its proportions: both tones are brought to one brightness, and what is
left is measured as a distance in CIELAB. That is what the angle of ITA (Chardon et al. 1991) looks at too, but without
asking how bright a photo is, which no two photos agree on. A neck lies in the chin's shadow, so it may be darker than
the face by as much as a shadow explains, and hardly brighter; what goes beyond counts as distance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FEWEST_PIXELS = 60
COMMON_LUMINANCE = 0.3
DARKEST, BRIGHTEST = 25, 85
"""Percentiles of luminance between which skin is neither in a crease nor shining."""
NEAREST = 10
"""Percentile of a part's distances from places of the face."""
STRONGER, PALER = 0.5, 1.25
"""How much it counts that a part's color is stronger or paler. Under a chin light has come from skin before: forty
photographed necks were up to 17 stronger than their faces, by 3 for each halving of the light, and hardly any paler.
"""
SHADOW, SHINE = 30.0, 8.0
"""How much darker and brighter (L*) another part of one person may be by light alone."""

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True, slots=True)
class Tone:
    """Median of linear red, green and blue, each 0 to 1."""

    linear: tuple[float, float, float]

    @property
    def luminance(self) -> float:
        return float(np.asarray(self.linear) @ _LUMINANCE)

    @property
    def hue(self) -> tuple[float, float]:
        """CIELAB's a and b at the common brightness."""
        _, a, b = _lab(self, COMMON_LUMINANCE)
        return float(a), float(b)

    @property
    def lab(self) -> NDArray[np.float64]:
        """CIELAB as it is."""
        return _lab(self)


def tone_of(pixels: NDArray[np.uint8], fewest: int = FEWEST_PIXELS) -> Tone | None:
    """Of (n, 3) sRGB pixels; None where there are too few to tell."""
    if len(pixels) < fewest:
        return None
    light = linear(pixels)
    luminance = light @ _LUMINANCE
    low, high = np.percentile(luminance, (DARKEST, BRIGHTEST))
    red, green, blue = np.median(light[(luminance >= low) & (luminance <= high)], axis=0)
    return Tone((float(red), float(green), float(blue)))


def color_distance(one: Tone, other: Tone) -> float:
    """Of their colors alone, at one brightness."""
    return float(np.linalg.norm(_lab(one, COMMON_LUMINANCE)[1:] - _lab(other, COMMON_LUMINANCE)[1:]))


def _beyond_shading(face: Tone, part: Tone) -> float:
    lighter = float(_lab(part)[0] - _lab(face)[0])
    return max(0.0, lighter - SHINE, -lighter - SHADOW)


def part_distance(face: Tone, part: Tone, places: Sequence[Tone] = ()) -> float:
    """Of another part of the same body in the same picture: color, and brightness beyond what shading explains. From
    the places of the face that are most like it: one cheek may lie in a window's light, one in a lamp's.
    """
    own = np.array([place.hue for place in places or (face,)])
    middle = np.median(own, axis=0)
    along = middle / max(float(np.linalg.norm(middle)), 1e-3)
    off = np.array(part.hue) - own
    stronger, turned = off @ along, off @ np.array([-along[1], along[0]])
    colors = np.hypot(turned, np.where(stronger > 0, STRONGER, PALER) * stronger)
    return float(np.hypot(np.percentile(colors, NEAREST), _beyond_shading(face, part)))


def hues(pixels: NDArray[np.uint8]) -> NDArray[np.floating]:
    """CIELAB's a and b of (n, 3) pixels, (n, 2), each brought to the common brightness."""
    light = linear(pixels)
    light *= (COMMON_LUMINANCE / np.maximum(luminance_of(light), 1e-4))[:, None]
    encoded = _encoded(light.astype(np.float32)[None])
    return np.asarray(cv2.cvtColor(encoded, cv2.COLOR_RGB2Lab), np.float32)[0, :, 1:]


def luminance_of(light: NDArray[np.floating]) -> NDArray[np.floating]:
    return light @ _LUMINANCE


def linear(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """SRGB bytes to linear light, 0 to 1."""
    return _LINEAR[pixels]


def _lab(tone: Tone, luminance: float | None = None) -> NDArray[np.float64]:
    light = np.asarray(tone.linear, np.float64)
    if luminance is not None:
        light = light * (luminance / max(tone.luminance, 1e-4))
    pixel = np.asarray(light, np.float32).reshape(1, 1, 3)
    return np.asarray(cv2.cvtColor(_encoded(pixel), cv2.COLOR_RGB2Lab), np.float64).reshape(3)


def _encoded(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Linear light to sRGB as fractions, which is what OpenCV's conversion expects."""
    low, high = light * 12.92, 1.055 * np.power(np.maximum(light, 0.0), 1 / 2.4) - 0.055
    return np.asarray(np.where(light <= 0.0031308, low, high), np.float32)  # noqa: PLR2004 - IEC 61966-2-1


_STEPS = np.arange(256) / 255
_LINEAR = np.where(_STEPS <= 0.04045, _STEPS / 12.92, ((_STEPS + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - IEC 61966-2-1
