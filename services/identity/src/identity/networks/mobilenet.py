"""MobileNetV2: Sandler et al., "Inverted Residuals and Linear Bottlenecks", 2018, with whatever decides at its end.

Every batch normalization is folded into the convolution before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from identity.networks.layers import Convolution, depthwise, relu, softmax
from identity.networks.weights import Array

SIDE: Final = 224
BLOCKS: Final = 17
HALVING: Final = frozenset({1, 3, 6, 13})
"""The blocks whose result is half as large."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A convolution and what follows it: filters, and (channels out,) added."""

    filters: Array
    bias: Array


@dataclass(frozen=True, slots=True)
class Block:
    """Widened, each channel by itself, narrowed; beside a short cut where the size stays. The first is not widened."""

    expand: Folded | None
    spread: Folded
    project: Folded
    stride: int

    def __call__(self, x: Array) -> Array:
        wide = _relu6(_mixed(x, self.expand)) if self.expand else x
        out = _mixed(_relu6(depthwise(wide, self.spread.filters, self.stride) + self.spread.bias), self.project)
        return x + out if self.stride == 1 and x.shape == out.shape else out


@dataclass(frozen=True, slots=True)
class MobileNetV2:
    """`head` are dense layers, (in, out) and (out,); between them is a ReLU, behind them a softmax."""

    entry: Folded
    blocks: Sequence[Block]
    last: Folded
    head: Sequence[Folded]
    _first: Convolution = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_first", Convolution(self.entry.filters, self.entry.bias, stride=2))

    def __call__(self, x: Array) -> Array:
        """`x` is (224, 224, 3); the result sums up to 1."""
        x = _relu6(self._first(x))
        for block in self.blocks:
            x = block(x)
        x = _relu6(_mixed(x, self.last)).mean((0, 1))
        *hidden, decides = self.head
        for layer in hidden:
            x = relu(x @ layer.filters + layer.bias)
        return softmax(x @ decides.filters + decides.bias)


def stride_of(block: int) -> int:
    return 2 if block in HALVING else 1


def _mixed(x: Array, layer: Folded) -> Array:
    """A convolution of one pixel is a matrix product."""
    return x @ layer.filters[0, 0] + layer.bias


def _relu6(x: Array) -> Array:
    return np.clip(x, np.float32(0), np.float32(6))
