"""`Decency` by the two small networks of nsfwjs (MIT, by Infinite Red): a picture is as explicit as both agree it is.

Each sorts pictures into five: drawing, hentai, neutral, porn, sexy. Their makers give 93 and 90 percent of pictures
sorted right. Alone, each takes some soft close-ups of faces in warm light for porn; together hardly any, and nothing is
lost that both see. Thresholds: docs/safety.md.
"""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from identity.faces import Rgb
from identity.guards.decency import Impression
from identity.networks.mobilenet import BLOCKS, SIDE, Block, Folded, MobileNetV2, stride_of
from identity.networks.scripts import read_scripts
from identity.networks.weights import Array, Weights

HENTAI, PORN, SEXY = 1, 3, 4
_EPSILON: Final = np.float32(1e-3)
_CALL = "StatefulPartitionedCall/"
_WIDE = f"{_CALL}sequential/keras_layer/{_CALL * 3}predict/MobilenetV2"
_WIDE_HEAD = ("Func/StatefulPartitionedCall/input/_262", "Func/StatefulPartitionedCall/input/_263")


class NsfwJs:
    """Loaded at once: 9 MB of scripts, a tenth of a second."""

    made_by = "nsfwjs-4.3.0"
    license = "MIT"
    limits = Impression(explicit=0.85, suggestive=0.6)

    def __init__(self, models: Path) -> None:
        self._wide = wide(read_scripts(models / "nsfwjs_mid.js", [models / f"nsfwjs_mid_{n}.js" for n in (1, 2)]))
        self._small = small(read_scripts(models / "nsfwjs_small.js", [models / "nsfwjs_small_1.js"]))

    def impression(self, rgb: Rgb) -> Impression:
        x = squared(rgb)
        first = _impression(self._wide(x * 2 - 1))
        if first.explicit < self.limits.explicit and first.suggestive < self.limits.suggestive:
            return first  # the other one could only make less of it
        second = _impression(self._small(x))
        return Impression(min(first.explicit, second.explicit), min(first.suggestive, second.suggestive))

    def scores(self, x: Array) -> tuple[Array, Array]:
        """Of both networks: drawing, hentai, neutral, porn, sexy."""
        return self._wide(x * 2 - 1), self._small(x)


def _impression(scores: Array) -> Impression:
    return Impression(float(scores[HENTAI] + scores[PORN]), float(scores[SEXY]))


def squared(rgb: Rgb) -> Array:
    """(224, 224, 3), 0 to 1: squeezed as the networks learned it, corner pixel to corner pixel, without averaging."""
    h, w = rgb.shape[:2]
    x, y = np.meshgrid(np.linspace(0, w - 1, SIDE, dtype=np.float32), np.linspace(0, h - 1, SIDE, dtype=np.float32))
    small = cv2.remap(rgb, x, y, cv2.INTER_LINEAR)
    return np.asarray(small, np.float32) / np.float32(255)


def wide(weights: Weights) -> MobileNetV2:
    """The network whose normalization its makers have folded already."""

    def layer(name: str) -> Folded:
        return Folded(weights[f"{_WIDE}/{name}_weights"], weights[f"{_WIDE}/{name}_bn_offset"])

    def block(number: int) -> Block:
        name = f"expanded_conv_{number}" if number else "expanded_conv"
        expand = layer(f"{name}/expand/Conv2D") if number else None
        spread, project = layer(f"{name}/depthwise/depthwise"), layer(f"{name}/project/Conv2D")
        return Block(expand, spread, project, stride_of(number))

    head = Folded(*(weights[name] for name in _WIDE_HEAD))
    return MobileNetV2(layer("Conv/Conv2D"), list(map(block, range(BLOCKS))), layer("Conv_1/Conv2D"), [head])


def small(weights: Weights) -> MobileNetV2:
    def layer(kernel: str, normalized: str) -> Folded:
        gain, shift, mean, variance = (
            weights[f"{normalized}/{part}"] for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        gain = np.asarray(gain / np.sqrt(variance + _EPSILON), np.float32)
        filters = weights[kernel]
        by_channel = gain if filters.shape[-1] == gain.size else gain[:, None]  # depthwise filters end with a 1
        return Folded(np.asarray(filters * by_channel, np.float32), np.asarray(shift - mean * gain, np.float32))

    def block(number: int) -> Block:
        name = f"block_{number}" if number else "expanded_conv"
        expand = layer(f"{name}_expand/kernel", f"{name}_expand_BN") if number else None
        spread = layer(f"{name}_depthwise/depthwise_kernel", f"{name}_depthwise_BN")
        return Block(expand, spread, layer(f"{name}_project/kernel", f"{name}_project_BN"), stride_of(number))

    head = [Folded(weights[f"dense_{n}/kernel"], weights[f"dense_{n}/bias"]) for n in (1, 2, 3)]
    entry, last = layer("Conv1/kernel", "bn_Conv1"), layer("Conv_1/kernel", "Conv_1_bn")
    return MobileNetV2(entry, list(map(block, range(BLOCKS))), last, head)
