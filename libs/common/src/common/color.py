"""Color arithmetic, pure Python: sRGB hex, OKLCH for design decisions, CIELAB for distances, WCAG for legibility.

OKLab is Björn Ottosson's (bottosson.github.io/posts/oklab, 2020-12); contrast is WCAG 2.2's; distance is CIE76.
"""

import math
from typing import NamedTuple

RGB = tuple[int, int, int]
Triple = tuple[float, float, float]

LEGIBLE = 3.0
"""WCAG's least contrast of large letters, on their ground and inside their stroke."""


class Oklch(NamedTuple):
    """Lightness 0 to 1, chroma 0 to about 0.37 in sRGB, hue in degrees."""

    l: float  # noqa: E741 - the field's own letter
    c: float
    h: float


def rgb_of(color: str) -> RGB:
    """The bytes of `#rrggbb`."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def hex_of(rgb: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def oklch_of(color: str) -> Oklch:
    lightness, a, b = _oklab(_linear(color))
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def hex_from(color: Oklch) -> str:
    """The nearest color a screen has: chroma is given up until it fits sRGB, lightness and hue are kept."""
    lightness = min(1.0, max(0.0, color.l))
    low, high = 0.0, color.c
    if not _in_gamut(_linear_from(Oklch(lightness, high, color.h))):
        for _ in range(18):
            middle = (low + high) / 2
            fits = _in_gamut(_linear_from(Oklch(lightness, middle, color.h)))
            low, high = (middle, high) if fits else (low, middle)
        high = low
    red, green, blue = (_encode(value) for value in _linear_from(Oklch(lightness, high, color.h)))
    return hex_of((red, green, blue))


def luminance(color: str) -> float:
    """Relative luminance, 0 for black to 1 for white."""
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def delta_e(one: str, other: str) -> float:
    """CIE76: the distance in CIELAB under D65; about 2 is just noticeable, above 40 nobody confuses the two."""
    return math.dist(_cielab(one), _cielab(other))


def most_readable(background: str, *candidates: str) -> str:
    """The candidate with the highest contrast on `background`; the first wins a tie."""
    return max(candidates, key=lambda candidate: contrast(background, candidate))


def _linear(color: str) -> Triple:
    red, green, blue = (_decode(byte / 255) for byte in rgb_of(color))
    return red, green, blue


def _decode(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's knee


def _encode(value: float) -> int:
    value = min(1.0, max(0.0, value))
    return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))  # noqa: PLR2004


def _in_gamut(linear: Triple) -> bool:
    slack = 0.0001  # a third of a byte's step, near black
    return all(-slack <= value <= 1 + slack for value in linear)


def _oklab(linear: Triple) -> Triple:
    red, green, blue = linear
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _linear_from(color: Oklch) -> Triple:
    a, b = color.c * math.cos(math.radians(color.h)), color.c * math.sin(math.radians(color.h))
    long = (color.l + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (color.l - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (color.l - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _cielab(color: str) -> Triple:
    red, green, blue = _linear(color)
    x = _cube_root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
    y = _cube_root(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
    z = _cube_root((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _cube_root(value: float) -> float:
    """CIELAB's f(t): a cube root with a straight foot."""
    return math.cbrt(value) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
