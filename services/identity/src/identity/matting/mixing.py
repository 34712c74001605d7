"""How much of a pixel is hair, by where its color lies between the hair's and the ground's.

A strand thinner than a pixel leaves a color that neither hair nor ground has shown: a histogram knows nothing of it,
but it lies on the line between the two (Chuang et al., "A Bayesian Approach to Digital Matting", 2001, with one
Gaussian a side). Both sides' means and spreads are carried into the uncertain area from what is settled nearby.
"""

import numpy as np

from identity.faces import Rgb
from identity.matting.planes import Colors, Mask, Plane, carried

NOISE_OF_GROUND, NOISE_OF_HAIR = 6.0 / 255, 16.0 / 255
"""Colors nearer than this are one color."""
DOUBT, DOUBT_OUTSIDE = 0.25, 0.09
"""How far off a belief without colors is taken to be, in the outline and beside it, where a dark door is no hair."""
BESIDE = 6.0
"""How many variances beside the line make a color that these two did not mix."""
LEAST_SPREAD = 0.04
"""Of a face's colors, as natural logarithms of their proportions."""
DIMMEST = 0.35
"""What has less than this share of a face's brightness has no hue to speak of."""


def mixed_share(rgb: Rgb, mask: Mask, hair: Mask, ground: Mask) -> tuple[Plane, Plane]:
    """The share of hair in each pixel, and how far that can be trusted, both 0 to 1.

    `mask` is the outline; `hair` and `ground` are pixels that are settled. Where both sides have the same colors, and
    where a pixel has a color that no mixture of them gives, nothing is to be trusted.
    """
    colors = rgb.astype(np.float32) / 255
    own, own_spread = _model(colors, hair, NOISE_OF_HAIR)
    other, other_spread = _model(colors, ground, NOISE_OF_GROUND)
    way, off = own - other, colors - other
    length = np.maximum((way**2).sum(-1), 1e-6)
    share = np.clip((off * way).sum(-1) / length, 0, 1)
    spread = (1 - share) ** 2 * other_spread + share**2 * own_spread
    beside = ((off - share[..., None] * way) ** 2).sum(-1) / spread
    doubt = np.where(mask, np.float32(DOUBT**2), np.float32(DOUBT_OUTSIDE**2))
    return share, doubt / (doubt + spread / length) * np.exp(-beside / BESIDE)


def likeness_to_skin(rgb: Rgb, face: Mask) -> Plane:
    """1 where a color has the proportions of the face's, in whatever light: an ear is no hair before a wall."""
    hue = _proportions(rgb)
    own = hue[face]
    if len(own) == 0:
        return np.zeros(face.shape, np.float32)
    middle = np.median(own, axis=0)
    spread = np.maximum(1.5 * np.median(np.abs(own - middle), axis=0), LEAST_SPREAD)
    alike = np.exp(-(((hue - middle) / spread) ** 2).sum(-1) / 4)
    lit = rgb[..., 1] > DIMMEST * np.median(rgb[..., 1][face])
    return (alike * lit).astype(np.float32)


def _proportions(rgb: Rgb) -> Colors:
    light = _LOGARITHMS[rgb]
    return light[..., [0, 2]] - light[..., 1:2]


def _model(colors: Colors, known: Mask, noise: float) -> tuple[Colors, Plane]:
    """Mean color and its variance (of one channel) around every pixel, from the nearest known ones."""
    weight = known.astype(np.float32)
    squares = (colors**2).mean(-1, keepdims=True)
    near = carried(np.concatenate([colors, squares], -1) * weight[..., None], weight)
    mean = near[..., :3]
    return mean, np.maximum(near[..., 3] - (mean**2).mean(-1), 0) + np.float32(noise**2)


_LOGARITHMS = np.log(np.arange(256, dtype=np.float32) + 3)
"""Of sRGB bytes, lifted so that noise in the dark stays small."""
