"""Seven colors for a thumbnail, from the creator's color priority, the vibe and the variant's plan.

Every vibe has four looks, one per palette role, written down as the hex values a designer would pick. The color
priority bends a look (warm and cool turn its hues, grayscale takes all color but one, brand puts the creator's own
values in), the seed turns hues by a few degrees, and a last step moves what could not be told apart or read.
"""

import itertools
import random
from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict

from common.brief import Brief, ColorPriority, HexColor
from common.color import (
    Oklch,
    contrast,
    delta_e,
    hex_from,
    hex_of,
    luminance,
    most_readable,
    oklch_of,
    rgb_of,
)
from common.direction import Direction
from common.looks import HUES, LONE_ACCENT_HUES, LOOKS, Look, strongest

__all__ = [
    "Oklch",
    "Palette",
    "contrast",
    "delta_e",
    "hex_from",
    "hex_of",
    "luminance",
    "most_readable",
    "oklch_of",
    "palette_for",
    "rgb_of",
]

TEXT_CONTRAST = 7.0
ACCENT_CONTRAST = 4.5
ACCENT_DISTANCE = 40.0
SECOND_ACCENT_DISTANCE = 25.0

_WHITE, _BLACK = "#ffffff", "#000000"
_WHITE_DROWNS = 2.4  # below this contrast a white fill is lost, whatever its stroke


class Palette(BaseModel):
    """`text` on `ink` has a contrast of 7 or more, so an outlined headline reads on anything.

    Light grounds turn the pair round: dark text, light ink. `accent` is at least 40 (CIE76) from `ground`, and reads
    on `ink` at 4.5 unless it is a brand color, which is never changed. On `ground` and on `accent`, the better of
    `text` and `ink` reads at 4.5.
    """

    model_config = ConfigDict(frozen=True)

    ground: HexColor  # the dominant background
    deep: HexColor  # its darker companion
    light: HexColor  # its lighter companion
    accent: HexColor  # what fights for attention: accent words, outline, energy
    accent2: HexColor  # a second voice, for less of the picture
    text: HexColor  # headline fill
    ink: HexColor  # headline stroke
    brand: tuple[HexColor, ...] = ()  # the creator's own values: each is to come out exactly


_VIVID = 0.12  # chroma from which a color shouts
_DARK = 0.4  # lightness below which a ground is night rather than color
_MIDDLE = 0.5
_PAPER = 0.75  # lightness above which a ground is paper
_JITTER_DEGREES = 6.0


def palette_for(brief: Brief, direction: Direction) -> Palette:
    """The colors of one variant. A pure function: every room that asks gets the same ones."""
    look = direction.look or LOOKS[direction.vibe][direction.role % 4]
    if brief.color_priority is ColorPriority.BRAND and brief.brand_colors:
        palette = _brand(brief.brand_colors, look, direction.role)
        return palette.model_copy(update={"brand": tuple(dict.fromkeys(brief.brand_colors))})
    ground, accent, accent2 = _bend(look, brief.color_priority, direction)
    return _finish(hex_from(ground), hex_from(accent), hex_from(accent2))


def _bend(look: Look, priority: ColorPriority, direction: Direction) -> tuple[Oklch, ...]:
    colors = tuple(oklch_of(color) for color in look)
    turn = random.Random(direction.seed).uniform(-_JITTER_DEGREES, _JITTER_DEGREES)
    if priority in HUES:
        hues = HUES[priority][direction.role % 4]
        colors = tuple(_turned(color, hue) for color, hue in zip(colors, hues, strict=True))
    elif priority is ColorPriority.GRAYSCALE_ACCENT:
        colors = _grayscale(colors[0], LONE_ACCENT_HUES[direction.role % 4])
    return tuple(color._replace(h=(color.h + turn) % 360) for color in colors)


def _turned(color: Oklch, hue: float) -> Oklch:
    """The color in another hue; one that shouts keeps shouting, at that hue's own lightness."""
    shouts = color.c > _VIVID and color.l > _DARK
    return Oklch(strongest(hue) if shouts else color.l, color.c, hue)


def _grayscale(ground: Oklch, hue: float) -> tuple[Oklch, ...]:
    """Charcoal or paper, never the middle gray between them, and one vivid color."""
    dark = ground.l < _PAPER
    lightness = 0.12 + ground.l * 0.28 if dark else 0.86 + (ground.l - _PAPER) * 0.4
    second = Oklch(0.86 if dark else 0.36, 0.004, ground.h)
    return Oklch(lightness, 0.004, ground.h), Oklch(strongest(hue), 0.3, hue), second


def _brand(colors: Sequence[str], look: Look, role: int) -> Palette:
    """Ground and accent are the creator's own values, exactly; further ones fill the other parts as far as they go.

    The role rotates which brand color is the ground. Brand colors too alike for ground and accent share ground and
    second accent, and the accent is made.
    """
    given = list(dict.fromkeys(colors))
    start = role % len(given)
    ordered = [*given[start:], *given[:start]]
    ground = ordered.pop(0)
    accent = next((color for color in ordered if delta_e(color, ground) >= ACCENT_DISTANCE), None)
    if accent:
        ordered.remove(accent)
    elif role % 2 and not ordered:
        ground, accent = _backdrop_for(ground), ground
    accent2 = ordered.pop(0) if ordered else None
    made = _finish(ground, accent or _opposite(ground, look.accent), accent2 or _tint(ground), keep_accent=bool(accent))
    kept = {"accent2": accent2} if accent2 else {}
    return made.model_copy(update=kept | _companions(ordered, ground))


def _companions(colors: Sequence[str], ground: str) -> dict[str, str]:
    """Brand colors beyond three are the darker and lighter companions of the ground where they can be."""
    darker = [color for color in colors if luminance(color) <= luminance(ground)]
    lighter = [color for color in colors if luminance(color) > luminance(ground)]
    return ({"deep": darker[0]} if darker else {}) | ({"light": lighter[0]} if lighter else {})


def _backdrop_for(color: str) -> str:
    """A near-neutral ground with a breath of the brand's hue, far from it in lightness."""
    lightness, _, hue = oklch_of(color)
    backdrop = hex_from(Oklch(0.2, 0.03, hue) if lightness > _MIDDLE else Oklch(0.95, 0.012, hue))
    return _nearest(backdrop, lambda c: delta_e(c, color) >= ACCENT_DISTANCE)


def _tint(ground: str) -> str:
    """Nearly white, with a breath of the ground's hue: a brand's own colors are not joined by a stranger."""
    return hex_from(Oklch(0.95, 0.03, oklch_of(ground).h))


def _opposite(ground: str, accent: str) -> str:
    lightness, chroma, _ = oklch_of(accent)
    return hex_from(Oklch(lightness, max(chroma, 0.17), (oklch_of(ground).h + 180) % 360))


def _finish(ground: str, accent: str, accent2: str, *, keep_accent: bool = False) -> Palette:
    """Companions, text and stroke for a ground, and accents that can be told apart and read."""
    text, ink = _text_and_ink(ground)
    if not keep_accent:
        accent, accent2 = _for_paper(accent, accent2) if luminance(ink) > luminance(text) else (accent, accent2)
        accent = _nearest(accent, lambda c: _shines(c, ground, ink))
    accent2 = _nearest(accent2, lambda c: min(delta_e(c, ground), delta_e(c, accent)) >= SECOND_ACCENT_DISTANCE)
    if contrast(accent, most_readable(accent, text, ink)) < ACCENT_CONTRAST:
        text, ink = (_WHITE, _BLACK) if luminance(text) > luminance(ink) else (_BLACK, _WHITE)
    deep, light = _shades(oklch_of(ground))
    return Palette(ground=ground, deep=deep, light=light, accent=accent, accent2=accent2, text=text, ink=ink)


def _for_paper(accent: str, accent2: str) -> tuple[str, str]:
    """Yellow cannot be read on paper without turning to mud: it steps back behind the other accent, or a magenta."""
    yellowish = range(62, 115)
    if int(oklch_of(accent).h) not in yellowish:
        return accent, accent2
    _, chroma, hue = oklch_of(accent2)
    colorful = chroma > _VIVID / 2 and int(hue) not in yellowish
    return (accent2 if colorful else hex_from(Oklch(0.55, 0.24, 350))), accent if colorful else accent2


def _shines(accent: str, ground: str, ink: str) -> bool:
    """Told apart from the ground, readable inside the stroke, and not the olive that a darkened yellow becomes."""
    lightness, _, hue = oklch_of(accent)
    olive = 45 < hue < 130 and lightness < 0.64 + 0.11 * (hue > 62)  # noqa: PLR2004 - browns and olives, as seen
    return not olive and delta_e(accent, ground) >= ACCENT_DISTANCE and contrast(accent, ink) >= ACCENT_CONTRAST


def _text_and_ink(ground: str) -> tuple[str, str]:
    """White with a dark stroke wherever it can be: that is how thumbnails look; dark text on what is nearly white."""
    hue = oklch_of(ground).h
    white, black = hex_from(Oklch(0.985, 0.006, hue)), hex_from(Oklch(0.13, 0.02, hue))
    if contrast(most_readable(ground, white, black), ground) < ACCENT_CONTRAST:
        white, black = _WHITE, _BLACK
    return (white, black) if contrast(white, ground) >= _WHITE_DROWNS else (black, white)


def _shades(ground: Oklch) -> tuple[str, str]:
    """Darker and lighter companions. Lights lean towards yellow and shadows towards blue, as in daylight.

    The shadows of yellow lean towards orange: on the other way round the wheel lies olive.
    """
    lightness, chroma, hue = ground
    paper = lightness > _PAPER
    cold = 270 if abs(hue - 92) > 38 else 40  # noqa: PLR2004 - degrees: yellow, give or take
    deep = Oklch(max(0.07, lightness * (0.84 if paper else 0.55)), chroma * 0.95, _lean(hue, cold))
    lifted = lightness + (0.8 * (0.99 - lightness) if paper else 0.17)
    return hex_from(deep), hex_from(Oklch(lifted, chroma * (0.4 if paper else 1.05), _lean(hue, 100)))


def _lean(hue: float, towards: float) -> float:
    gap = (towards - hue + 180) % 360 - 180
    return (hue + max(-12.0, min(12.0, gap))) % 360


def _moves() -> list[tuple[float, float]]:
    """(lightness, hue) changes, the least visible first: a step of lightness weighs like 20 degrees."""
    lifts = [sign * step / 20 for step in range(19) for sign in (1, -1)]
    turns = [sign * degrees for degrees in (0, 20, 40, 60, 90, 120, 150, 180) for sign in (1, -1)]
    return sorted(set(itertools.product(lifts, turns)), key=lambda move: abs(move[0]) * 20 + abs(move[1]) / 20)


_MOVES = _moves()


def _nearest(color: str, fits: Callable[[str], bool]) -> str:
    """`color`, or the least changed color that fits. One always does: the ground is only one point of the solid."""
    if fits(color):
        return color
    start = oklch_of(color)
    moved = (hex_from(Oklch(start.l + lift, start.c, (start.h + turn) % 360)) for lift, turn in _MOVES)
    return next((candidate for candidate in moved if fits(candidate)), color)
