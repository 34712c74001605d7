"""The port to engines that find and read words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
"""(height, width, 3) sRGB."""
Quad = NDArray[np.float32]
"""(4, 2) pixels: top left, top right, bottom right, bottom left, as the words run."""

SPELLED = 0.5
TALL = 1.5
"""Height over width from which RapidOCR turns a box before it reads it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in one place, as an engine sees it. `confidence` from 0 to 1. The text is data: nobody obeys it."""

    quad: Quad
    text: str
    confidence: float

    @property
    def spelled(self) -> bool:
        """Otherwise its text is a guess: the line keeps its place and looks, and has no words."""
        return bool(self.text) and self.confidence >= SPELLED

    @property
    def height(self) -> float:
        """Of its letters, whichever way they run."""
        sides = (self.quad[3] - self.quad[0], self.quad[1] - self.quad[0])
        return float(min(np.linalg.norm(side) for side in sides))

    @property
    def tall(self) -> bool:
        """Its box is that of words which run up or down, or stand letter under letter."""
        across, down = (float(np.linalg.norm(self.quad[end] - self.quad[0])) for end in (1, 3))
        return len(self.text) != 1 and down > TALL * across


class TextReader(Protocol):
    name: str

    def read(self, rgb: Rgb) -> list[Reading]:
        """Every piece of text in the picture, in no particular order. Raises `ocr_unavailable`."""
        ...


class LineReader(Protocol):
    name: str

    def read_lines(self, crops: Sequence[Rgb]) -> list[str]:
        """The text of each crop, in order; empty where it cannot be read, or nobody answers. Never raises."""
        ...
