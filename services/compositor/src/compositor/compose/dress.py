"""A vibe's row, a palette and the creator's own typography become the styles of text layers."""

import unicodedata
from dataclasses import dataclass, replace
from typing import Protocol

from common.brief import HexColor, Typography, Vibe
from common.color import LEGIBLE, contrast
from common.fonts.rows import FAMILIES, Family
from common.layout import Glow, Outline, Plate, Shadow, TextStyle, Weight
from common.palette import Palette, most_readable
from compositor.compose.looks import LOOKS, Cast, Look, Paint

_PLAIN: dict[str, HexColor] = {"white": "#ffffff", "black": "#000000"}
_PLATE_PAD = 0.32
_BRAND_EDGE = 0.035  # ems of an outline that is there for its color alone


class Dress(Protocol):
    """How words are to look, while boxes are tried. Effects follow once the size is known (`sized`)."""

    @property
    def stroke_em(self) -> float | None:
        """The stroke in ems; None where it is stated in pixels."""
        ...

    @property
    def tilt(self) -> float: ...

    @property
    def align(self) -> str: ...

    def headline(self, *, accents: tuple[int, ...], max_lines: int) -> TextStyle: ...

    def sized(self, style: TextStyle, size: float) -> TextStyle: ...

    def subtext(self, *, plate: bool) -> TextStyle: ...


@dataclass(frozen=True, slots=True)
class Ensemble:
    """What does not change while boxes are tried."""

    look: Look
    palette: Palette
    typography: Typography
    scale: float
    """Pixels of this canvas per pixel of the platform's standard canvas."""

    def narrowed(self) -> "Ensemble | None":
        """The same in the vibe's narrower face; None where it has none or the creator chose the mood."""
        words = self.look.words
        if words.narrow is None or self.typography.wanted_mood is not None or named_family(self.typography):
            return None
        mood, font = words.narrow
        return replace(self, look=replace(self.look, words=replace(words, mood=mood, font=font)))

    @property
    def stroke_em(self) -> float | None:
        """None where the creator stated pixels."""
        return self.look.words.stroke if self.typography.stroke is None else None

    @property
    def tilt(self) -> float:
        return self.look.words.tilt

    @property
    def align(self) -> str:
        return self.look.words.align

    def headline(self, *, accents: tuple[int, ...], max_lines: int) -> TextStyle:
        return headline_style(self, accents=accents, max_lines=max_lines)

    def sized(self, style: TextStyle, size: float) -> TextStyle:
        return proportioned(style, self, size)

    def subtext(self, *, plate: bool) -> TextStyle:
        return subtext_style(self, plate=plate)


def named_family(typography: Typography) -> Family | None:
    """The family the creator or their brand named; None without one, and for one that is not installed."""
    wanted = (typography.font or "").casefold()
    return next((family for family in FAMILIES if family.name.casefold() == wanted), None)


def look_for(vibe: Vibe, headline: str) -> Look:
    """The vibe's row; words that are read from the right are centered rather than hung on the left."""
    look = LOOKS[vibe]
    if not any(unicodedata.bidirectional(char) in {"R", "AL"} for char in headline):
        return look
    return replace(look, words=replace(look.words, align="center"))


def color(paint: Paint, palette: Palette) -> HexColor:
    return _PLAIN.get(paint) or getattr(palette, paint)


def headline_style(of: Ensemble, *, accents: tuple[int, ...], max_lines: int) -> TextStyle:
    """Effects are in ems here: `proportioned` turns them into pixels once the size is known."""
    words, palette, wish = of.look.words, of.palette, of.typography
    mood, named = wish.wanted_mood, named_family(wish)
    accent = _accent(of)
    return TextStyle(
        font=named.name if named else words.font if mood is None or mood is words.mood else None,
        mood=named.mood if named else mood or words.mood,
        weight=words.weight,
        case=words.case,
        fill=color(words.fill, palette),
        fill_bottom=color(words.fill_bottom, palette) if words.fill_bottom else None,
        accent=accent,
        accent_words=accents if accent else (),
        stroke=(wish.stroke or 0.0) * of.scale,
        stroke_color=color(words.stroke_color, palette),
        inner_glow=bool(wish.inner_glow),
        align=words.align,
        leading=words.leading,
        max_lines=max_lines,
    )


def _accent(of: Ensemble) -> HexColor | None:
    """The row's, or another of a brand's that can be told from the edge of its letters: black in black is a hole."""
    words, palette = of.look.words, of.palette
    edge = color(words.stroke_color, palette) if words.stroke or of.typography.stroke else None
    wanted = (color(words.accent, palette), *(mine for mine in palette.brand if mine != palette.ground))
    return next((one for one in wanted if edge is None or contrast(one, edge) >= LEGIBLE), None)


def proportioned(style: TextStyle, of: Ensemble, size: float) -> TextStyle:
    """Shadows, glows and outlines of a headline at `size` pixels per em."""
    words, palette = of.look.words, of.palette
    shadow = words.shadow and shadow_of(words.shadow, palette, size)
    wanted = of.typography.shadow
    return style.model_copy(
        update={
            "shadow": (shadow or wanted or False) if wanted is not False else False,
            "glow": glow_of(words.glow, palette, size) if words.glow else False,
            "outline": _outline(style, of, size),
        }
    )


def _outline(style: TextStyle, of: Ensemble, size: float) -> Outline | None:
    """The row's, or around a brand's words the brand color that the accent leaves over."""
    words, palette = of.look.words, of.palette
    left = brand_left(palette, style.accent if style.accent_words else None)
    if left:
        return Outline(width=(words.outline or _BRAND_EDGE) * size, color=left[0])
    return Outline(width=words.outline * size, color=color(words.outline_color, palette)) if words.outline else None


def brand_left(palette: Palette, *shown: HexColor | None) -> tuple[HexColor, ...]:
    """A scene shades what it is painted with, so flat parts show a brand's exact values: those not `shown` yet.

    In this order: accent words, the outline of the headline, the plate of the subtext, the outline of the person.
    """
    return tuple(mine for mine in palette.brand if mine not in shown)


def subtext_style(of: Ensemble, *, plate: bool) -> TextStyle:
    """On a plate, the better of text and ink; without one, the row's fill."""
    row, words, palette = of.look.subtext, of.look.words, of.palette
    ground = next(iter(brand_left(palette, palette.accent)[1:]), color(row.plate or "accent", palette))
    fill = most_readable(ground, palette.text, palette.ink) if plate else color(row.fill, palette)
    mood = of.typography.wanted_mood or row.mood or words.mood
    return TextStyle(
        font=words.font if mood is words.mood else None,
        mood=mood,
        weight=Weight.BOLD if mood is words.mood else Weight.BLACK,
        case=words.case,
        fill=fill,
        plate=Plate(color=ground, pad=_PLATE_PAD, radius=row.radius, slant=row.slant, per_line=True) if plate else None,
        shadow=bool(words.shadow) and not plate,
        align=words.align,
        max_lines=2,
    )


def shadow_of(cast: Cast, palette: Palette, length: float) -> Shadow:
    return Shadow(
        dx=cast.dx * length,
        dy=cast.dy * length,
        blur=cast.blur * length,
        opacity=cast.opacity,
        color=color(cast.color, palette),
    )


def glow_of(cast: Cast, palette: Palette, length: float) -> Glow:
    return Glow(blur=cast.blur * length, opacity=cast.opacity, color=color(cast.color, palette))
