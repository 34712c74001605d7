"""A creator's own picture of a thing as it is shown: cut out where it stands before a plain wall or was cut already.

Anything else is shown as the photograph it is, a card with round corners: half a cut-out is worse than none.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from common.looking import oklab
from compositor.compose.logo import trimmed
from compositor.pixels import Mask, Picture, Rgb, Rgba, as_u8, resized

LONGEST = 1024
FRAME = 0.02
"""Of the shorter side: pixels along the edges, by which a wall is known."""
PLAIN = 0.94
"""Of them, that have the wall's color."""
SAME = 0.06
"""OKLab distance."""
LEAST, MOST = 0.04, 0.9
"""Of the picture, that a thing before a wall fills."""
WHOLE = 0.9
"""Of what is no wall, that hangs together: a white mug on white leaves its shadow and its print."""
CORNERS = 0.06
"""Of a card's shorter side."""
_OPAQUE = 250


@dataclass(frozen=True, slots=True)
class Thing:
    rgba: Rgba
    is_card: bool

    @property
    def ratio(self) -> float:
        return self.rgba.shape[1] / self.rgba.shape[0]


def thing_of(picture: Picture) -> Thing:
    """`picture` (h, w, 3 or 4)."""
    factor = min(1.0, LONGEST / max(picture.shape[:2]))
    small = resized(picture, max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor)))
    if small.shape[2] == 4 and float((small[..., 3] < _OPAQUE).mean()) > 1 - PLAIN:  # noqa: PLR2004 - RGBA
        return Thing(trimmed(small), is_card=False)
    rgb = np.ascontiguousarray(small[..., :3])
    alpha = _before_a_wall(rgb)
    if alpha is not None:
        return Thing(trimmed(_with(rgb, alpha)), is_card=False)
    return Thing(_with(rgb, _card(rgb.shape[1], rgb.shape[0])), is_card=True)


def _before_a_wall(rgb: Rgb) -> Mask | None:
    """The thing's alpha; None where it stands before anything but one flat color, or is not whole."""
    lab, edge = oklab(rgb), max(2, round(FRAME * min(rgb.shape[:2])))
    border = np.ones(rgb.shape[:2], bool)
    border[edge:-edge, edge:-edge] = False
    wall = np.median(lab[border], axis=0)
    like: NDArray[np.bool_] = np.less(np.linalg.norm(lab - wall, axis=2), SAME)
    if float(like[border].mean()) < PLAIN:
        return None
    near: NDArray[np.uint8] = like.astype(np.uint8)
    _, labels, _, _ = cv2.connectedComponentsWithStats(near, connectivity=4)
    outside = np.isin(np.asarray(labels), np.unique(np.asarray(labels)[border & like]))
    thing = cv2.morphologyEx((~outside).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(thing, connectivity=8)
    if count == 1:
        return None
    areas = stats[1:, cv2.CC_STAT_AREA]
    own = parts == 1 + int(areas.argmax())
    if not LEAST < float(own.mean()) < MOST or areas.max() < WHOLE * areas.sum():
        return None
    inner = cv2.erode(own.astype(np.uint8) * 255, np.ones((3, 3), np.uint8))
    return as_u8(cv2.GaussianBlur(inner, (0, 0), 0.8))


def _card(width: int, height: int) -> Mask:
    """Opaque, with round corners."""
    fine, radius = 4, round(4 * CORNERS * min(width, height))
    sheet = np.zeros((height * fine, width * fine), np.uint8)
    right, bottom = width * fine - 1, height * fine - 1
    cv2.rectangle(sheet, (radius, 0), (right - radius, bottom), 255, cv2.FILLED)
    cv2.rectangle(sheet, (0, radius), (right, bottom - radius), 255, cv2.FILLED)
    for x in (radius, right - radius):
        for y in (radius, bottom - radius):
            cv2.circle(sheet, (x, y), radius, 255, cv2.FILLED)
    return as_u8(cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA))


def _with(rgb: Rgb, alpha: Mask) -> Rgba:
    return as_u8(np.dstack([rgb, alpha]))
