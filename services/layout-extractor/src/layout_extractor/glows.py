"""Light around people and words: how its strength falls off from an edge says how far it reaches.

The compositor's own glow is what is looked for: light of one color, screened over what is there, in a wide blur and one
of a third of it. Any soft light that fades out all around comes near enough; one that does not is the scene's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import erfc

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import hex_of
from common.layout import Glow
from layout_extractor.stickers import INSIDE, SIZE, lines_across

Plane = NDArray[np.float64]

REACH = 84
"""Pixels from a silhouette's edge, at stickers' size."""
FIRST = 3
"""Pixels of an edge that blends into what is around it."""
FAR = 0.12
"""Of the distances, the last ones, that show what is there without the glow."""
LEAST = 0.1
"""Of full light, right at the edge."""
ENDS = 0.06
"""Of its strength, that may be left at two thirds of the way: a scene's own light goes on."""
EVERYWHERE = 0.75
"""Of the edge, that it shines along."""
OFF = 0.14
"""Of its strength, by which it may differ from ours on the way (root of the mean square)."""
BLURS = tuple(float(value) for value in np.geomspace(2.5, 30, 26).tolist())
OPACITIES = tuple(float(value) for value in np.linspace(0.15, 1, 18).tolist())
RIM = 3
"""How much narrower the second blur is."""
DARKENS = 0.3
"""Of its strength, by which another channel may be darker than without it: light takes nothing away, strokes do."""
LIT = 0.15
"""Of what a channel could still become lighter, below which nothing can be told from it."""


@dataclass(frozen=True, slots=True)
class Shine:
    glow: Glow
    sure: float


def glow_around(rgb: NDArray[np.uint8], silhouette: NDArray[np.bool_] | None, outline: float = 0.0) -> Shine | None:
    """Around a person whose `outline` is so many pixels of `rgb` wide; its blur in pixels of `rgb`."""
    if silhouette is None or not silhouette.any():
        return None
    factor = min(1.0, SIZE / min(rgb.shape[:2]))
    size = round(rgb.shape[1] * factor), round(rgb.shape[0] * factor)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    body = cv2.resize(silhouette.astype(np.uint8), size, interpolation=cv2.INTER_AREA)
    lines = lines_across(small, body, REACH)
    if lines is None:
        return None
    start = round(outline * factor) + FIRST
    found = glow_of([lines[:, INSIDE + away] for away in range(start, REACH)], start - outline * factor)
    return found and Shine(found.glow.model_copy(update={"blur": round(found.glow.blur / factor, 1)}), found.sure)


def glow_of(rings: Sequence[NDArray[np.uint8]], start: float) -> Shine | None:
    """`rings` are the colors (n, 3) at each pixel's distance from an edge, the first at `start`."""
    last = max(3, round(FAR * len(rings)))
    if len(rings) < 4 * last or any(not len(ring) for ring in rings):
        return None
    profile = np.array([np.median(ring, axis=0) for ring in rings]) / 255
    ground = profile[-last:].mean(axis=0)
    room = np.maximum(1e-3, 1 - ground)
    light = (profile - ground) / room
    strongest = int(np.where(room > LIT, light[0], -1).argmax())
    fall = light[:, strongest]
    if fall[0] < LEAST or fall[2 * len(fall) // 3] > ENDS * fall[0] + 0.01:
        return None
    if light[:3].mean(axis=0).min() < -DARKENS * fall[0]:
        return None
    near = np.concatenate(rings[:3])[:, strongest] / 255
    along = float(((near - ground[strongest]) / room[strongest] > fall[0] / 3).mean())
    off, blur, opacity = _best(fall, start)
    if along < EVERYWHERE or off > OFF * fall[0]:
        return None
    shares = [_strength(light[:, channel], start, blur, opacity) for channel in range(3)]
    red, green, blue = (round(255 * share) for share in np.array(shares) / max(shares))
    sure = along * (1 - off / (2 * OFF * fall[0]))
    glow = Glow(blur=round(blur, 1), color=hex_of((red, green, blue)), opacity=round(opacity, 2))
    return Shine(glow, round(float(min(0.95, sure)), 2))


def _best(fall: Plane, start: float) -> tuple[float, float, float]:
    """(how far off, blur, opacity) of our glow that falls off most alike."""
    ways = ((blur, opacity) for blur in BLURS for opacity in OPACITIES)
    return min((_off(fall, _ours(len(fall), start, blur, opacity)), blur, opacity) for blur, opacity in ways)


def _strength(light: Plane, start: float, blur: float, opacity: float) -> float:
    """Of a channel, as a share of full light."""
    shares = np.linspace(0, 1, 41)
    return float(min(shares, key=lambda share: _off(light, _ours(len(light), start, blur, opacity, float(share)))))


def _off(light: Plane, ours: Plane) -> float:
    return float(np.sqrt(((light - ours) ** 2).mean()))


@lru_cache(maxsize=4096)
def _ours(count: int, start: float, blur: float, opacity: float, share: float = 1.0) -> Plane:
    """The light that is left of a glow at each distance, over that at the last ones."""
    away = np.arange(count) + start
    wide, rim = (np.array([0.5 * erfc(each / (sigma * 2**0.5)) for each in away]) for sigma in (blur, blur / RIM))
    light = 1 - (1 - share * opacity * wide) * (1 - share * opacity * rim)
    least = float(light[-max(3, round(FAR * count)) :].mean())
    return (light - least) / (1 - least)
