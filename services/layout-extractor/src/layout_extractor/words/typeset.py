"""One visual line, read back into how it was set."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from common.color import hex_of
from layout_extractor.readers.reader import Quad, Reading, Rgb
from layout_extractor.words.edges import distance_from, ring_of
from layout_extractor.words.faces import Face, WidthClass, width_class
from layout_extractor.words.letters import Lab, Letters, find_letters
from layout_extractor.words.plates import plate_behind
from layout_extractor.words.spaces import with_spaces
from layout_extractor.words.upright import upright

DARKER = 7.0
"""Of CIELAB's lightness, between the two sides of letters that cast a shadow."""
SHADED = 12.0
"""CIE76 between the upper and the lower third of the letters from which a fill is a gradient."""


@dataclass(frozen=True, slots=True)
class Backing:
    """A plate; `pad` is a share of the letters' height."""

    color: str
    pad: float


@dataclass(frozen=True)
class TypesetLine:
    """Lengths are pixels of the picture, `quad` the letters' rectangle as it lies there, `rotation` degrees.

    `sure` says how sure each field is, from 0 to 1.
    """

    text: str
    quad: Quad
    rotation: float
    fill: str
    fill_bottom: str | None
    stroke: float
    stroke_color: str | None
    shadow: bool
    plate: Backing | None
    face: Face | None
    width: WidthClass
    upper: bool
    sure: dict[str, float]

    @cached_property
    def height(self) -> float:
        return float(np.linalg.norm(self.quad[3] - self.quad[0]))

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height before rotation, around the same centre."""
        center, width = self.quad.mean(axis=0), float(np.linalg.norm(self.quad[1] - self.quad[0]))
        return float(center[0]) - width / 2, float(center[1]) - self.height / 2, width, self.height


def typeset(rgb: Rgb, reading: Reading, faces: Sequence[Face]) -> TypesetLine | None:
    """None where no letters could be told from what is around them."""
    crop = upright(rgb, reading.quad)
    letters = find_letters(crop, reading.text, [face.file for face in faces])
    if letters is None:
        return None
    ring = ring_of(letters)
    plate = plate_behind(letters, ring)
    text = with_spaces(reading.text, letters.mask, letters.font)
    left, top, right, bottom = letters.box
    width, width_sure = width_class(text, (right - left) / (bottom - top), faces)
    fill, fill_bottom = _fill(letters)
    return TypesetLine(
        text=text,
        quad=crop.quad(left, top, right, bottom),
        rotation=crop.rotation,
        fill=fill,
        fill_bottom=fill_bottom,
        stroke=ring.width / crop.scale,
        stroke_color=hex_of_lab(ring.color) if ring.width else None,
        shadow=plate is None and _casts_shadow(letters, ring.width),
        plate=Backing(hex_of_lab(plate.color), plate.pad) if plate else None,
        face=next((face for face in faces if face.file == letters.font), None),
        width=width,
        upper=text == text.upper(),
        sure={
            "content": reading.confidence,
            "bbox": min(1.0, 0.4 + letters.likeness),
            "fill": min(1.0, 0.4 + letters.likeness),
            "font": letters.likeness,
            "stroke": ring.confidence,
            "plate": ring.confidence,
            "width": width_sure,
        },
    )


def _fill(letters: Letters) -> tuple[str, str | None]:
    """The letters' color, and that of their lower part where they are shaded from top to bottom."""
    core = cv2.erode(letters.mask.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    core = core if core.any() else letters.mask
    _, top, _, bottom = letters.box
    third = max(1, (bottom - top) // 3)
    upper, lower = (slice(top, top + third), slice(bottom - third, bottom))
    if core[upper].any() and core[lower].any():
        ends = [np.median(letters.lab[rows][core[rows]], axis=0) for rows in (upper, lower)]
        if np.linalg.norm(ends[0] - ends[1]) > SHADED:
            return hex_of_lab(ends[0]), hex_of_lab(ends[1])
    return hex_of_lab(np.median(letters.lab[core], axis=0)), None


def _casts_shadow(letters: Letters, stroke: float) -> bool:
    """Darker below and to the right of the ink than above and to the left of it."""
    away = distance_from(letters.mask)
    solid = (away <= stroke + 2).astype(np.uint8)
    step = max(3, round(0.06 * (letters.box[3] - letters.box[1])))
    below, above = (_lightness(letters.lab, solid, by) for by in (step, -step))
    return bool(below.size and above.size and np.median(above) - np.median(below) > DARKER)


def _lightness(lab: Lab, solid: NDArray[np.uint8], by: int) -> NDArray[np.float32]:
    """Of what the letters would cover if they were moved down and to the right."""
    moved = cv2.warpAffine(solid, np.array([[1, 0, by], [0, 1, by]], float), solid.shape[::-1])
    return lab[..., 0][(moved == 1) & (solid == 0)]


def hex_of_lab(lab: NDArray[np.floating]) -> str:
    """The nearest sRGB color of a CIELAB one."""
    rgb = cv2.cvtColor(np.asarray(lab, np.float32).reshape(1, 1, 3), cv2.COLOR_LAB2RGB)[0, 0]
    red, green, blue = (round(255 * min(1.0, max(0.0, float(value)))) for value in rgb)
    return hex_of((red, green, blue))
