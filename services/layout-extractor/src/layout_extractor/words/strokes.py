"""The stroke that letters wear: a ring that ends and is no light; looked for more closely where letters are large."""

from dataclasses import replace
from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from layout_extractor.glows import FIRST, Shine, glow_of
from layout_extractor.readers.reader import Rgb
from layout_extractor.words.edges import FARTHEST, Ring, ring_of
from layout_extractor.words.inks import SAME, lab_of
from layout_extractor.words.letters import Letters
from layout_extractor.words.plates import is_plate
from layout_extractor.words.shapes import Mask
from layout_extractor.words.upright import Upright, closer

REDUCED = 0.7
"""Pixels of a crop for one of the picture: below, a thin stroke is lost in the letters' edge."""
CLOSER = 4.0
BAND = 7
"""Pixels of a closer crop, within which an edge is looked for anew."""


def stroke_of(rgb: Rgb, crop: Upright, letters: Letters) -> Ring:
    """In pixels of `crop`, a part of `rgb`."""
    ring = _ring(crop, letters)
    if ring.width or crop.scale >= REDUCED:
        return ring
    factor = min(CLOSER, 1 / crop.scale)
    part = _part_around(letters, ceil(FARTHEST / factor))
    near = closer(rgb, crop, part, factor)
    found = _ring(near, _sharper(letters, part, near))
    return replace(found, width=found.width / factor) if found.width else ring


def shine_of(crop: Upright, letters: Letters, ring: Ring) -> Shine | None:
    """Light around the letters and their ring; its blur in pixels of the crop."""
    start = round(ring.width) + FIRST
    around = (letters.away >= start - 0.5) & (letters.away < FARTHEST - 0.5)
    colors, distances = crop.rgb[around], np.floor(letters.away[around] + 0.5).astype(np.intp)
    counts = np.bincount(distances, minlength=FARTHEST)[start:FARTHEST]
    rings = np.split(colors[np.argsort(distances, kind="stable")], np.cumsum(counts)[:-1])
    return glow_of(rings, start - ring.width)


def _ring(crop: Upright, letters: Letters) -> Ring:
    ring = ring_of(letters)
    if ring.width and is_plate(letters, ring):
        return replace(ring, width=0.0, flat=True)
    if ring.width and ring.fades and shine_of(crop, letters, replace(ring, width=0.0)):
        return replace(ring, width=0.0)  # the bright rim of a glow ends nearly as a stroke does
    return ring


def _part_around(letters: Letters, reach: int) -> tuple[slice, slice]:
    left, top, right, bottom = letters.box
    height, width = letters.mask.shape
    rows = slice(max(0, top - reach), min(height, bottom + reach))
    return rows, slice(max(0, left - reach), min(width, right + reach))


def _sharper(letters: Letters, part: tuple[slice, slice], near: Upright) -> Letters:
    """The same letters in a closer crop, their edges where its colors are theirs."""
    height, width = near.rgb.shape[:2]
    grown = cv2.resize(letters.mask[part].astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
    kernel, lab = np.ones((BAND, BAND), np.uint8), lab_of(near.rgb)
    core, reach = cv2.erode(grown, kernel) == 1, cv2.dilate(grown, kernel) == 1
    mask: Mask = core | (reach & _alike(lab, letters.color))
    return Letters(mask, letters.color, lab, letters.font, letters.likeness, letters.parts)


def _alike(lab: NDArray[np.float32], color: NDArray[np.float32]) -> Mask:
    return np.linalg.norm(lab - color, axis=2) < SAME
