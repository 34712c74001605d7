"""The colors of letters: one, one that shades into another from top to bottom, or one of their own for some words."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import hex_of
from layout_extractor.words.letters import Letters
from layout_extractor.words.shapes import Mask
from layout_extractor.words.spaces import word_spans

SHADED = 12.0
"""CIE76 between the upper and the lower third of the letters from which a fill is a gradient."""
MOSTLY = 0.5
"""Of a word's ink in the second color."""


@dataclass(frozen=True, slots=True)
class Fill:
    """`accent` is the color of the words at the places `accented`, counted from 0."""

    color: str
    bottom: str | None = None
    accent: str | None = None
    accented: tuple[int, ...] = ()


def fill_of(letters: Letters, text: str) -> Fill:
    if len(letters.parts) < 2:  # noqa: PLR2004 - one color
        return Fill(*_shades(letters, letters.mask))
    main, other = letters.parts
    accented = _words_in(other.mask, letters, text)
    color = hex_of_lab(_middle(letters, main.mask))
    return Fill(color, accent=hex_of_lab(_middle(letters, other.mask)) if accented else None, accented=accented)


def _shades(letters: Letters, mask: Mask) -> tuple[str, str | None]:
    """The letters' color, and that of their lower part where they are shaded from top to bottom."""
    core = _core(mask)
    _, top, _, bottom = letters.box
    third = max(1, (bottom - top) // 3)
    upper, lower = (slice(top, top + third), slice(bottom - third, bottom))
    if core[upper].any() and core[lower].any():
        ends = [np.median(letters.lab[rows][core[rows]], axis=0) for rows in (upper, lower)]
        if np.linalg.norm(ends[0] - ends[1]) > SHADED:
            return hex_of_lab(ends[0]), hex_of_lab(ends[1])
    return hex_of_lab(_middle(letters, mask)), None


def _words_in(mask: Mask, letters: Letters, text: str) -> tuple[int, ...]:
    """Which words have most of their ink in `mask`."""
    columns = np.flatnonzero(letters.mask.any(0))
    found: list[int] = []
    for place, (start, end) in enumerate(word_spans(text, letters.font)):
        first, last = (round(share * (len(columns) - 1)) for share in (start, end))
        own = columns[first : last + 1]
        if np.count_nonzero(mask[:, own]) > MOSTLY * np.count_nonzero(letters.mask[:, own]):
            found.append(place)
    return tuple(found)


def _middle(letters: Letters, mask: Mask) -> NDArray[np.floating]:
    return np.median(letters.lab[_core(mask)], axis=0)


def _core(mask: Mask) -> Mask:
    """Without edges, which are blended with what is around."""
    core = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    return core if core.any() else mask


def hex_of_lab(lab: NDArray[np.floating]) -> str:
    """The nearest sRGB color of a CIELAB one."""
    rgb = cv2.cvtColor(np.asarray(lab, np.float32).reshape(1, 1, 3), cv2.COLOR_LAB2RGB)[0, 0]
    red, green, blue = (round(255 * min(1.0, max(0.0, float(value)))) for value in rgb)
    return hex_of((red, green, blue))
