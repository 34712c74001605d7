"""Pictures: the scene that covers the canvas, and cut-outs with what they wear."""

import cv2
import numpy as np

from common.layout import Box, Glow, ImageLayer, ImageStyle, Role
from compositor.effects.cutout import Cutout
from compositor.effects.glow import reach as glow_reach
from compositor.effects.glow import shine
from compositor.effects.light_wrap import wrap_light, wrap_mask
from compositor.effects.outline import outline_mask
from compositor.effects.rim import rim_mask
from compositor.effects.shadow import reach, shadow_mask
from compositor.layers.painter import Painter
from compositor.ops import Canvas, applied
from compositor.pixels import Mask, Picture, Rgb, as_u8, covering, over, paint, planes_of, resized, screen

_WRAP_SIGMA = 0.006
"""Of the canvas's width."""
_SOLID = 240
_BLEED = 8
"""Pixels of a cut-out kept beyond the canvas, so that blurs at its edge see the body go on."""


def draw_image(painter: Painter, layer: ImageLayer) -> None:
    picture = painter.source(layer.source)
    if layer.style.flip:
        picture = np.ascontiguousarray(picture[:, ::-1])
    mask = painter.source(layer.mask) if layer.mask else None
    if layer.role is Role.BACKGROUND and mask is None and picture.shape[2] == 3:  # noqa: PLR2004 - RGB
        _cover(painter, layer, picture)
        return
    _place(painter, layer, _with_mask(picture, mask))


def _cover(painter: Painter, layer: ImageLayer, picture: Rgb) -> None:
    x, y, w, h = _whole(layer.bbox, painter)
    left, top, right, bottom = round(x), round(y), round(x + w), round(y + h)
    filled = applied(layer.ops, Canvas(covering(picture, right - left, bottom - top))).rgb
    if placed := Cutout(filled, np.full(filled.shape[:2], 255, np.uint8), left, top).on(painter.canvas):
        part, below = placed
        below[:] = part.rgb


def _place(painter: Painter, layer: ImageLayer, picture: Picture) -> None:
    cutout = _scaled(picture, _whole(layer.bbox, painter), painter)
    if cutout is None:
        return
    cutout = _operated(layer.ops, cutout, painter.canvas)
    _dress(painter.canvas, cutout, layer.style, sinks=layer.role is Role.SUBJECT)


def _whole(bbox: Box | None, painter: Painter) -> Box:
    w, h = painter.size
    return bbox or (0, 0, w, h)


def _with_mask(picture: Picture, mask: Picture | None) -> Picture:
    """Straight RGBA; a mask multiplies the alpha that is there."""
    has_alpha = picture.shape[2] == 4  # noqa: PLR2004 - RGBA
    if has_alpha and mask is None:
        return picture
    rgb, alpha = planes_of(picture) if has_alpha else (picture, _opaque(picture))
    if mask is not None:
        flat = mask if mask.ndim == 2 else as_u8(cv2.cvtColor(mask[..., :3], cv2.COLOR_RGB2GRAY))  # noqa: PLR2004 - a plane
        alpha = as_u8(cv2.multiply(alpha, resized(flat, alpha.shape[1], alpha.shape[0]), scale=1 / 255))
    return as_u8(cv2.merge((*cv2.split(rgb), alpha)))


def _scaled(picture: Picture, box: Box, painter: Painter) -> Cutout | None:
    found = visible_part(picture, box, *painter.size)
    if found is None:
        return None
    part, x, y = found
    return Cutout(*planes_of(part), x, y)


def _opaque(picture: Picture) -> Mask:
    return np.full(picture.shape[:2], 255, np.uint8)


def visible_part(picture: Picture, box: Box, canvas_w: int, canvas_h: int) -> tuple[Picture, int, int] | None:
    """(pixels, x, y): only what will be seen is resized, as a close-up may be three times as large as its canvas."""
    x, y, w, h = box
    if w < 1 or h < 1:
        return None
    sx, sy = w / picture.shape[1], h / picture.shape[0]
    left, right = _seen(x, sx, picture.shape[1], canvas_w)
    top, bottom = _seen(y, sy, picture.shape[0], canvas_h)
    if right <= left or bottom <= top:
        return None
    at_x, at_y = round(x + left * sx), round(y + top * sy)
    size = max(1, round(x + right * sx) - at_x), max(1, round(y + bottom * sy) - at_y)
    return resized(np.ascontiguousarray(picture[top:bottom, left:right]), *size), at_x, at_y


def _seen(start: float, scale: float, length: int, limit: int) -> tuple[int, int]:
    """Source rows or columns that land on the canvas or just beside it."""
    first = int(np.floor((-_BLEED - start) / scale))
    last = int(np.ceil((limit + _BLEED - start) / scale))
    return max(0, first), min(length, last)


def _operated(ops: tuple[str, ...], cutout: Cutout, canvas: Rgb) -> Cutout:
    if not ops:
        return cutout
    placed = cutout.on(canvas)
    behind = None if placed is None else placed[1]
    done = applied(ops, Canvas(cutout.rgb, cutout.alpha, behind))
    return Cutout(done.rgb, cutout.alpha if done.alpha is None else done.alpha, cutout.x, cutout.y)


def _dress(canvas: Rgb, cutout: Cutout, style: ImageStyle, *, sinks: bool = True) -> None:
    """Shadow, glow, outline, body, light: from below to above. Only a person `sinks`, fading out."""
    roomy = cutout.padded(_pad(style), canvas.shape[1], canvas.shape[0])
    silhouette = roomy.alpha
    if style.outline and style.outline.width:
        around = outline_mask(_unsunk(roomy.alpha) if sinks else roomy.alpha, style.outline.width)
        silhouette = _sinking(around, roomy.alpha) if sinks else around
    if style.shadow and style.shadow.opacity:
        _through(canvas, roomy, shadow_mask(silhouette, style.shadow), style.shadow.color)
    if style.glow and style.glow.opacity:
        _shine(canvas, roomy, silhouette, style.glow)
    if style.outline and style.outline.width:
        _through(canvas, roomy, silhouette, style.outline.color)
    placed = cutout.on(canvas)
    if placed is None:
        return
    part, below = placed
    scene = below.copy() if style.light_wrap else None
    over(below, part.rgb, part.alpha)
    if scene is not None:
        sigma = max(1.5, _WRAP_SIGMA * canvas.shape[1])
        over(below, wrap_light(scene, sigma), _cropped(wrap_mask(roomy.alpha, style.light_wrap, sigma), roomy, part))
    if style.rim and style.rim.opacity:
        screen(below, style.rim.color, _cropped(rim_mask(roomy.alpha, style.rim), roomy, part))


def _unsunk(alpha: Mask) -> Mask:
    """The body as if it did not fade out below: an outline follows its sides all the way, and never closes under it."""
    strength = alpha.max(axis=1)
    solid = np.flatnonzero(strength >= _SOLID)
    if not len(solid) or solid[-1] == len(strength) - 1:
        return alpha
    rows = strength[solid[-1] + 1 :].astype(np.float32)[:, None]
    raised = alpha.copy()
    raised[solid[-1] + 1 :] = np.where(rows > 0, alpha[solid[-1] + 1 :] * (255 / np.maximum(rows, 1)), 0)
    return raised


def _sinking(mask: Mask, alpha: Mask) -> Mask:
    """Where a body fades out below, what it wears fades with it."""
    strength = alpha.max(axis=1)
    solid = np.flatnonzero(strength >= _SOLID)
    if not len(solid) or solid[-1] == len(strength) - 1:
        return mask
    strength[: solid[-1] + 1] = 255
    return as_u8(cv2.multiply(mask, np.repeat(strength[:, None], mask.shape[1], axis=1), scale=1 / 255))


def _pad(style: ImageStyle) -> int:
    outline = style.outline.width + 2 if style.outline else 0
    shadow = reach(style.shadow) if style.shadow else 0
    light = max(style.rim.blur * 2 if style.rim else 0, glow_reach(style.glow) if style.glow else 0)
    return int(outline + max(shadow, light)) + 4


def _shine(canvas: Rgb, cutout: Cutout, silhouette: Mask, glow: Glow) -> None:
    if placed := Cutout(cutout.rgb, silhouette, cutout.x, cutout.y).on(canvas):
        part, below = placed
        lit = np.ascontiguousarray(below)
        shine(lit, part.alpha, glow)
        below[:] = lit


def _through(canvas: Rgb, cutout: Cutout, mask: Mask, color: str) -> None:
    if placed := Cutout(cutout.rgb, mask, cutout.x, cutout.y).on(canvas):
        part, below = placed
        paint(below, color, part.alpha)


def _cropped(mask: Mask, of: Cutout, to: Cutout) -> Mask:
    """The part of a padded mask that lies over the unpadded picture."""
    h, w = to.alpha.shape
    y, x = to.y - of.y, to.x - of.x
    return np.ascontiguousarray(mask[y : y + h, x : x + w])
