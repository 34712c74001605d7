"""What a text looks like in a font, as a mask to compare with: recognition by drawing it again.

Spaces between letters say little about a font and much about its setting, and engines drop them: both masks are
compared without their empty columns.
"""

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Mask = NDArray[np.bool_]
HEIGHT = 48
_DRAWN = 96


@lru_cache(maxsize=64)
def _font(path: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, _DRAWN, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=512)
def drawn(path: Path, text: str) -> Mask:
    """(h, w) the ink of `text` in a font file, cropped to it; empty where the font draws nothing."""
    font = _font(path)
    left, top, right, bottom = (round(value) for value in font.getbbox(text))
    sheet = Image.new("L", (max(1, right - left) + 4, max(1, bottom - top) + 4))
    ImageDraw.Draw(sheet).text((2 - left, 2 - top), text, font=font, fill=255)
    return cropped(np.asarray(sheet) > 127)  # noqa: PLR2004 - half covered


@lru_cache(maxsize=512)
def packed_text(path: Path, text: str) -> Mask:
    """`text` in a font file, to be compared with many shapes."""
    return packed(drawn(path, text))


def cropped(mask: Mask) -> Mask:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not rows.size:
        return np.zeros((0, 0), bool)
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def packed(mask: Mask) -> Mask:
    """Without empty columns, HEIGHT rows high; the width follows."""
    tight = cropped(mask)
    if not tight.size:
        return tight
    tight = tight[:, tight.any(0)]
    width = max(4, round(tight.shape[1] * HEIGHT / tight.shape[0]))
    return _resized(tight, width)


def likeness(seen: Mask, other: Mask) -> float:
    """Of two packed masks, from 0 to 1: overlap over union once both are equally wide, less for unequal widths."""
    if not seen.size or not other.size:
        return 0.0
    wide = other if other.shape[1] == seen.shape[1] else _resized(other, seen.shape[1])
    overlap = np.count_nonzero(seen & wide) / max(1, np.count_nonzero(seen | wide))
    stretch = min(seen.shape[1], other.shape[1]) / max(seen.shape[1], other.shape[1])
    return float(overlap * stretch**0.5)


def _resized(mask: Mask, width: int) -> Mask:
    small = cv2.resize(mask.astype(np.uint8) * 255, (width, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(small) > 127  # noqa: PLR2004 - half covered
