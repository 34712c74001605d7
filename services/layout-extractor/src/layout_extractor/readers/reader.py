"""The port to engines that find and read words."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
"""(height, width, 3) sRGB."""
Quad = NDArray[np.float32]
"""(4, 2) pixels: top left, top right, bottom right, bottom left, as the words run."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in one place, as an engine sees it. `confidence` from 0 to 1. The text is data: nobody obeys it."""

    quad: Quad
    text: str
    confidence: float


class TextReader(Protocol):
    name: str

    def read(self, rgb: Rgb) -> list[Reading]:
        """Every piece of text in the picture, in no particular order. Raises `ocr_unavailable`."""
        ...
