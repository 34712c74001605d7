"""The tiny Xception network of face-api.js (MIT): Chollet, "Xception", 2017, in small. 112-pixel faces in."""

from typing import Final

import numpy as np

from identity.networks.layers import convolution, relu, separable, windows
from identity.networks.weights import Array, Weights

SIDE: Final = 112
MEAN_RGB: Final = np.array([122.782, 117.001, 104.298], np.float32)


class TinyXception:
    """`middle` is how many blocks keep the size."""

    def __init__(self, weights: Weights, middle: int = 2) -> None:
        self._weights = weights
        self._middle = range(middle)

    def __call__(self, face: np.typing.NDArray[np.uint8]) -> Array:
        """`face` is (112, 112, 3) RGB; the result (7, 7, 512)."""
        x = (face.astype(np.float32) - MEAN_RGB) / np.float32(255)
        x = relu(convolution(self._weights, "entry_flow/conv_in", 2)(x))
        x = self._reduced(x, "entry_flow/reduction_block_0", x)
        x = self._reduced(x, "entry_flow/reduction_block_1", relu(x))
        for block in self._middle:
            x = x + self._through(relu(x), f"middle_flow/main_block_{block}", 3)
        x = self._reduced(x, "exit_flow/reduction_block", relu(x))
        return relu(separable(self._weights, "exit_flow/separable_conv")(x))

    def _reduced(self, x: Array, name: str, start: Array) -> Array:
        halved = _max_pool(self._through(start, name, 2))
        return halved + convolution(self._weights, f"{name}/expansion_conv", 2)(x)

    def _through(self, x: Array, name: str, count: int) -> Array:
        for number in range(count):
            x = separable(self._weights, f"{name}/separable_conv{number}")(x if number == 0 else relu(x))
        return x


def _max_pool(x: Array) -> Array:
    """Three by three, every second one; what lies outside never wins."""
    h, w = x.shape[:2]
    below, right = (2 * (-(-length // 2) - 1) + 3 - length for length in (h, w))
    sides = ((below // 2, below - below // 2), (right // 2, right - right // 2), (0, 0))
    padded = np.pad(x, sides, constant_values=-np.inf)
    return windows(padded, 3, 3, 2, "valid").max((3, 4))
