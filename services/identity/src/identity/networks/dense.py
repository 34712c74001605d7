"""face-api.js's small network for what a face says: four dense blocks of separable convolutions, seven answers.

After Huang et al., "Densely Connected Convolutional Networks", 2017: every layer of a block sees the sum of all before.
112-pixel faces in, probabilities out.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from identity.networks.layers import (
    Convolution,
    SeparableConvolution,
    average_pool,
    convolution,
    relu,
    separable,
    softmax,
)
from identity.networks.weights import Array, Weights

SIDE: Final = 112
MEAN_RGB: Final = np.array([122.782, 117.001, 104.298], np.float32)
BLOCKS: Final = ("dense0", "dense1", "dense2", "dense3")
LAYERS: Final = ("conv1", "conv2", "conv3")


@dataclass(frozen=True, slots=True)
class DenseBlock:
    entry: Convolution | SeparableConvolution
    layers: tuple[SeparableConvolution, ...]

    def __call__(self, x: Array) -> Array:
        total = relu(self.entry(x))
        for layer in self.layers:
            total = total + layer(relu(total))
        return relu(total)


class DenseNetwork:
    def __init__(self, weights: Weights) -> None:
        self._blocks = [_block(weights, name, first=name == BLOCKS[0]) for name in BLOCKS]
        self._last, self._bias = weights["fc/weights"], weights["fc/bias"]

    def __call__(self, face: NDArray[np.uint8]) -> Array:
        """`face` is (112, 112, 3) RGB; the result (7,) adds up to 1."""
        x = (face.astype(np.float32) - MEAN_RGB) / np.float32(255)
        for block in self._blocks:
            x = block(x)
        return softmax(average_pool(x, 7, 2).ravel() @ self._last + self._bias)


def _block(weights: Weights, name: str, *, first: bool) -> DenseBlock:
    entry = convolution(weights, f"{name}/conv0", 2) if first else separable(weights, f"{name}/conv0", 2)
    return DenseBlock(entry, tuple(separable(weights, f"{name}/{layer}") for layer in LAYERS))
