"""Drawing a fitted text, from the back: plates, glow, shadow, outline, stroke, fill, emoji."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from math import cos, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from common.brief import HexColor
from common.catalog import Size
from common.color import rgb_of
from common.layout import Shadow, TextLayer
from compositor.geometry import Rect
from compositor.pixels import Mask, Rgb, as_u8, faded
from compositor.text.fitted import FittedText
from compositor.text.frame import Frame, Patch
from compositor.text.look import Look, look_of
from compositor.text.raster import color_glyphs, coverage
from compositor.text.shapes import closed, grown, plate, soft

# A Gaussian has faded at this many sigmas.
_REACH = 3.0


@dataclass(frozen=True)
class TextMasks:
    """(h, w) masks as large as the canvas: `fill` is the letters alone, `outline` all that is opaque."""

    fill: Mask
    outline: Mask


@dataclass(frozen=True)
class _Ink:
    """What covers what, as masks of one frame; each holds the one before."""

    plain: Mask
    accent: Mask | None
    letters: Mask
    emoji: NDArray[np.uint8] | None  # (h, w, 4) premultiplied
    stroked: Mask
    outlined: Mask


def draw_text(picture: Rgb, layer: TextLayer, fitted: FittedText) -> None:
    """Draw `layer` as it was fitted, in place. The picture is the canvas it was fitted on; only its part is touched."""
    look = look_of(layer.style, fitted)
    height, width = picture.shape[:2]
    frame = Frame.around(Rect.of(fitted.bbox), _margin(fitted, look), width, height)
    patch = Patch(picture, frame)
    if patch.is_empty:
        return
    ink = _ink(fitted, frame, frozenset(layer.style.accent_words))
    plates = list(_plates(layer, fitted, frame))
    if plates and look.shadow is not None:  # a shadow is cast by what lies on the picture, here the plates
        patch.lay([(_cast(look.shadow, _union([shape for shape, _, _ in plates])), look.shadow.color)])
    for shape, opacity, color in plates:
        patch.lay([(faded(shape, opacity), color)])
    if look.glow is not None:  # neon has a bright rim and a long tail
        for blur in (look.glow.blur, look.glow.blur / 3):
            patch.lighten(look.glow.color, faded(soft(ink.outlined, blur), look.glow.opacity))
    rim = _rim(look, ink.letters)
    layers = [*_behind(look, ink, fitted, layer), *_letters(look, ink, rim)]
    plain = ink.plain if rim is None else as_u8(cv2.subtract(ink.plain, rim))
    if look.fill_bottom is None:
        patch.lay([*layers, (plain, look.fill)])
    else:
        patch.lay(layers, [(plain, _gradient(look.fill, look.fill_bottom, fitted, frame))])
    if ink.emoji is not None:
        patch.over(ink.emoji)
    patch.write()


def text_masks(layer: TextLayer, fitted: FittedText, size: Size) -> TextMasks:
    """What the text covers on a canvas of `size`: for legibility scores and collision checks."""
    frame = Frame.around(Rect.of(fitted.bbox), _closing(fitted), size.w, size.h)
    ink = _ink(fitted, frame, frozenset())
    fill, outline = ink.letters, ink.outlined
    if ink.emoji is not None:
        fill = as_u8(cv2.max(fill, np.ascontiguousarray(ink.emoji[..., 3])))
    outline = _union([outline, *(shape for shape, _, _ in _plates(layer, fitted, frame))])
    return TextMasks(_on_canvas(fill, frame, size), _on_canvas(outline, frame, size))


def _on_canvas(mask: Mask, frame: Frame, size: Size) -> Mask:
    sheet = np.zeros((size.h, size.w), np.uint8)
    sheet[frame.on(size.w, size.h)] = mask[frame.inside(size.w, size.h)]
    return sheet


def _margin(fitted: FittedText, look: Look) -> float:
    """How far effects reach beyond what is opaque."""
    shadow = max(abs(look.shadow.dx), abs(look.shadow.dy)) + _REACH * look.shadow.blur if look.shadow else 0.0
    glow = _REACH * look.glow.blur if look.glow else 0.0
    return max(shadow, glow, _closing(fitted))


def _closing(fitted: FittedText) -> float:
    """Closing slits needs this much empty room around; without it strokes would stick to the edge of the frame."""
    return fitted.edge / 2 + 2


def _ink(fitted: FittedText, frame: Frame, accented: frozenset[int]) -> _Ink:
    plain = coverage(fitted, frame, lambda run: run.word not in accented)
    accent = coverage(fitted, frame, lambda run: run.word in accented) if accented else None
    letters = plain if accent is None else as_u8(cv2.add(plain, accent))
    emoji = color_glyphs(fitted, frame)
    solid = letters if emoji is None else as_u8(cv2.max(letters, np.ascontiguousarray(emoji[..., 3])))
    outline = fitted.edge - fitted.stroke
    stroked = closed(grown(solid, fitted.stroke), fitted.stroke)
    return _Ink(plain, accent, letters, emoji, stroked, closed(grown(stroked, outline), outline))


def _plates(layer: TextLayer, fitted: FittedText, frame: Frame) -> Iterator[tuple[Mask, float, HexColor]]:
    style = layer.style.plate
    if style is not None:
        for rect in fitted.plates:
            shape = plate(fitted, frame, rect, style.radius * fitted.size, style.slant)
            yield shape, style.opacity, style.color


def _behind(look: Look, ink: _Ink, fitted: FittedText, layer: TextLayer) -> Iterator[tuple[Mask, HexColor]]:
    """Stroke, outline and shadow, each where nothing in front of it hides it."""
    if fitted.stroke:
        yield as_u8(cv2.subtract(ink.stroked, ink.letters)), look.stroke_color
    if layer.style.outline is not None:
        yield as_u8(cv2.subtract(ink.outlined, ink.stroked)), layer.style.outline.color
    if look.shadow is not None and layer.style.plate is None:
        opaque = ink.outlined if fitted.edge else ink.letters
        cast = _cast(look.shadow, ink.outlined)
        yield as_u8(cv2.multiply(cast, cv2.bitwise_not(opaque), scale=1 / 255)), look.shadow.color


def _cast(shadow: Shadow, caster: Mask) -> Mask:
    return faded(soft(caster, shadow.blur, shadow.dx, shadow.dy), shadow.opacity)


def _union(masks: Sequence[Mask]) -> Mask:
    return as_u8(reduce(cv2.max, masks))


def _letters(look: Look, ink: _Ink, rim: Mask | None) -> Iterator[tuple[Mask, HexColor]]:
    """Accent words and the light inside all of them."""
    if rim is not None and look.inner_glow is not None:
        yield rim, look.inner_glow.color
    if ink.accent is not None:
        yield (ink.accent if rim is None else as_u8(cv2.subtract(ink.accent, rim))), look.accent


def _rim(look: Look, letters: Mask) -> Mask | None:
    """Light that falls off from the edge inwards: the blurred outside, seen through the letters."""
    if look.inner_glow is None:
        return None
    outside = soft(as_u8(cv2.bitwise_not(letters)), look.inner_glow.blur)
    return as_u8(cv2.multiply(outside, letters, scale=min(2 * look.inner_glow.opacity, 2.0) / 255))


def _gradient(top: HexColor, bottom: HexColor, fitted: FittedText, frame: Frame) -> NDArray[np.uint8]:
    """(h, w or 1, 3): each line shades from its cap height to its baseline."""
    across = np.arange(frame.w if fitted.rotation else 1) + frame.x + 0.5
    down = np.arange(frame.h)[:, None] + frame.y + 0.5
    angle, (cx, cy) = radians(fitted.rotation), fitted.center
    upright = cy + sin(angle) * (across - cx) + cos(angle) * (down - cy)
    stops = [edge for line in fitted.lines for edge in (line.baseline - fitted.cap_height, line.baseline)]
    share = np.interp(upright, stops, [0.0, 1.0] * len(fitted.lines))[..., None]
    return (np.array(rgb_of(top)) * (1 - share) + np.array(rgb_of(bottom)) * share + 0.5).astype(np.uint8)
