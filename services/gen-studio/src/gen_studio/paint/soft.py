"""Smooth fields, computed small and enlarged row by row: light has no edges, so few pixels say it all."""

import cv2
import numpy as np

from gen_studio.paint.canvas import Canvas, Field, Floats, Patch

SOFT = 512  # pixels on the longer side: enlarging a glow of this size linearly errs by less than a byte's step
_BLUR_PIXELS = 6.0  # a blur this wide on its small copy is as smooth as the eye asks for
_SMALLEST = 160  # thin lines must not thicken on the way into the blur


class Soft:
    """A field that enlarges `small`, (h, w) or (3, h, w), to any canvas of its shape with linear interpolation."""

    def __init__(self, small: Floats) -> None:
        self.small = small
        self._planes = small.reshape(-1, *small.shape[-2:])

    @property
    def folds(self) -> bool:
        """Whether layers of it may be mixed on the small copy without losing anything."""
        return max(self.small.shape[-2:]) <= SOFT

    def __call__(self, patch: Patch) -> Floats:
        canvas, height = patch.canvas, self.small.shape[-2]
        at = np.clip(patch.y[:, 0] * np.float32(height / canvas.bottom) - np.float32(0.5), 0, height - 1)
        above = np.minimum(at.astype(np.int32), height - 2)
        part = (at - above)[:, None]
        wide = np.empty((len(self._planes), *patch.shape), np.float32)
        for plane, row in zip(self._planes, wide, strict=True):
            low = np.take(plane, above, 0, mode="clip")
            high = np.take(plane, above + 1, 0, mode="clip")
            high -= low
            high *= part
            low += high
            cv2.resize(low, (row.shape[1], row.shape[0]), dst=row, interpolation=cv2.INTER_LINEAR)
        return wide.reshape(*self.small.shape[:-2], *patch.shape)


def soft(canvas: Canvas, field: Field, longer: int = SOFT) -> Soft:
    """`field` computed once on a small copy of the canvas."""
    small = canvas.coarse(longer)
    values = field(small.whole())
    return Soft(np.ascontiguousarray(np.broadcast_to(values, (*values.shape[:-2], small.h, small.w))))


def blurred(canvas: Canvas, field: Field, sigma: float) -> Soft:
    """`field` under a Gaussian of `sigma` units, on the smallest copy that still shows it."""
    longer = max(canvas.w, canvas.h) / canvas.unit * _BLUR_PIXELS / sigma
    small = canvas.coarse(round(min(SOFT, max(_SMALLEST, longer))))
    values = np.array(np.broadcast_to(field(small.whole()), (small.h, small.w)), np.float32)
    return Soft(np.asarray(cv2.GaussianBlur(values, (0, 0), sigma * small.unit), np.float32))


def once(field: Field) -> Field:
    """`field` for several layers of one picture: what it said of a patch is kept until the next patch."""
    last: list[tuple[Patch, Floats]] = []

    def kept(patch: Patch) -> Floats:
        if not last or last[0][0] is not patch:
            last[:] = [(patch, field(patch))]
        return last[0][1]

    return kept


def moved(field: Field, dx: float, dy: float) -> Field:
    """`field` shifted to the right and down."""
    return lambda patch: field(Patch(patch.x - np.float32(dx), patch.y - np.float32(dy), patch.top, patch.canvas))
