"""Light and color of the picture so far, spread as they are in another one: its contrast, whatever it shows."""

import cv2
import numpy as np

from common.inspiration import Tonality
from common.tonality import AT, LUMA, tonality_of
from gen_studio.paint.canvas import Floats, Patch
from gen_studio.paint.picture import Change

FLATTER, STEEPER = 0.3, 3.0
"""By how much a step of lightness may become smaller or larger: beyond, soft light gets edges."""
PALER, GAUDIER = 0.5, 1.8
STEPS, SMOOTH = 256, 6.0
"""Of the curve, and the sigma in them that rounds its corners."""
LEAST = np.float32(1 / STEPS)


def toned(seen: Floats, wanted: Tonality) -> Change:
    """`seen` (3, h, w) is a small copy of the picture. What becomes lighter gains gray, what becomes darker keeps its
    hue.
    """
    pixels = np.clip(seen.reshape(3, -1).T, 0, 1)
    curve = _curve(tonality_of(pixels), wanted)
    color = tonality_of(_lit(pixels.T[:, None], curve)[:, 0].T).color
    vivid = np.float32(np.clip(wanted.color / max(LEAST, color), PALER, GAUDIER))

    def change(planes: Floats, _patch: Patch) -> Floats:
        lit = _lit(planes, curve)
        luma = _luma(lit)
        return np.clip(luma + (lit - luma) * vivid, 0, 1)

    return change


def _curve(own: Tonality, wanted: Tonality) -> Floats:
    """(STEPS,) of lightness, through the middle of both."""
    seen = np.maximum.accumulate(np.array(own.levels) + np.arange(len(AT)) * 1e-4)
    steps, asked = np.diff(seen), np.diff(wanted.levels)
    limited = np.clip(asked, FLATTER * steps, STEEPER * steps)
    there = np.concatenate([[0], np.cumsum(limited)])
    there += wanted.levels[2] - there[2]
    ends = max(0.0, there[0] - seen[0]), min(1.0, there[-1] + 1 - seen[-1])
    table = np.interp(np.linspace(0, 1, STEPS), [0, *seen, 1], [ends[0], *there, ends[1]])
    smooth = cv2.GaussianBlur(table[None].astype(np.float32), (0, 0), SMOOTH, borderType=cv2.BORDER_REPLICATE)
    return np.clip(np.asarray(smooth[0], np.float32), 0, 1)


def _lit(planes: Floats, curve: Floats) -> Floats:
    """OpenCV's remap looks levels up between the curve's steps six times as fast as numpy does."""
    luma = np.clip(_luma(planes), 0, 1)
    steps, row = luma * np.float32(STEPS - 1), np.zeros_like(luma)
    light = np.asarray(cv2.remap(curve[None], steps, row, cv2.INTER_LINEAR), np.float32)
    darker, lifted = np.minimum(light / np.maximum(luma, LEAST), 1), np.maximum(light - luma, 0)
    return np.asarray(np.clip(planes * darker + lifted, 0, 1), np.float32)


def _luma(planes: Floats) -> Floats:
    return np.asarray(np.tensordot(LUMA, planes, axes=1), np.float32)
