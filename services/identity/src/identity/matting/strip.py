"""Where alpha is settled and where it is not: a strip along the outline, wider at hair, and what its colors say."""

from dataclasses import dataclass

import cv2
import numpy as np

from identity.faces import Box, Rgb
from identity.matting.mixing import likeness_to_skin, mixed_share
from identity.matting.planes import Mask, Plane, distances, face_oval, fitted, headness, resized, resized_rgb

SIDE = 512
"""Long side of the picture on which the equations are solved; full size is read off the colors."""
HAIR_OUT, HAIR_IN, CLOTH, LEAST = 0.13, 0.10, 0.035, 0.03
"""Half widths of the uncertain strip in face widths."""
DOUBTED = 0.47
"""Where the networks are nearer to one half than this, there may be hair."""
SEEN_THROUGH, SEEN_INTO, FEWEST = 0.7, 0.2, 50
"""Hair through which so much of the ground is seen is uncertain up to that many face widths inside the outline; fewer
pixels of solid hair tell nothing.
"""
EAR = 0.06
"""Face widths outside the outline in which there may be skin."""
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Strip:
    """At the solving size. `share` is how much hair a pixel's color says it has; `trust`, how far that may be believed,
    is 0 away from hair and on skin.
    """

    rgb: Rgb
    mask: Mask
    uncertain: Mask
    hair: Plane
    skin: Plane
    share: Plane
    trust: Plane
    face: Box

    def trusting(self, belief: Plane) -> Plane:
        """A belief, given up where a color says how much hair is in it."""
        return self.trust * self.share + (1 - self.trust) * belief


def strip_along(rgb: Rgb, mask: Mask, human: Plane, face: Box) -> Strip:
    """`mask` and `human` are of the reduced picture, `face` of `rgb`."""
    size = fitted(rgb.shape, SIDE)
    small, near = resized_rgb(rgb, size), face.scaled(size[0] / rgb.shape[1])
    rounded = cv2.GaussianBlur(resized(mask.astype(np.float32), size), (0, 0), 0.5 * size[0] / mask.shape[1])
    settled = np.asarray(rounded, np.float32) > HALF
    hair, oval = headness(settled.shape, near), face_oval(settled.shape, near)
    inside, outside = distances(settled)
    skin = likeness_to_skin(small, oval & settled) * (outside < EAR * near.w)
    core = _core(hair * ~oval, inside, near)
    share, trust = mixed_share(small, settled, core, outside > HAIR_OUT * near.w)
    trust *= hair * ~oval * (1 - skin) * (core.sum() >= FEWEST)
    see_through = (share * trust + 1 - trust < SEEN_THROUGH) & (inside < SEEN_INTO * near.w)
    wide = np.where(settled, inside < _width(HAIR_IN, hair, near), outside < _width(HAIR_OUT, hair, near))
    doubted = grown(np.abs(resized(human, size) - HALF) < DOUBTED, 0.02 * near.w)
    border = inside + outside < max(1.5, LEAST * near.w)
    uncertain = wide & (doubted | border) | _reached(see_through, settled)
    return Strip(small, settled, uncertain, hair, skin, share, trust, near)


def _core(hair: Plane, inside: Plane, face: Box) -> Mask:
    """What is surely hair and nothing else: well inside the outline, or not so well where hair is thin."""
    deep = (inside > SEEN_INTO * face.w) & (hair > HALF)
    return deep if deep.sum() >= FEWEST else (inside > HAIR_IN * face.w) & (hair > HALF)


def _reached(see_through: Mask, settled: Mask) -> Mask:
    """What is open to the outside: a white badge on a cap before a white wall is no hole."""
    _, labels = cv2.connectedComponents((see_through | ~settled).astype(np.uint8), connectivity=4)
    outside = np.unique(labels[~settled])
    return see_through & settled & np.isin(labels, outside)


def _width(at_hair: float, hair: Plane, face: Box) -> Plane:
    return np.maximum(2.0, face.w * (CLOTH + (at_hair - CLOTH) * hair)).astype(np.float32)


def grown(mask: Mask, pixels: float) -> Mask:
    side = 2 * max(1, round(pixels)) + 1
    return cv2.dilate(mask.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))) > 0
