"""Image operations of a layer, one per file, applied in the order the spec lists them."""

from collections.abc import Iterable

from compositor.ops.blacks import BLACKS
from compositor.ops.blur import BLUR
from compositor.ops.choke import CHOKE
from compositor.ops.contrast import CONTRAST
from compositor.ops.cool import COOL
from compositor.ops.darken import DARKEN
from compositor.ops.feather import FEATHER
from compositor.ops.grain import GRAIN
from compositor.ops.grain_match import GRAIN_MATCH
from compositor.ops.lighten import LIGHTEN
from compositor.ops.match import MATCH
from compositor.ops.operation import Canvas, Op, parse
from compositor.ops.saturation import SATURATION
from compositor.ops.sharpen import SHARPEN
from compositor.ops.taper import TAPER_BOTTOM, TAPER_LEFT, TAPER_RIGHT, TAPER_TOP
from compositor.ops.teal_orange import TEAL_ORANGE
from compositor.ops.vignette import VIGNETTE
from compositor.ops.warm import WARM

__all__ = ["OPS", "Canvas", "Op", "applied", "check", "parse"]

OPS: dict[str, Op] = {
    "blacks": BLACKS,
    "blur": BLUR,
    "choke": CHOKE,
    "contrast": CONTRAST,
    "cool": COOL,
    "darken": DARKEN,
    "feather": FEATHER,
    "grain": GRAIN,
    "grain-match": GRAIN_MATCH,
    "lighten": LIGHTEN,
    "match": MATCH,
    "saturation": SATURATION,
    "sharpen": SHARPEN,
    "taper-bottom": TAPER_BOTTOM,
    "taper-left": TAPER_LEFT,
    "taper-right": TAPER_RIGHT,
    "taper-top": TAPER_TOP,
    "teal-orange": TEAL_ORANGE,
    "vignette": VIGNETTE,
    "warm": WARM,
}


def check(ops: Iterable[str]) -> None:
    """Raise before any pixel is touched."""
    for text in ops:
        parse(text, OPS)


def applied(ops: Iterable[str], picture: Canvas) -> Canvas:
    for text in ops:
        op, amount = parse(text, OPS)
        picture = op.apply(picture, amount)
    return picture
