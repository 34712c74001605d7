"""The residual network of dlib's face recognition, as face-api.js lays out its weights.

Davis King, "High Quality Face Recognition with Deep Metric Learning", 2017: 29 convolutions after He et al. 2015,
trained so that two faces of one person are less than 0.6 apart. 150-pixel faces in, 128 numbers out.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from identity.networks.layers import Convolution, average_pool, max_pool, relu
from identity.networks.weights import Array, Weights

SIDE: Final = 150
MEAN_RGB: Final = np.array([122.782, 117.001, 104.298], np.float32)
BLOCKS: Final = (
    *("conv32_1", "conv32_2", "conv32_3"),
    *("conv64_down", "conv64_1", "conv64_2", "conv64_3"),
    *("conv128_down", "conv128_1", "conv128_2"),
    *("conv256_down", "conv256_1", "conv256_2", "conv256_down_out"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """Two convolutions beside a short cut. One that halves pools the short cut, and pads whatever has become smaller:
    dlib rounds the two ways differently and fills up with zeros.
    """

    first: Convolution
    second: Convolution

    def __call__(self, x: Array) -> Array:
        out = self.second(relu(self.first(x)))
        short = average_pool(x, 2, 2) if self.first.stride > 1 else x
        shape = np.maximum(out.shape, short.shape)
        return relu(_grown(out, shape) + _grown(short, shape))


def _grown(x: Array, shape: np.typing.NDArray[np.integer]) -> Array:
    return np.pad(x, [(0, int(wanted - length)) for wanted, length in zip(shape, x.shape, strict=True)])


class ResidualNetwork:
    def __init__(self, weights: Weights) -> None:
        self._entry = _scaled(weights, "conv32_down", down=True)
        self._blocks = [_block(weights, name) for name in BLOCKS]
        self._last = weights["fc"]

    def __call__(self, face: np.typing.NDArray[np.uint8]) -> Array:
        """`face` is (150, 150, 3) RGB; the result (128,)."""
        x = (face.astype(np.float32) - MEAN_RGB) / np.float32(255)
        x = max_pool(relu(self._entry(x)), 3, 2)
        for block in self._blocks:
            x = block(x)
        return x.mean((0, 1)) @ self._last


def _block(weights: Weights, name: str) -> Block:
    return Block(_scaled(weights, f"{name}/conv1", down="_down" in name), _scaled(weights, f"{name}/conv2"))


def _scaled(weights: Weights, name: str, *, down: bool = False) -> Convolution:
    """A convolution and the scaling after it are one convolution."""
    gain, shift = weights[f"{name}/scale/weights"], weights[f"{name}/scale/biases"]
    filters, bias = weights[f"{name}/conv/filters"] * gain, weights[f"{name}/conv/bias"] * gain + shift
    return Convolution(filters, bias, stride=2 if down else 1, padding="valid" if down else "same")
