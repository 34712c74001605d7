"""Glyphs to coverage: HarfBuzz draws exact outlines, turned and placed to fractions of a pixel.

Its rows are counted with y downwards here: outlines are flipped by the transform, which the nonzero winding rule
does not mind.
"""

from collections.abc import Callable, Iterator
from math import cos, radians, sin
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from compositor.fonts.face import Glyph, hb
from compositor.pixels import Mask
from compositor.text.fitted import FittedText
from compositor.text.frame import Frame
from compositor.text.pieces import Run


def coverage(fitted: FittedText, frame: Frame, wanted: Callable[[Run], bool]) -> Mask:
    """(h, w) coverage of all outlines whose run is `wanted`; colour glyphs are not outlines."""
    pen = hb.RasterDraw()
    pen.extents = hb.RasterExtents(0, 0, frame.w, frame.h, 0)
    for run, x, baseline in _runs(fitted):
        if run.face.color or not wanted(run):
            continue
        for glyph, transform in _glyphs(fitted, frame, run, x, baseline):
            pen.transform = transform
            pen.draw_glyph(run.face.font, glyph.id)
    image = pen.render()
    extents = image.extents
    return np.frombuffer(image.buffer, np.uint8).reshape(extents.height, extents.stride)[:, : extents.width]


def color_glyphs(fitted: FittedText, frame: Frame) -> NDArray[np.uint8] | None:
    """(h, w, 4) RGBA, premultiplied, of the emoji; None without any."""
    pictures = [
        (run, glyph, transform)
        for run, x, baseline in _runs(fitted)
        if run.face.color
        for glyph, transform in _glyphs(fitted, frame, run, x, baseline)
    ]
    if not pictures:
        return None
    sheet = np.zeros((frame.h, frame.w, 4), np.uint8)
    for run, glyph, transform in pictures:
        _paint(sheet, run, glyph, transform)
    return sheet


def _paint(sheet: NDArray[np.uint8], run: Run, glyph: Glyph, transform: tuple[float, ...]) -> None:
    """One emoji on the sheet; what hangs over the sheet's edge is cut."""
    brush = hb.RasterPaint()
    brush.transform = transform
    brush.set_glyph_extents(run.face.font.get_glyph_extents(glyph.id))
    brush.paint_glyph(run.face.font, glyph.id)
    image = brush.render()
    if image is None:
        return
    extents: Any = image.extents
    bgra = np.frombuffer(image.buffer, np.uint8).reshape(extents.height, extents.stride // 4, 4)[:, : extents.width]
    height, width = sheet.shape[:2]
    left, top = max(0, extents.x_origin), max(0, extents.y_origin)
    right = min(width, extents.x_origin + extents.width)
    bottom = min(height, extents.y_origin + extents.height)
    if right <= left or bottom <= top:
        return
    part = bgra[top - extents.y_origin : bottom - extents.y_origin, left - extents.x_origin : right - extents.x_origin]
    below = sheet[top:bottom, left:right]
    rgba = cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_BGRA2RGBA)
    keep = cv2.bitwise_not(np.ascontiguousarray(rgba[..., 3]))
    sheet[top:bottom, left:right] = cv2.add(cv2.multiply(below, cv2.merge([keep] * 4), scale=1 / 255), rgba)


def _runs(fitted: FittedText) -> Iterator[tuple[Run, float, float]]:
    for line in fitted.lines:
        for placed in line.line.runs:
            yield placed.run, line.x + placed.x * fitted.size, line.baseline - placed.run.rise * fitted.size


def _glyphs(
    fitted: FittedText, frame: Frame, run: Run, x: float, baseline: float
) -> Iterator[tuple[Glyph, tuple[float, ...]]]:
    """Each glyph with its matrix from font units to pixels of the frame."""
    em = fitted.size * run.scale
    unit = em / run.face.units
    angle = radians(fitted.rotation)
    along, across = unit * cos(angle), unit * sin(angle)
    for glyph in run.shaped.glyphs:
        px, py = fitted.turn(x + glyph.x * em, baseline + glyph.y * em)
        yield glyph, (along, -across, -across, -along, px - frame.x, py - frame.y)
