"""Drawing a fitted text, from the back: plates, glow, shadow, outline, stroke, fill, emoji, inner glow."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from common.catalog import Size
from common.layout import Glow, Shadow, TextLayer
from compositor.geometry import Rect
from compositor.pixels import Mask, Rgb, as_u8, blurred, faded
from compositor.text.fitted import FittedText
from compositor.text.frame import Frame, Planes
from compositor.text.look import Look, look_of, rgb
from compositor.text.raster import color_glyphs, coverage
from compositor.text.shapes import closed, grown, plate

# A Gaussian has faded at this many sigmas.
_REACH = 3.0


@dataclass(frozen=True)
class TextMasks:
    """(h, w) masks as large as the canvas: `fill` is the letters alone, `outline` all that is opaque."""

    fill: Mask
    outline: Mask


def draw_text(picture: Rgb, layer: TextLayer, fitted: FittedText) -> None:
    """Draw `layer` as it was fitted, in place. The picture is the canvas it was fitted on; only its part is touched."""
    look = look_of(layer.style, fitted)
    height, width = picture.shape[:2]
    frame = Frame.around(Rect.of(fitted.bbox), fitted.edge + _margin(look), width, height)
    planes = Planes(picture, frame)
    if planes.is_empty:
        return
    accented = frozenset(layer.style.accent_words)
    plain = coverage(fitted, frame, lambda run: run.word not in accented)
    accent = coverage(fitted, frame, lambda run: run.word in accented) if accented else None
    emoji = color_glyphs(fitted, frame)
    letters = plain if accent is None else as_u8(cv2.max(plain, accent))
    solid = letters if emoji is None else as_u8(cv2.max(letters, np.ascontiguousarray(emoji[..., 3])))
    stroked = closed(grown(solid, fitted.stroke), fitted.stroke)
    outlined = grown(stroked, fitted.edge - fitted.stroke)

    _draw_plates(planes, layer, fitted, frame)
    _draw_glow(planes, look.glow, outlined)
    _draw_shadow(planes, look.shadow, outlined)
    if layer.style.outline is not None:
        planes.paint(layer.style.outline.color, outlined)
    if fitted.stroke:
        planes.paint(look.stroke_color, stroked)
    _fill(planes, look, fitted, frame, plain)
    if accent is not None:
        planes.paint(look.accent, accent)
    if emoji is not None:
        planes.lay(emoji)
    _draw_inner_glow(planes, look.inner_glow, letters)
    planes.write()


def text_masks(layer: TextLayer, fitted: FittedText, size: Size) -> TextMasks:
    """What the text covers on a canvas of `size`: for legibility scores and collision checks."""
    frame = Frame.around(Rect.of(fitted.bbox), fitted.edge + 1, size.w, size.h)
    fill = coverage(fitted, frame, lambda _: True)
    emoji = color_glyphs(fitted, frame)
    if emoji is not None:
        fill = as_u8(cv2.max(fill, np.ascontiguousarray(emoji[..., 3])))
    outline = grown(fill, fitted.edge)
    for shape, _ in _plate_masks(layer, fitted, frame):
        outline = as_u8(cv2.max(outline, shape))
    return TextMasks(_on_canvas(fill, frame, size), _on_canvas(outline, frame, size))


def _on_canvas(mask: Mask, frame: Frame, size: Size) -> Mask:
    sheet = np.zeros((size.h, size.w), np.uint8)
    sheet[frame.on(size.w, size.h)] = mask[frame.inside(size.w, size.h)]
    return sheet


def _margin(look: Look) -> float:
    """How far effects reach beyond what is opaque."""
    shadow = max(abs(look.shadow.dx), abs(look.shadow.dy)) + _REACH * look.shadow.blur if look.shadow else 0.0
    glow = _REACH * look.glow.blur if look.glow else 0.0
    return max(shadow, glow) + 2


def _plate_masks(layer: TextLayer, fitted: FittedText, frame: Frame) -> Iterator[tuple[Mask, float]]:
    style = layer.style.plate
    if style is not None:
        for rect in fitted.plates:
            yield plate(fitted, frame, rect, style.radius * fitted.size, style.slant), style.opacity


def _draw_plates(planes: Planes, layer: TextLayer, fitted: FittedText, frame: Frame) -> None:
    for shape, opacity in _plate_masks(layer, fitted, frame):
        assert layer.style.plate is not None
        planes.paint(layer.style.plate.color, faded(shape, opacity))


def _draw_glow(planes: Planes, glow: Glow | None, outlined: Mask) -> None:
    """Two blurs, tight and wide, added as light: neon has a bright rim and a long tail."""
    if glow is not None:
        planes.lighten(glow.color, faded(blurred(outlined, glow.blur), glow.opacity))
        planes.lighten(glow.color, faded(blurred(outlined, glow.blur / 3), glow.opacity))


def _draw_shadow(planes: Planes, shadow: Shadow | None, outlined: Mask) -> None:
    if shadow is not None:
        moved = cv2.warpAffine(
            outlined, np.float32([[1, 0, shadow.dx], [0, 1, shadow.dy]]), outlined.shape[::-1], flags=cv2.INTER_LINEAR
        )
        planes.paint(shadow.color, faded(blurred(as_u8(moved), shadow.blur), shadow.opacity))


def _fill(planes: Planes, look: Look, fitted: FittedText, frame: Frame, plain: Mask) -> None:
    if look.fill_bottom is None:
        planes.paint(look.fill, plain)
    else:
        planes.shade(_gradient(look.fill, look.fill_bottom, fitted, frame), plain)


def _gradient(top: str, bottom: str, fitted: FittedText, frame: Frame) -> NDArray[np.uint8]:
    """(h, w or 1, 3): each line shades from its cap height to its baseline."""
    across = np.arange(frame.w if fitted.rotation else 1) + frame.x + 0.5
    down = np.arange(frame.h)[:, None] + frame.y + 0.5
    angle, (cx, cy) = radians(fitted.rotation), fitted.center
    upright = cy + sin(angle) * (across - cx) + cos(angle) * (down - cy)
    stops = [edge for line in fitted.lines for edge in (line.baseline - fitted.cap_height, line.baseline)]
    share = np.interp(upright, stops, [0.0, 1.0] * len(fitted.lines))[..., None]
    return (np.array(rgb(top)) * (1 - share) + np.array(rgb(bottom)) * share + 0.5).astype(np.uint8)


def _draw_inner_glow(planes: Planes, glow: Glow | None, letters: Mask) -> None:
    """Light that falls off from the edge inwards: the blurred outside, seen through the letters."""
    if glow is not None:
        outside = blurred(as_u8(cv2.bitwise_not(letters)), glow.blur)
        rim = cv2.multiply(outside, letters, scale=2 * glow.opacity / 255)
        planes.paint(glow.color, as_u8(rim))
