"""A stack of layers, bottom first, that turns into pixels patch by patch.

Covering, shining and darkening all replace a value v by `keep * v + gain`. Neighbors that are smooth are therefore
folded into one such step on a small copy of the canvas, and only what has edges is mixed at full size.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from gen_studio.paint.canvas import Canvas, Field, Floats, Patch
from gen_studio.paint.grain import Grain
from gen_studio.paint.ramp import rgb
from gen_studio.paint.soft import SOFT, Soft

Paint = str | Field  # a hex color, or a field of color planes
Step = tuple[Floats, Floats]  # what is kept of each color plane, and what is gained
Blend = Callable[[Floats, Floats], Step]  # of color planes and amount
Change = Callable[[Floats, Patch], Floats]

GLIMPSE = 160
"""Pixels of the longer side that say how light and colors are spread."""
_NOTHING = np.zeros((1, 1), np.float32)


class Picture:
    """Layers are kept, not painted, until `pixels`: memory stays at one patch whatever the canvas."""

    def __init__(self, canvas: Canvas, ground: Paint) -> None:
        self.canvas = canvas
        self._layers: list[_Step] = []
        self.over(ground)

    def over(self, paint: Paint, mask: Field | None = None, opacity: float = 1.0) -> None:
        """Cover what lies below."""
        self._layers.append(_Blended(_planes(paint), mask, opacity, _over))

    def light(self, paint: Paint, mask: Field | None = None, opacity: float = 1.0) -> None:
        """Shine on what lies below (screen)."""
        self._layers.append(_Blended(_planes(paint), mask, opacity, _light))

    def shade(self, paint: Paint, mask: Field | None = None, opacity: float = 1.0) -> None:
        """Darken what lies below (multiply)."""
        self._layers.append(_Blended(_planes(paint), mask, opacity, _shade))

    def relief(self, texture: Field, strength: float, mask: Field | None = None) -> None:
        """Brighten where the texture is above a half and darken where it is below, as slanting light does."""
        self._layers.append(_Blended(texture, mask, strength, _relief))

    def adjust(self, change: Change) -> None:
        """Replace the color planes so far by a function of them."""
        self._layers.append(_Adjustment(change))

    def glimpse(self) -> Floats:
        """(3, h, w): the color planes so far, on a small copy."""
        return _painted(self._layers, self.canvas.coarse(GLIMPSE).whole())

    def pixels(self, grain: Grain) -> NDArray[np.uint8]:
        """(h, w, 3) RGB. The grain also dithers, so that no gradient shows bands."""
        out = np.empty((self.canvas.h, self.canvas.w, 3), np.uint8)
        steps = list(_folded(self.canvas, self._layers))
        for patch in self.canvas.patches():
            planes = _painted(steps, patch)
            dust = grain(patch)
            whole = [cv2.addWeighted(plane, 255, dust, 1, 0, dtype=cv2.CV_8U) for plane in planes]
            cv2.merge(whole, out[patch.top : patch.top + patch.shape[0]])
        return out


class _Step(Protocol):
    @property
    def smooth(self) -> bool: ...

    def apply(self, planes: Floats, patch: Patch) -> None: ...


@dataclass(frozen=True)
class _Blended:
    paint: Field
    mask: Field | None
    opacity: float
    blend: Blend

    @property
    def smooth(self) -> bool:
        fields = (self.paint, self.mask) if self.mask else (self.paint,)
        return all(isinstance(field, _Flat) or (isinstance(field, Soft) and field.folds) for field in fields)

    def apply(self, planes: Floats, patch: Patch) -> None:
        amount = np.full((1, 1), self.opacity, np.float32)
        if self.mask:
            amount = self.mask(patch) * np.float32(self.opacity)
        columns = _touched(amount)
        if columns is None:
            return
        color = self.paint(patch)
        keep, gain = self.blend(_cropped(color, columns), _cropped(amount, columns))
        part = planes[..., columns]
        part *= keep
        if gain is not _NOTHING:
            part += gain


@dataclass(frozen=True)
class _Folded:
    """A run of smooth layers as one."""

    keep: Soft | None
    gain: Soft
    smooth: bool = True

    def apply(self, planes: Floats, patch: Patch) -> None:
        if self.keep:
            planes *= self.keep(patch)
        planes += self.gain(patch)


@dataclass(frozen=True)
class _Adjustment:
    change: Change
    smooth: bool = False

    def apply(self, planes: Floats, patch: Patch) -> None:
        planes[:] = self.change(planes, patch)


@dataclass(frozen=True)
class _Flat:
    color: Floats

    def __call__(self, _patch: Patch) -> Floats:
        return self.color


def _painted(steps: Iterable[_Step], patch: Patch) -> Floats:
    planes = np.zeros((3, *patch.shape), np.float32)
    for step in steps:
        step.apply(planes, patch)
    return planes


def _over(color: Floats, amount: Floats) -> Step:
    return 1 - amount, amount * color


def _light(color: Floats, amount: Floats) -> Step:
    shine = amount * color
    return 1 - shine, shine


def _shade(color: Floats, amount: Floats) -> Step:
    return 1 - amount * (1 - color), _NOTHING


def _relief(texture: Floats, amount: Floats) -> Step:
    return 1 + amount * (2 * texture - 1), _NOTHING


def _touched(amount: Floats) -> slice | None:
    """The columns between the first and the last that a mask reaches, if it reaches any."""
    reached = np.flatnonzero(amount.max(axis=0) > 0)
    if not reached.size:
        return None
    return slice(None) if amount.shape[1] == 1 else slice(int(reached[0]), int(reached[-1]) + 1)


def _cropped(values: Floats, columns: slice) -> Floats:
    return values if values.shape[-1] == 1 else values[..., columns]


def _folded(canvas: Canvas, layers: Sequence[_Step]) -> Iterable[_Step]:
    """The same stack with each run of smooth layers folded. The lowest one covers: nothing is kept from before it."""
    for smooth, group in groupby(layers, key=lambda layer: layer.smooth):
        run = list(group)
        if not smooth or len(run) == 1:
            yield from run
            continue
        patch = canvas.coarse(SOFT).whole()
        black, white = np.zeros((3, *patch.shape), np.float32), np.ones((3, *patch.shape), np.float32)
        for layer in run:
            layer.apply(black, patch)
            layer.apply(white, patch)
        yield _Folded(None if run[0] is layers[0] else Soft(white - black), Soft(black))


def _planes(paint: Paint) -> Field:
    return _Flat(rgb(paint)[:, None, None]) if isinstance(paint, str) else paint
