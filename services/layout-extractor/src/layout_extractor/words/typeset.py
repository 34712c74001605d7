"""One visual line, read back into how it was set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from common.layout import Glow, WidthClass
from layout_extractor.readers.reader import Quad, Reading, Rgb
from layout_extractor.words.bows import is_curved
from layout_extractor.words.edges import Ring
from layout_extractor.words.faces import Face, files_for, width_class
from layout_extractor.words.fills import Fill, fill_of, hex_of_lab
from layout_extractor.words.inks import Lab
from layout_extractor.words.letters import Letters, find_letters
from layout_extractor.words.plates import plate_behind
from layout_extractor.words.spaces import with_spaces
from layout_extractor.words.strokes import shine_of, stroke_of
from layout_extractor.words.upright import Upright, upright

LETTER = 0.8
"""Usual width of letters over their height, spaces in it."""
DARKER = 7.0
"""Of CIELAB's lightness, between the two sides of letters that cast a shadow."""


@dataclass(frozen=True, slots=True)
class Backing:
    """A plate; `pad` is a share of the letters' height."""

    color: str
    pad: float


@dataclass(frozen=True)
class TypesetLine:
    """Lengths are pixels of the picture, `quad` the letters' rectangle as it lies there, `rotation` degrees.

    `text` is empty where nobody could spell it, `letters` then a guess at how many there are. `steep` lines run up or
    down, or stand letter under letter; `behind` ones stand behind the person. `sure` says how sure each field is, from
    0 to 1.
    """

    text: str
    letters: int
    quad: Quad
    rotation: float
    fill: Fill
    stroke: float
    stroke_color: str | None
    shadow: bool
    glow: Glow | None
    plate: Backing | None
    face: Face | None
    width: WidthClass
    upper: bool
    steep: bool
    curved: bool
    sure: dict[str, float]
    behind: bool = False

    @cached_property
    def height(self) -> float:
        """Of its letters."""
        down, across = (float(np.linalg.norm(self.quad[end] - self.quad[0])) for end in (3, 1))
        return min(down, across) if self.steep else down

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height before rotation, around the same centre; all a steep line covers."""
        if self.steep:
            (left, top), (right, bottom) = self.quad.min(axis=0), self.quad.max(axis=0)
            return float(left), float(top), float(right - left), float(bottom - top)
        center, width = self.quad.mean(axis=0), float(np.linalg.norm(self.quad[1] - self.quad[0]))
        return float(center[0]) - width / 2, float(center[1]) - self.height / 2, width, self.height

    def mirrored(self, width: int) -> "TypesetLine":
        """As it lies in the mirror image of a picture that is `width` wide."""
        quad = self.quad[[1, 0, 3, 2]].copy()
        quad[:, 0] = width - quad[:, 0]
        return replace(self, quad=quad, rotation=0.0 - self.rotation)


def typeset(rgb: Rgb, reading: Reading, faces: Sequence[Face]) -> TypesetLine | None:
    """None where no letters could be told from what is around them."""
    text = reading.text if reading.spelled else ""
    fonts = files_for(text, faces)
    tried = ((crop, find_letters(crop, text, fonts)) for crop in _crops(rgb, reading))
    found = [(crop, letters) for crop, letters in tried if letters is not None]
    if not found:
        return None
    crop, letters = max(found, key=lambda one: one[1].likeness)
    return _line(reading, faces, crop, letters, stroke_of(rgb, crop, letters))


def _crops(rgb: Rgb, reading: Reading) -> Iterator[Upright]:
    """A tall box whose text is known runs up or down: which of the two, its letters say."""
    turns = (1, -1) if reading.tall and reading.spelled else (0,)
    return (upright(rgb, np.roll(reading.quad, turn, axis=0)) for turn in turns)


def _line(reading: Reading, faces: Sequence[Face], crop: Upright, letters: Letters, ring: Ring) -> TypesetLine:
    plate = plate_behind(letters, ring)
    text = with_spaces(reading.text, letters.mask, letters.font) if reading.spelled else ""
    shine = shine_of(crop, letters, ring) if plate is None else None
    darker = _darker_below(letters, ring.width)
    left, top, right, bottom = letters.box
    width, width_sure = width_class(text, (right - left) / (bottom - top), faces)
    return TypesetLine(
        text=text,
        letters=len(reading.text.replace(" ", "")) or _room_for((right - left) / (bottom - top)),
        quad=crop.quad(left, top, right, bottom),
        rotation=crop.rotation,
        fill=fill_of(letters, text),
        stroke=ring.width / crop.scale,
        stroke_color=hex_of_lab(ring.color) if ring.width else None,
        shadow=plate is None and darker > DARKER,
        glow=shine.glow.model_copy(update={"blur": round(shine.glow.blur / crop.scale, 1)}) if shine else None,
        plate=Backing(hex_of_lab(plate.color), plate.pad) if plate else None,
        face=next((face for face in faces if face.file == letters.font), None),
        width=width,
        upper=text == text.upper(),
        steep=reading.tall,
        curved=bool(text) and is_curved(letters.mask),
        sure={
            "content": reading.confidence,
            "bbox": min(1.0, 0.4 + letters.likeness),
            "fill": min(1.0, 0.4 + letters.likeness),
            "font": letters.likeness,
            "stroke": ring.confidence,
            "plate": ring.confidence,
            "shadow": min(1.0, 0.5 + abs(darker - DARKER) / (2 * DARKER)),
            **({"glow": shine.sure} if shine else {}),
            "width": width_sure,
        },
    )


def _room_for(aspect: float) -> int:
    """Letters in a line of unknown words."""
    return max(1, round(max(aspect, 1 / aspect) / LETTER))


def _darker_below(letters: Letters, stroke: float) -> float:
    """CIELAB's lightness above and to the left of the ink, less that below and to the right: a shadow, or nothing."""
    solid = (letters.away <= stroke + 2).astype(np.uint8)
    step = max(3, round(0.06 * (letters.box[3] - letters.box[1])))
    below, above = (_lightness(letters.lab, solid, by) for by in (step, -step))
    return float(np.median(above) - np.median(below)) if below.size and above.size else 0.0


def _lightness(lab: Lab, solid: NDArray[np.uint8], by: int) -> NDArray[np.float32]:
    """Of what the letters would cover if they were moved down and to the right."""
    moved = cv2.warpAffine(solid, np.array([[1, 0, by], [0, 1, by]], float), solid.shape[::-1])
    return lab[..., 0][(moved == 1) & (solid == 0)]
