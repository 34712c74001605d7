"""The grade of a photograph: warm or cool, lifted blacks, more or less color and contrast than photographs have.

What a picture was before nobody knows. So each amount says how sure it is, and is read only where photographs that
nobody graded do not go: what lies within their range is none. Amounts are those of the compositor's operations.

Warm and cool are powers per channel, which move everything gray by the same step on a scale of exponents, whatever its
lightness. So the step is seen where many lightnesses share one place near gray: gray things do, colored ones hardly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from common.inspiration import PHOTOGRAPHED, Backdrop
from common.layout import ColorGrade
from layout_extractor.grading import Grade, is_gray

WIDTH = 320
"""It is measured on a small copy: grain and JPEG's errors average out."""
FEW = 500
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)

DEEPEST = 0.002
"""Quantile of lightness that is a photograph's black."""
USUAL_BLACK, LEAST_BLACK, MOST_BLACK = 4.0, 16.0, 64.0
"""Levels: of photographs as they come, from which on blacks are lifted, and beyond which nothing dark was there."""

DARK, LIGHT = 0.05, 0.95
STEP, LEVELS = 0.04, 12
REACH_TINT, REACH_GREEN = 30, 8
"""Steps: how far from gray it is looked for."""
SHARED = 0.002
"""Of the pixels: more of one color and lightness count no more, as one wall is no evidence."""
NEAR_TINT, NEAR_GREEN = 0.5, 0.12
"""Where gray is expected, as sigmas around none."""
USUAL_TINT = 0.1
"""Photographs lean to warm a little."""
LEAST_TINT = 0.17
PER_WARM, PER_COOL = 0.48, 0.45
"""What the compositor's operations move it by, at full strength."""
FAINT, CLEAR = 0.005, 0.004
"""Of the pixels and lightnesses that agree: below, nothing is gray; from there on, it is sure."""

VIVID = 0.98
"""Quantile of colorfulness, in levels away from gray."""
LEAST_COLOR = -0.9
"""Gray is for who looks at every pixel to say."""
NIGHT, LIT = 0.15, 0.15
MUTED, USUAL_COLOR, GAUDY = 30.0, 85.0, 138.0
USUAL_CONTRAST, CONTRASTY, PER_CONTRAST = 78.0, 87.0, 15.0
"""Levels by which lightness varies: more than in photographs; and what full contrast adds."""
BELIEVED = 0.5
"""Of saturation and contrast, as photographs differ in them."""

Rgb = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tone:
    """One operation with its amount."""

    name: str
    amount: float
    sure: float


@dataclass(frozen=True, slots=True)
class Parted:
    """Masks (h, w) of a picture: what is no word, what is neither word nor person, and the person, if any."""

    wordless: Mask
    ground: Mask
    person: Mask | None = None


def color_grade(rgb: Rgb, parts: Parted, backdrop: Backdrop, done: Grade) -> ColorGrade | None:
    """What whoever steps into the picture needs to belong there; None where nothing can be told.

    Of a plain or drawn background nothing can: a white page is no black and white photograph. `done` is
    what was done to the background: one without color beside a person in color is a choice for it alone.
    """
    if done.gray:
        photographed = backdrop.detail >= PHOTOGRAPHED
        gray = photographed if parts.person is None else is_gray(rgb, parts.person)
        return _grade([Tone("saturation", -1.0, 0.9)]) if gray else None
    return _grade(tones_of(rgb, parts)) if backdrop.detail >= PHOTOGRAPHED else None


def _grade(tones: Sequence[Tone]) -> ColorGrade | None:
    ops = tuple(f"{one.name}:{one.amount:g}" for one in tones)
    return ColorGrade(ops=ops, sure={one.name: one.sure for one in tones}) if tones else None


def tones_of(rgb: Rgb, parts: Parted) -> tuple[Tone, ...]:
    """In the order in which the compositor applies them. A person was graded with the place, and has gray things on."""
    pixels = _pixels(rgb, parts.wordless)
    if len(pixels) < FEW:
        return ()
    black = _black(pixels)
    lifted = [Tone("blacks", round(black, 2), 0.8)] if black else []
    everything, ground = (_unlifted(one, black) for one in (pixels, _pixels(rgb, parts.ground)))
    return (*_tint(everything), *_color(everything), *_contrast(ground), *lifted)


def _unlifted(pixels: Floats, black: float) -> Floats:
    return np.clip((pixels - black) / (1 - black), 0, 1).astype(np.float32)


def _pixels(rgb: Rgb, where: Mask) -> Floats:
    """(n, 3) from 0 to 1."""
    factor = min(1.0, WIDTH / rgb.shape[1])
    size = max(1, round(rgb.shape[1] * factor)), max(1, round(rgb.shape[0] * factor))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    seen = cv2.resize(where.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(small[seen > 0.99], np.float32)  # noqa: PLR2004 - nothing else in them


def _black(pixels: Floats) -> float:
    """The share of full light that the darkest things have, where that is more than in photographs as they come."""
    deepest = 255 * float(np.quantile(pixels @ LUMA, DEEPEST))
    return (deepest - USUAL_BLACK) / (255 - USUAL_BLACK) if LEAST_BLACK <= deepest <= MOST_BLACK else 0.0


def _tint(pixels: Floats) -> Iterator[Tone]:
    tint, agreed = gray_of(pixels)
    away = tint - USUAL_TINT
    if agreed < FAINT or abs(away) < LEAST_TINT:
        return
    name, per = ("warm", PER_WARM) if away > 0 else ("cool", PER_COOL)
    yield Tone(name, round(min(1.0, abs(away) / per), 2), round(min(0.9, 0.5 + 0.4 * (agreed - FAINT) / CLEAR), 2))


def gray_of(pixels: Floats) -> tuple[float, float]:
    """How far what is gray leans to warm (to cool below 0), and the share of pixels and lightnesses that agree."""
    middle = pixels[(pixels.max(axis=1) < LIGHT) & (pixels.min(axis=1) > DARK)]
    if len(middle) < FEW:
        return 0.0, 0.0
    red, green, blue = (-np.log(middle)).T
    tint, lean = np.log(blue / red), np.log(green / np.sqrt(red * blue))
    near = (np.abs(tint) < STEP * REACH_TINT) & (np.abs(lean) < STEP * REACH_GREEN)
    lightness = np.asarray(np.clip(3 * np.log((red + green + blue) / 3) + 8, 0, LEVELS - 1), np.int64)
    cells = np.zeros((2 * REACH_TINT + 1, 2 * REACH_GREEN + 1, LEVELS), np.float32)
    across = np.asarray(np.round(tint[near] / STEP) + REACH_TINT, np.int64)
    down = np.asarray(np.round(lean[near] / STEP) + REACH_GREEN, np.int64)
    np.add.at(cells, (across, down, lightness[near]), 1)
    return _densest(np.minimum(cells, SHARED * len(middle)).sum(axis=2), len(middle))


def _densest(cells: Floats, of: int) -> tuple[float, float]:
    tints, leans = _steps(REACH_TINT), _steps(REACH_GREEN)
    expected = np.exp(-((tints / NEAR_TINT) ** 2) / 2)[:, None] * np.exp(-((leans / NEAR_GREEN) ** 2) / 2)[None]
    agreed = np.asarray(cv2.GaussianBlur(cells, (0, 0), 1.3))
    at, lean = divmod(int((agreed * expected).argmax()), len(leans))
    around = slice(max(0, at - 2), at + 3)
    weight = agreed[around].sum(axis=1)
    return float(tints[around] @ weight / max(1e-9, float(weight.sum()))), float(agreed[at, lean]) / of


def _steps(reach: int) -> Floats:
    return np.arange(-reach, reach + 1, dtype=np.float32) * np.float32(STEP)


def _color(pixels: Floats) -> Iterator[Tone]:
    lit = pixels[pixels @ LUMA > NIGHT]
    if len(lit) < LIT * len(pixels):  # in the dark nothing has color
        return
    vivid = 255 * float(np.quantile(np.abs(lit - (lit @ LUMA)[:, None]).max(axis=1), VIVID))
    if vivid < MUTED:
        yield Tone("saturation", round(max(LEAST_COLOR, vivid / USUAL_COLOR - 1), 2), BELIEVED)
    elif vivid > GAUDY:
        yield Tone("saturation", round(min(1.0, vivid / USUAL_COLOR - 1), 2), BELIEVED)


def _contrast(pixels: Floats) -> Iterator[Tone]:
    """Of the background: somebody dressed in black before a white wall is no grade."""
    varied = 255 * float(np.std(pixels @ LUMA)) if len(pixels) >= FEW else 0.0
    if varied > CONTRASTY:
        yield Tone("contrast", round(min(1.0, (varied - USUAL_CONTRAST) / PER_CONTRAST), 2), BELIEVED)
