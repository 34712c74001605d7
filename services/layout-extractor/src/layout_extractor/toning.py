"""The grade of a photograph: warm or cool, lifted blacks, more or less color than usual; and how its face is lit.

What a picture was before nobody knows. So each amount says how sure it is, and is read only where photographs that
nobody graded do not go: what lies within their range is none. Amounts are those of the compositor's operations. How
much contrast was added cannot be told: lamps and clothes differ by more.

Warm and cool are powers per channel, which move everything gray by the same step on a scale of exponents, whatever its
lightness. So the step is seen where many lightnesses share one place near gray: gray things do, colored ones hardly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from common.inspiration import PHOTOGRAPHED, Backdrop
from common.layout import Box, ColorGrade, FaceTones
from common.tonality import LUMA, FaceTone, face_tone
from layout_extractor.grading import Grade, is_gray

WIDTH = 320
"""It is measured on a small copy: grain and JPEG's errors average out."""
FEW = 500

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
PALE_SKIN, USUAL_SKIN, VIVID_SKIN = 0.04, 0.066, 0.098
"""OKLab chroma of photographed faces: the least, the middle one and the most of those as they come."""
MOST_COOL, LEAST_WARM = 0.088, 0.055
PALE, COLORFUL = 72.0, 96.0
"""Vividness of what else is seen, beyond which a lamp colored the skin, or took its color."""
BELIEVED, OF_SKIN = 0.5, 0.7
"""Of saturation, as photographs differ in it; and where skin says so."""

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
    """Masks (h, w) of a picture: what is no word, and the person, if any."""

    wordless: Mask
    person: Mask | None = None
    face: Box | None = None
    """Of the main person."""


def color_grade(rgb: Rgb, parts: Parted, backdrop: Backdrop, done: Grade) -> ColorGrade | None:
    """What whoever steps into the picture needs to belong there; None where nothing can be told.

    Of a plain or drawn background nothing can: a white page is no black and white photograph. `done` is
    what was done to the background: one without color beside a person in color is a choice for it alone.
    """
    face = face_tone(rgb, parts.face, parts.wordless) if parts.face else None
    if done.gray:
        photographed = backdrop.detail >= PHOTOGRAPHED
        gray = photographed if parts.person is None else is_gray(rgb, parts.person)
        return _grade([Tone("saturation", -1.0, 0.9)] if gray else [], None if gray else face)
    return _grade(tones_of(rgb, parts, face) if backdrop.detail >= PHOTOGRAPHED else (), face)


def _grade(tones: Sequence[Tone], face: FaceTone | None) -> ColorGrade | None:
    if not tones and face is None:
        return None
    lit = FaceTones(contrast=round(face.light - face.dark, 3), color=face.color) if face else None
    ops = tuple(f"{one.name}:{one.amount:g}" for one in tones)
    return ColorGrade(ops=ops, face=lit, sure={one.name: one.sure for one in tones})


def tones_of(rgb: Rgb, parts: Parted, face: FaceTone | None = None) -> tuple[Tone, ...]:
    """In the order in which the compositor applies them. A person was graded with the place, and has gray things on."""
    pixels = _pixels(rgb, parts.wordless)
    if len(pixels) < FEW:
        return ()
    black = _black(pixels)
    lifted = [Tone("blacks", round(black, 2), 0.8)] if black else []
    everything = _unlifted(pixels, black)
    skin = face.color / (1 - black) if face else None
    tint = [one for one in _tint(everything) if skin is None or _suits(one, skin)]
    color = () if tint and face else _color(everything, skin)
    return (*tint, *color, *lifted)


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


def _suits(tint: Tone, skin: float) -> bool:
    """A warm lamp lends color to skin, a cool one takes it."""
    return skin < MOST_COOL if tint.name == "cool" else skin > LEAST_WARM


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


def _color(pixels: Floats, skin: float | None) -> Iterator[Tone]:
    """Skin tells more of it than things do, which have any color."""
    lit = pixels[pixels @ LUMA > NIGHT]
    if len(lit) < LIT * len(pixels):  # in the dark nothing has color
        return
    vivid = 255 * float(np.quantile(np.abs(lit - (lit @ LUMA)[:, None]).max(axis=1), VIVID))
    amount, sure = (vivid / USUAL_COLOR - 1, BELIEVED) if skin is None else (skin / USUAL_SKIN - 1, OF_SKIN)
    muted = vivid < MUTED if skin is None else (skin < PALE_SKIN and vivid < PALE)
    gaudy = vivid > GAUDY if skin is None else (skin > VIVID_SKIN and vivid > COLORFUL)
    if muted or gaudy:
        yield Tone("saturation", round(min(1.0, max(LEAST_COLOR, amount)), 2), sure)
