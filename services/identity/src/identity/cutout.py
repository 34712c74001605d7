"""The person as a picture of their own: straight alpha, clean edges, cropped to what is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from identity.detection import landmarks
from identity.faces import Alpha, Box, Matting, Points, Rgb
from identity.matting import foreground
from identity.matting.planes import fitted, resized_rgb

Edge = Literal["left", "right", "top", "bottom"]

LONGEST = 3072
"""Long side of the photo that is worked on: a 4K thumbnail shows a face of 970 pixels, in a photo about that large."""
REACH = (4.5, 2.8, 4.5, 6.5)
"""How much of a photo is of interest, in face widths left, up, right and down of the face's center."""
VISIBLE = 128
FRAME_SHARE = 0.04
"""An edge of the photo cuts the person when they cover this much of it."""


@dataclass(frozen=True, slots=True)
class Cutout:
    """`rgba` pixel (0, 0) is selfie pixel `origin`, and one selfie pixel is `scale` pixels of `rgba`."""

    rgba: NDArray[np.uint8]
    origin: tuple[float, float]
    scale: float
    face: Box
    head: Box
    cut_edges: tuple[Edge, ...]

    def placed(self, points: Points) -> Points:
        """Positions on the selfie as positions on the cut-out."""
        return ((points - np.array(self.origin)) * self.scale).astype(np.float32)


def cut_out(
    rgb: Rgb, face: Box, points: Points, others: Sequence[Box], matting: Matting, face_width: float = LONGEST
) -> Cutout | None:
    """The person of `face`; None when the matting finds nobody there. Positions are the selfie's pixels.

    Nobody needs the face larger than `face_width` pixels: a smaller picture is worked on faster by everybody.
    """
    x0, y0, x1, y1 = face.region(REACH, rgb.shape)
    part = rgb[y0:y1, x0:x1]
    needed = max(part.shape) * face_width / face.w
    photo = resized_rgb(part, fitted(part.shape, round(min(LONGEST, needed))))
    scale = photo.shape[1] / part.shape[1]
    near, far = face.moved(-x0, -y0).scaled(scale), [box.moved(-x0, -y0).scaled(scale) for box in others]
    alpha = matting.alpha(photo, near, far)
    if not (alpha > VISIBLE).any():
        return None
    left, top, right, bottom = _bounds(alpha)
    rgba = _clean(photo[top:bottom, left:right], alpha[top:bottom, left:right])
    chin, mouth = ((float(points[point, 1]) - y0) * scale - top for point in (landmarks.CHIN, landmarks.LIPS[0]))
    here = near.moved(-left, -top)
    return Cutout(
        rgba=rgba,
        origin=(x0 + left / scale, y0 + top / scale),
        scale=scale,
        face=here,
        head=_head(rgba[..., 3], here, chin, mouth),
        cut_edges=_cut_edges(alpha),
    )


def _clean(photo: Rgb, alpha: Alpha) -> NDArray[np.uint8]:
    """Nothing of the old background stays, not even where it cannot be seen."""
    rgba = np.empty((*alpha.shape, 4), np.uint8)
    rgba[..., :3], rgba[..., 3] = foreground(photo, alpha)
    rgba[rgba[..., 3] == 0] = 0
    return rgba


def _bounds(alpha: Alpha) -> tuple[int, int, int, int]:
    columns, rows = np.flatnonzero(alpha.any(axis=0)), np.flatnonzero(alpha.any(axis=1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _head(alpha: Alpha, face: Box, chin: float, mouth: float) -> Box:
    """From the top of the hair to the chin; as wide as what is visible above the mouth, where no collar is."""
    x, _ = face.center
    left, right = max(0, int(x - 1.2 * face.w)), int(x + 1.2 * face.w)
    bottom = int(np.clip(chin, 1, alpha.shape[0]))
    visible = alpha[: max(1, int(min(mouth, bottom))), left:right] > VISIBLE
    columns, rows = np.flatnonzero(visible.any(axis=0)), np.flatnonzero(visible.any(axis=1))
    if len(rows) == 0:
        return face
    top = int(rows[0])
    return Box(float(left + columns[0]), float(top), float(columns[-1] - columns[0] + 1), float(bottom - top))


def _cut_edges(alpha: Alpha) -> tuple[Edge, ...]:
    sides: dict[Edge, Alpha] = {
        "left": alpha[:, 0],
        "right": alpha[:, -1],
        "top": alpha[0],
        "bottom": alpha[-1],
    }
    return tuple(edge for edge, line in sides.items() if (line > VISIBLE).mean() > FRAME_SHARE)
