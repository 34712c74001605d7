"""The matting Laplacian (Levin, Lischinski, Weiss 2008), applied by box sums and never built.

In every small window a soft alpha is taken to be a linear function of color. He, Sun and Tang, "Fast Matting
Using Large Kernel Matting Laplacian Matrices" (CVPR 2010) apply that matrix to a picture in O(n) with box sums,
which is all that conjugate gradients need. One application is one guided filter.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.matting.planes import Plane


class MattingLaplacian:
    """For one picture, windows of (2 radius + 1)² pixels; `epsilon` is how much color noise counts as flat."""

    def __init__(self, colors: list[Plane], radius: int = 1, epsilon: float = 1e-4) -> None:
        self._colors, self._radius = colors, radius
        self.count = self._sum(np.ones_like(colors[0]))
        self._means = [self._sum(color) / self.count for color in colors]
        self._inverse = self._inverse_covariance(epsilon)

    def __call__(self, alpha: Plane) -> Plane:
        """How far each pixel's alpha is from what its windows' colors explain."""
        slopes, offset = self._fit(alpha)
        explained = self._sum(offset)
        for slope, color in zip(slopes, self._colors, strict=True):
            explained += self._sum(slope) * color
        return self.count * alpha - explained

    def explained_by_color(self, alpha: Plane) -> tuple[Sequence[Plane], Plane]:
        """Slopes per channel and an offset that give alpha from color, also in a larger copy of the picture."""
        slopes, offset = self._fit(alpha)
        return [self._sum(slope) / self.count for slope in slopes], self._sum(offset) / self.count

    def _sum(self, plane: Plane) -> Plane:
        side = 2 * self._radius + 1
        sums = cv2.boxFilter(plane, -1, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT)
        return np.asarray(sums, np.float32)

    def _sum64(self, plane: NDArray[np.float64]) -> NDArray[np.float64]:
        side = 2 * self._radius + 1
        sums = cv2.boxFilter(plane, -1, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT)
        return np.asarray(sums, np.float64)

    def _inverse_covariance(self, epsilon: float) -> list[Plane]:
        """Upper triangle of the inverse 3x3 color covariance of each window, over the window's pixel count.

        In double precision: the covariance of a gray picture is all but singular.
        """
        colors = [color.astype(np.float64) for color in self._colors]
        means = [self._sum64(color) / self.count for color in colors]
        a, b, c, d, e, f = (
            self._sum64(colors[i] * colors[j]) / self.count - means[i] * means[j] + (epsilon if i == j else 0)
            for i, j in ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
        )
        first, second, third = d * f - e * e, c * e - b * f, b * e - c * d
        scale = 1 / (self.count * (a * first + b * second + c * third))
        rest = (a * f - c * c, b * c - a * e, a * d - b * b)
        return [(plane * scale).astype(np.float32) for plane in (first, second, third, *rest)]

    def _fit(self, alpha: Plane) -> tuple[Sequence[Plane], Plane]:
        """Ridge regression of alpha on color in each window: the guided filter's coefficients."""
        total = self._sum(alpha)
        x, y, z = (
            self._sum(color * alpha) - mean * total for color, mean in zip(self._colors, self._means, strict=True)
        )
        a, b, c, d, e, f = self._inverse
        slopes = [a * x + b * y + c * z, b * x + d * y + e * z, c * x + e * y + f * z]
        offset = total / self.count
        for slope, mean in zip(slopes, self._means, strict=True):
            offset -= slope * mean
        return slopes, offset


def solved(laplacian: MattingLaplacian, belief: Plane, weight: Plane, start: Plane, steps: int) -> Plane:
    """The alpha that follows color and, by `weight` per pixel, stays near `belief`; clipped to 0..1.

    Conjugate gradients on (L + W) alpha = W belief, preconditioned by the diagonal, from `start`.
    """
    weight = weight * laplacian.count
    alpha = start
    residual = weight * (belief - alpha) - laplacian(alpha)
    scale = 1 / (laplacian.count + weight)
    direction = scale * residual
    energy = _dot(residual, direction)
    for _ in range(steps):
        pushed = laplacian(direction) + weight * direction
        step = np.float32(energy / max(_dot(direction, pushed), 1e-12))
        alpha = alpha + step * direction
        residual = residual - step * pushed
        preconditioned = scale * residual
        before, energy = energy, _dot(residual, preconditioned)
        direction = preconditioned + np.float32(energy / max(before, 1e-12)) * direction
    return np.clip(alpha, 0, 1)


def _dot(a: Plane, b: Plane) -> float:
    return float(np.dot(a.ravel(), b.ravel()))
