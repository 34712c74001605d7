"""How each vibe dresses words, person and scene: one row per vibe. A new look is a new row.

Lengths are fractions of the canvas's unit (720 on a YouTube thumbnail), stroke is in ems, colors are names of the
variant's palette, so one row serves every palette and every size.
"""

from dataclasses import dataclass
from typing import Literal

from common.brief import FontMood, Vibe
from common.layout import Weight

Paint = Literal["ground", "deep", "light", "accent", "accent2", "text", "ink", "white", "black"]


@dataclass(frozen=True, slots=True)
class Cast:
    """A shadow or, without an offset, a glow. Lengths in ems for text, in units for people."""

    dx: float
    dy: float
    blur: float
    opacity: float
    color: Paint = "black"


@dataclass(frozen=True, slots=True)
class Words:
    """How a headline is set. `stroke` is in ems."""

    mood: FontMood
    font: str | None = None
    narrow: tuple[FontMood, str] | None = None
    """A narrower face for headlines whose long words would be small in the first one."""
    weight: Weight = Weight.BLACK
    case: Literal["upper", "as-is"] = "upper"
    stroke: float = 0.0
    stroke_color: Paint = "ink"
    outline: float = 0.0
    outline_color: Paint = "white"
    shadow: Cast | None = None
    glow: Cast | None = None
    fill: Paint = "text"
    fill_bottom: Paint | None = None
    accent: Paint = "accent"
    tilt: float = 0.0
    align: Literal["left", "center"] = "left"
    leading: float = 1.0


@dataclass(frozen=True, slots=True)
class Subtext:
    """The smaller line. Without a plate it is set in `fill`; a plate is added anyway where the picture is busy."""

    plate: Paint | None = "accent"
    fill: Paint = "text"
    slant: float = 0.0
    radius: float = 0.12
    mood: FontMood | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What the person wears: a sticker outline, a shadow, light from the scene."""

    outline: float = 0.0
    outline_color: Paint = "white"
    shadow: Cast | None = None
    rim: Cast | None = None
    wrap: float = 0.0
    ops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    words: Words
    subtext: Subtext
    figure: Figure
    scene: tuple[str, ...] = ()
    """Operations on the scene, in order."""
    scrim: float = 0.0
    """How dark the side of the words becomes; how light under dark words."""


LOOKS: dict[Vibe, Look] = {
    Vibe.BOLD: Look(
        words=Words(
            mood=FontMood.CHUNKY_SANS,
            narrow=(FontMood.CONDENSED_SANS, "Anton"),
            stroke=0.07,
            shadow=Cast(0.035, 0.06, 0.0, 1.0, "ink"),
            tilt=3.0,
            align="center",
        ),
        subtext=Subtext(plate="accent", slant=8.0),
        figure=Figure(
            outline=0.011,
            shadow=Cast(0.012, 0.014, 0.02, 0.55),
            ops=("contrast:0.15", "saturation:0.12"),
        ),
        scene=("vignette:0.25",),
    ),
    Vibe.CLEAN: Look(
        words=Words(mood=FontMood.CHUNKY_SANS, font="Montserrat", narrow=(FontMood.CONDENSED_SANS, "Oswald")),
        subtext=Subtext(plate="accent", radius=0.5),
        figure=Figure(shadow=Cast(-0.01, 0.012, 0.035, 0.32), wrap=0.25),
    ),
    Vibe.CINEMATIC: Look(
        words=Words(
            mood=FontMood.CONDENSED_SANS,
            font="Anton",
            shadow=Cast(0.0, 0.03, 0.09, 0.85),
            leading=1.0,
        ),
        subtext=Subtext(plate=None, fill="accent"),
        figure=Figure(
            rim=Cast(0, 0, 0.014, 0.85, "accent"),
            shadow=Cast(-0.02, 0.02, 0.06, 0.55),
            wrap=0.35,
            ops=("match:0.12", "teal-orange:0.55", "contrast:0.25"),
        ),
        scene=("vignette:0.45",),
        scrim=0.5,
    ),
    Vibe.NEON: Look(
        words=Words(
            mood=FontMood.CONDENSED_SANS,
            font="Anton",
            stroke=0.045,
            stroke_color="ink",
            glow=Cast(0, 0, 0.13, 1.0, "accent"),
            accent="accent",
        ),
        subtext=Subtext(plate="accent2", radius=0.12),
        figure=Figure(
            outline=0.005,
            outline_color="accent",
            shadow=Cast(0, 0, 0.035, 0.95, "accent"),
            rim=Cast(0, 0, 0.022, 0.8, "accent2"),
            wrap=0.3,
            ops=("match:0.08", "contrast:0.25", "saturation:0.15"),
        ),
        scene=("vignette:0.35",),
    ),
    Vibe.PASTEL: Look(
        words=Words(
            mood=FontMood.HANDWRITTEN,
            stroke=0.09,
            stroke_color="ink",
            tilt=3.0,
            align="center",
        ),
        subtext=Subtext(plate="accent", radius=0.5, mood=FontMood.HANDWRITTEN),
        figure=Figure(outline=0.013, shadow=Cast(0.0, 0.012, 0.025, 0.25), ops=("lighten:0.08",)),
    ),
    Vibe.TECH: Look(
        words=Words(
            mood=FontMood.CONDENSED_SANS,
            font="Oswald",
            weight=Weight.BOLD,
            shadow=Cast(0.0, 0.035, 0.06, 0.7),
            glow=None,
        ),
        subtext=Subtext(plate="accent", slant=12.0, radius=0.0),
        figure=Figure(
            rim=Cast(0, 0, 0.015, 0.7, "accent"),
            shadow=Cast(0, 0, 0.05, 0.45, "accent"),
            wrap=0.25,
            ops=("match:0.1", "cool:0.2", "contrast:0.2"),
        ),
        scene=("vignette:0.3",),
        scrim=0.4,
    ),
    Vibe.MINIMALIST: Look(
        words=Words(mood=FontMood.SLAB, font="Roboto Slab", case="as-is"),
        subtext=Subtext(plate=None, fill="text", mood=FontMood.SLAB),
        figure=Figure(shadow=Cast(-0.006, 0.01, 0.03, 0.22)),
    ),
    Vibe.MEME: Look(
        words=Words(
            mood=FontMood.CONDENSED_SANS,
            font="Anton",
            stroke=0.075,
            stroke_color="black",
            fill="white",
            align="center",
        ),
        subtext=Subtext(plate="white", radius=0.05),
        figure=Figure(
            outline=0.016, shadow=Cast(0.01, 0.012, 0.0, 0.8), ops=("contrast:0.22", "saturation:0.15", "sharpen:0.3")
        ),
    ),
    Vibe.DOCUMENTARY: Look(
        words=Words(
            mood=FontMood.SLAB,
            font="Alfa Slab One",
            narrow=(FontMood.CONDENSED_SANS, "Oswald"),
            shadow=Cast(0.0, 0.02, 0.06, 0.7),
        ),
        subtext=Subtext(plate="accent", radius=0.0, mood=FontMood.CONDENSED_SANS),
        figure=Figure(
            rim=Cast(0, 0, 0.012, 0.45, "light"),
            shadow=Cast(-0.015, 0.015, 0.05, 0.5),
            wrap=0.3,
            ops=("match:0.12", "saturation:-0.3", "contrast:0.2", "grain:3"),
        ),
        scene=("saturation:-0.15", "vignette:0.4", "grain:3"),
        scrim=0.45,
    ),
}
