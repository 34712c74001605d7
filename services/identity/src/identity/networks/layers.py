"""Layers on one picture, (h, w, channels) float32, as TensorFlow defines them.

A convolution lays every window out as a row and leaves the work to one matrix product.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from identity.networks.weights import Array, Weights

Padding: TypeAlias = Literal["same", "valid"]


@dataclass(frozen=True, slots=True)
class Convolution:
    """`filters` are (kh, kw, channels in, channels out), `bias` is (channels out,)."""

    filters: Array
    bias: Array
    stride: int = 1
    padding: Padding = "same"

    def __call__(self, x: Array) -> Array:
        kh, kw, _, out = self.filters.shape
        view = windows(x, kh, kw, self.stride, self.padding)
        h, w = view.shape[:2]
        rows = view.transpose(0, 1, 3, 4, 2).reshape(h * w, -1)
        return (rows @ self.filters.reshape(-1, out) + self.bias).reshape(h, w, out)


@dataclass(frozen=True, slots=True)
class SeparableConvolution:
    """Each channel by a filter of its own, (kh, kw, channels, 1), then all of them mixed, (1, 1, in, out)."""

    depthwise: Array
    pointwise: Array
    bias: Array
    stride: int = 1

    def __call__(self, x: Array) -> Array:
        spread = depthwise(x, self.depthwise, self.stride)
        return spread @ self.pointwise[0, 0] + self.bias


def depthwise(x: Array, filters: Array, stride: int = 1, padding: Padding = "same") -> Array:
    """`filters` are (kh, kw, channels, 1): one filter for each channel."""
    kh, kw = filters.shape[:2]
    view = windows(x, kh, kw, stride, padding)
    out = np.zeros(view.shape[:3], np.float32)
    for row in range(kh):
        for column in range(kw):
            out += view[..., row, column] * filters[row, column, :, 0]
    return out


def windows(x: Array, kh: int, kw: int, stride: int, padding: Padding) -> Array:
    """A view of shape (h, w, channels, kh, kw): what each place of the result sees."""
    if padding == "same":
        x = np.pad(x, (_border(x.shape[0], kh, stride), _border(x.shape[1], kw, stride), (0, 0)))
    return sliding_window_view(x, (kh, kw), axis=(0, 1))[::stride, ::stride]


def _border(length: int, kernel: int, stride: int) -> tuple[int, int]:
    """TensorFlow's "same": as many results as strides fit in, what is left over goes behind."""
    total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
    return total // 2, total - total // 2


def relu(x: Array) -> Array:
    return np.maximum(x, np.float32(0))


def max_pool(x: Array, size: int, stride: int) -> Array:
    return windows(x, size, size, stride, "valid").max((3, 4))


def average_pool(x: Array, size: int, stride: int) -> Array:
    return windows(x, size, size, stride, "valid").mean((3, 4), dtype=np.float32)


def softmax(x: Array) -> Array:
    raised = np.exp(x - x.max())
    return raised / raised.sum()


def convolution(weights: Weights, name: str, stride: int = 1, padding: Padding = "same") -> Convolution:
    return Convolution(weights[f"{name}/filters"], weights[f"{name}/bias"], stride, padding)


def separable(weights: Weights, name: str, stride: int = 1) -> SeparableConvolution:
    parts = (weights[f"{name}/{part}"] for part in ("depthwise_filter", "pointwise_filter", "bias"))
    return SeparableConvolution(*parts, stride=stride)
