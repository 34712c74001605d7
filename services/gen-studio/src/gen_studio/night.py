"""Palettes for scenes that only work in the dark."""

from common.color import oklch_of
from common.palette import Palette
from gen_studio.paint.ramp import mix

_NIGHT = 0.42  # OKLCH lightness up to which a ground is dark enough for things to glow on
_NEUTRAL = 0.02  # chroma


def night(palette: Palette) -> Palette:
    """The palette with a ground dark enough to glow on; a brand's bright ground becomes the color of the light."""
    if oklch_of(palette.ground).l <= _NIGHT:
        return palette
    ground = mix(palette.ground, "#000000", 0.72)
    return palette.model_copy(
        update={"ground": ground, "deep": mix(palette.deep, "#000000", 0.8), "light": palette.ground}
    )


def lamp(palette: Palette) -> str:
    """What large lights are colored: the accent, but near-white where it is to be the one color of a gray picture."""
    neutral = oklch_of(palette.ground).c < _NEUTRAL
    return mix(palette.light, "#e8e8ea", 0.6) if neutral else palette.accent
