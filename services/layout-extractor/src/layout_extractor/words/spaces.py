"""Spaces that the engine dropped, put back where the letters stand apart."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layout_extractor.words.shapes import Mask, cropped, drawn, packed_text

LEAST = 0.12
"""A space, as a share of the letters' height, in any font."""


def with_spaces(text: str, letters: Mask, font: Path | None) -> str:
    """`text` with a space wherever the ink has a gap that is wide enough, at the letter the font says stands there."""
    if font is None or any(ord(char) > 0x24F for char in text):  # noqa: PLR2004 - Latin alphabets only
        return text
    ink = cropped(letters)
    solid = text.replace(" ", "")
    if not ink.size or len(solid) < 2:  # noqa: PLR2004 - one letter has no gaps
        return text
    ends = _ends(solid, font)
    breaks = {int(np.argmin(np.abs(ends - place))) + 1 for place in _gaps(ink, _space(font))}
    breaks |= _own_breaks(text)
    breaks -= {place for place in breaks if place < len(solid) and "'" in solid[place - 1 : place + 1]}
    return "".join((" " if place in breaks and place else "") + char for place, char in enumerate(solid))


def word_spans(text: str, font: Path | None) -> list[tuple[float, float]]:
    """Where each word lies: the shares of the ink's columns before its first letter and up to its last one."""
    words = text.split()
    if font is None or not words:
        return []
    ends = np.concatenate([[0.0], _ends("".join(words), font), [1.0]])
    starts = np.cumsum([0, *map(len, words)])
    return [(float(ends[first]), float(ends[last])) for first, last in pairwise(starts)]


def _own_breaks(text: str) -> set[int]:
    parts = text.split()
    return {sum(map(len, parts[:count])) for count in range(1, len(parts))}


@cache
def _space(font: Path) -> float:
    """Half way from the gap between two letters to the gap between two words, as a share of the letters' height."""
    close, apart = (_widest_gap(drawn(font, text)) for text in ("HH", "H H"))
    return max(LEAST, (close + apart) / 2)


def _widest_gap(ink: Mask) -> float:
    empty = np.concatenate([[False], ~ink.any(0), [False]]).astype(int)
    starts, ends = np.flatnonzero(np.diff(empty) == 1), np.flatnonzero(np.diff(empty) == -1)
    return float((ends - starts).max(initial=0)) / max(1, ink.shape[0])


def _gaps(ink: Mask, space: float) -> list[float]:
    """Where gaps of a word's distance lie: the share of the ink's columns to their left."""
    filled = [bool(column) for column in np.atleast_1d(ink.any(0))]
    seen, run, found = 0, 0, list[float]()
    for column in filled:
        if not column:
            run += 1
            continue
        if run > space * ink.shape[0]:
            found.append(float(seen))
        seen, run = seen + 1, 0
    return [place / max(1, seen) for place in found]


def _ends(solid: str, font: Path) -> NDArray[np.float64]:
    """For each letter but the last, the share of the ink that lies before its end."""
    widths = np.array([max(1, packed_text(font, char).shape[1]) for char in solid], float)
    return (np.cumsum(widths) / widths.sum())[:-1]
