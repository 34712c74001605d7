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

from common.fonts.face import Glyph, hb
from compositor.pixels import Mask
from compositor.text.fitted import FittedText
from compositor.text.frame import Frame
from compositor.text.pieces import Run


def coverage(fitted: FittedText, frame: Frame, wanted: Callable[[Run], bool]) -> Mask:
    """(h, w) coverage of all outlines whose run is `wanted`; colour glyphs are not outlines."""
    pen = hb.RasterDraw()
    for run, x, baseline in _runs(fitted):
        if run.face.color or not wanted(run):
            continue
        for glyph, transform in _glyphs(fitted, frame, run, x, baseline):
            pen.transform = transform
            pen.draw_glyph(run.face.font, glyph.id)
    sheet = np.zeros((frame.h, frame.w), np.uint8)
    image = pen.render()  # only as large as its ink
    if image is not None and image.extents.width:
        extents: Any = image.extents
        pixels = np.frombuffer(image.buffer, np.uint8).reshape(extents.height, extents.stride)[:, : extents.width]
        target, part = _overlap(extents, frame)
        sheet[target] = pixels[part]
    return sheet


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
    target, part = _overlap(extents, Frame(0, 0, sheet.shape[1], sheet.shape[0]))
    rgba = cv2.cvtColor(np.ascontiguousarray(bgra[part]), cv2.COLOR_BGRA2RGBA)
    if not rgba.size:
        return
    keep = cv2.bitwise_not(np.ascontiguousarray(rgba[..., 3]))
    sheet[target] = cv2.add(cv2.multiply(sheet[target], cv2.merge([keep] * 4), scale=1 / 255), rgba)


def _overlap(extents: Any, frame: Frame) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Rows and columns that a drawn image and the frame share, counted in each; empty where they miss each other."""
    left, top = max(0, extents.x_origin), max(0, extents.y_origin)
    right = max(left, min(frame.w, extents.x_origin + extents.width))
    bottom = max(top, min(frame.h, extents.y_origin + extents.height))
    x, y = extents.x_origin, extents.y_origin
    return (slice(top, bottom), slice(left, right)), (slice(top - y, bottom - y), slice(left - x, right - x))


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
