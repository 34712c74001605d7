"""The person's own color in soft pixels, without the old background, and their alpha in its light.

The colors of what is surely the person and surely the background are carried into the soft border. What a pixel has
beyond the mixture of the two that its alpha says is shared out by how unsure each is: along the line from one color to
the other alpha was wrong (a wall that shines through hair is a lower alpha, not white hair), beside it the hair has a
tone of its own. That is one step of Chuang et al., "A Bayesian Approach to Digital Matting" (2001), in closed form.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.faces import Alpha, Rgb
from identity.matting.planes import Colors, Mask, Plane, carried, fitted, resized_rgb, sampled

SIDE = 256
KNOWN = 250
"""Alpha that is surely the person's; its complement is surely the background's."""
OF_ALPHA, OF_PERSON, OF_GROUND, OF_CAMERA = 0.15, 0.10, 0.05, 0.02
"""How unsure (one standard deviation) a half-soft alpha is, and the colors, as shares of white."""


def foreground(rgb: Rgb, alpha: Alpha) -> tuple[Rgb, Alpha]:
    """Both with soft pixels replaced. Opaque pixels and those outside stay as they are."""
    ys, xs = np.nonzero((alpha > 0) & (alpha < 255))  # noqa: PLR2004 - soft
    if len(xs) == 0:
        return rgb, alpha
    scale, person, ground = _known_colors(rgb, alpha)
    at = [((axis + 0.5) * scale - 0.5).astype(np.float32) for axis in (xs, ys)]
    own, other = (np.stack([sampled(_plane(c, i), *at) for i in range(3)], -1) for c in (person, ground))
    color, share = _shared_out(rgb[ys, xs].astype(np.float32) / 255, alpha[ys, xs].astype(np.float32) / 255, own, other)
    clean, firm = rgb.copy(), alpha.copy()
    clean[ys, xs] = np.clip(color * 255 + 0.5, 0, 255).astype(np.uint8)
    firm[ys, xs] = np.clip(share * 255 + 0.5, 0, 255).astype(np.uint8)
    return clean, firm


def _plane(colors: Colors, channel: int) -> Plane:
    return np.ascontiguousarray(colors[..., channel])


def _known_colors(rgb: Rgb, alpha: Alpha) -> tuple[float, Colors, Colors]:
    """A reduced picture's scale, and the person's and the background's colors everywhere on it."""
    size = fitted(rgb.shape, SIDE)
    picture = resized_rgb(rgb, size).astype(np.float32) / 255
    soft = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
    person, ground = (_carried_from(picture, np.asarray(known)) for known in (soft > KNOWN, soft < 255 - KNOWN))
    return size[0] / rgb.shape[1], person, ground


def _carried_from(picture: Colors, known: Mask) -> Colors:
    """A pixel beside a soft one has some of it."""
    core = cv2.erode(known.astype(np.uint8), np.ones((3, 3), np.uint8))
    weight = (core if core.any() else known).astype(np.float32)
    return carried(picture * weight[..., None], weight)


def _shared_out(
    color: NDArray[np.floating], share: NDArray[np.floating], own: NDArray[np.floating], other: NDArray[np.floating]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Of n pixels: (n, 3) own colors and (n,) alphas that explain `color` better."""
    part, way = share[:, None], own - other
    missing = color - part * own - (1 - part) * other
    length = (way**2).sum(-1, keepdims=True) + np.float32(1e-6)
    along = (missing * way).sum(-1, keepdims=True) / length
    of_person = part**2 * OF_PERSON**2
    of_colors = of_person + (1 - part) ** 2 * OF_GROUND**2 + OF_CAMERA**2
    of_alpha = (4 * part * (1 - part) * OF_ALPHA) ** 2 * length
    toned = (missing - along * way) / of_colors + along * way / (of_colors + of_alpha)
    return own + part * OF_PERSON**2 * toned, share + (along * of_alpha / (of_colors + of_alpha))[:, 0]
