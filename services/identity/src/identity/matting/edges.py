"""Soft borders: closed-form matting in a strip along the outline, then read off at full size."""

import cv2
import numpy as np

from identity.faces import Alpha, Box, Rgb
from identity.matting.crumbs import without_haze, without_specks
from identity.matting.evidence import color_evidence
from identity.matting.laplacian import MattingLaplacian, solved
from identity.matting.planes import (
    Mask,
    Plane,
    channels,
    distances,
    logit,
    resized,
    resized_mask,
    sampled,
    sigmoid,
    small_holes,
)
from identity.matting.strip import EAR, HALF, LEAST, Strip, grown, strip_along

STEPS, SHARPENING_STEPS, SHARPENINGS, GAIN = 14, 6, 2, 2.5
ENCLOSING, HOLE = 0.35, 0.2
"""A hole is surrounded by at least this alpha and at most this many face widths wide."""
SOFTEST, FIRMEST = 0.06, 0.30
"""Alpha below this is nothing and above its complement everything: at hair, and at clothes."""


def soft_alpha(rgb: Rgb, mask: Mask, human: Plane, face: Box) -> Alpha:
    """`mask` and `human` are of the reduced picture; `face` and the result of `rgb`, at its full size."""
    strip = strip_along(rgb, mask, human, face)
    color = _color(strip)
    laplacian = MattingLaplacian(channels(strip.rgb))
    alpha = _solved(strip, laplacian, _belief(strip, human, color), color)
    alpha = without_haze(alpha, resized(human, (alpha.shape[1], alpha.shape[0])), strip.share, strip.face.w)
    return without_specks(_at_full_size(rgb, strip, laplacian, alpha))


def _color(strip: Strip) -> Plane:
    settled, tile = ~strip.uncertain, max(16, int(1.5 * strip.face.w))
    return strip.trusting(color_evidence(strip.rgb, strip.mask & settled, ~strip.mask & settled, tile))


def _belief(strip: Strip, human: Plane, color: Plane) -> Plane:
    """At hair what the networks say, at clothes a clean ramp; both bent by color."""
    inside, outside = distances(strip.mask)
    ramp = 0.5 + np.where(strip.mask, inside, -outside) / (2 * max(1.5, LEAST * strip.face.w))
    said = resized(human, (strip.mask.shape[1], strip.mask.shape[0]))
    shape = strip.hair * said + (1 - strip.hair) * np.clip(ramp, 0, 1)
    seen = strip.trusting(sigmoid(logit(shape) + 0.7 * logit(color)))
    return np.where(~strip.uncertain, strip.mask, seen).astype(np.float32)


def _solved(strip: Strip, laplacian: MattingLaplacian, belief: Plane, color: Plane) -> Plane:
    """Solve, then twice more towards the nearer of 0 and 1: a haze is worse than a firm border."""
    alpha = solved(laplacian, belief, _weight(strip, belief, 0.005, 0.15, 4), belief, STEPS)
    for _ in range(SHARPENINGS):
        alpha = _whole(strip, alpha, color)
        firmer = strip.trusting(sigmoid(GAIN * logit(alpha, 0.99)))
        firmer = np.where(strip.uncertain, firmer, strip.mask).astype(np.float32)
        alpha = solved(laplacian, firmer, _weight(strip, firmer, 0.003, 0.06, 2), alpha, SHARPENING_STEPS)
    return _whole(strip, np.where(strip.uncertain, alpha, strip.mask).astype(np.float32), color)


def _whole(strip: Strip, alpha: Plane, color: Plane) -> Plane:
    """Without small holes: the rim of an ear is no curtain, even where it shines. What rather has the background's
    colors stays open, as the wall between two strands of hair.
    """
    holes = small_holes(alpha > ENCLOSING, (HOLE * strip.face.w) ** 2)
    count, found = cv2.connectedComponents(holes.astype(np.uint8), connectivity=4)
    labels = np.asarray(found, np.int32)
    side = 2 * max(1, round(EAR * strip.face.w)) + 1
    color = np.maximum(color, cv2.blur(strip.skin, (side, side)))
    likely = np.bincount(labels.ravel(), color.ravel(), minlength=count) / np.bincount(labels.ravel(), minlength=count)
    return np.where(holes & (likely[labels] > HALF), 1, alpha).astype(np.float32)


def _weight(strip: Strip, belief: Plane, least: float, most: float, power: int) -> Plane:
    sure = least + most * np.maximum(np.abs(2 * belief - 1) ** power, strip.trust**2)
    return np.where(strip.uncertain, sure, 5.0).astype(np.float32)


def _at_full_size(rgb: Rgb, strip: Strip, laplacian: MattingLaplacian, alpha: Plane) -> Alpha:
    """Alpha as a function of the full picture's own colors, so that single hairs come back."""
    size = rgb.shape[1], rgb.shape[0]
    full = resized_mask(strip.mask, size).astype(np.uint8) * np.uint8(255)
    ys, xs = np.nonzero(resized_mask(grown(strip.uncertain, 1.0), size))
    scale = strip.mask.shape[1] / size[0]
    at = [((axis + 0.5) * scale - 0.5).astype(np.float32) for axis in (xs, ys)]
    slopes, offset = laplacian.explained_by_color(alpha)
    colors = rgb[ys, xs].astype(np.float32) / 255
    value = sampled(offset, *at)
    for slope, color in zip(slopes, colors.T, strict=True):
        value += sampled(slope, *at) * color
    cut = SOFTEST + (FIRMEST - SOFTEST) * (1 - sampled(strip.hair, *at))
    full[ys, xs] = np.clip((value - cut) / (1 - 2 * cut) * 255 + 0.5, 0, 255).astype(np.uint8)
    return full
