"""A copied thumbnail's background in plain words: what it is, its colors by name, where its light is."""

from collections import Counter
from collections.abc import Iterator, Sequence

from common.color import oklch_of
from common.ground import Ground
from common.inspiration import PHOTOGRAPHED, Backdrop, Divide, Tonality
from common.prompts.colors import named
from common.prompts.sentences import joined

BUSY = 0.5
"""Detail from which there is much to see in it."""
DARK, BRIGHT = 0.4, 0.75
"""OKLCH lightness of all of it."""
LEANS = 0.08
"""Of lightness: as much lighter is the side that light comes from."""
SLANTED = 0.12
HARD, LITTLE, FADED = 0.5, 0.5, 0.15
"""Of black to white: between quarters of the pixels, between nearly all of them, and what the darkest have."""
BROAD = 0.015
"""Of the picture's shorter side: a line that is more than a hairline."""
LEAST_COLOR = 0.15
"""Of its area: a color that is told."""

Rows = Sequence[Sequence[str]]


def told(backdrop: Backdrop) -> str:
    """As what follows `The background is`."""
    if backdrop.ground is not None:
        return _of_formula(backdrop.rows, backdrop.ground)
    busy = "a busy scene" if backdrop.detail >= BUSY else "a calm scene"
    what = busy if backdrop.detail >= PHOTOGRAPHED else "soft and without detail"
    about = f"{what}{_parted(backdrop)}, mostly {joined(_mostly(backdrop.rows))}"
    return ", ".join((about, _light(backdrop.rows), *_contrast(backdrop.tonality)))


def _parted(backdrop: Backdrop) -> str:
    parts = (len(backdrop.upright) + 1) * (len(backdrop.level) + 1)
    if parts == 1:
        return ""
    lines = dict.fromkeys(_line(seam) for seam in (*backdrop.upright, *backdrop.level) if seam.line)
    return f" of {parts} parts beside straight edges" + (f", with {joined([*lines])} along them" if lines else "")


def _line(seam: Divide) -> str:
    return f"a {'broad' if seam.width >= BROAD else 'thin'} straight line in {named(seam.line or '#ffffff')}"


def _contrast(tonality: Tonality | None) -> Iterator[str]:
    if tonality is None:
        return
    dark, lower, _, upper, light = tonality.levels
    if upper - lower >= HARD:
        yield "in hard contrast"
    elif light - dark <= LITTLE:
        yield "in little contrast"
    if dark >= FADED:
        yield "its blacks faded to gray"


def _of_formula(rows: Rows, ground: Ground) -> str:
    if ground.kind == "plain":
        return f"plain {_middle(rows)}"
    if ground.seam is None:
        light, dark = _ends(rows)
        return f"a smooth gradient from {light} to {dark}"
    seam, height, width = ground.seam, len(rows), len(rows[0])
    upright = abs(seam.across) >= abs(seam.down)
    ends = (rows[height // 2][0], rows[height // 2][-1]) if upright else (rows[0][width // 2], rows[-1][width // 2])
    sides = ("on the left", "on the right") if upright else ("above", "below")
    leaning = " beside a slanted edge" if min(abs(seam.across), abs(seam.down)) > SLANTED else ""
    first, second = (f"{named(color)} {side}" for color, side in zip(ends, sides, strict=True))
    return f"parted in two{leaning}: {first}, {second}"


def _middle(rows: Rows) -> str:
    return named(rows[len(rows) // 2][len(rows[0]) // 2])


def _ends(rows: Rows) -> tuple[str, str]:
    """Its lightest and its darkest place."""
    cells = [(oklch_of(color).l, color, y, x) for y, row in enumerate(rows) for x, color in enumerate(row)]
    light, dark = max(cells), min(cells)
    first, last = (f"{named(color)} {_place(rows, y, x)}" for _, color, y, x in (light, dark))
    return first, last


def _place(rows: Rows, y: int, x: int) -> str:
    down = ("at the top", "", "at the bottom")[min(2, 3 * y // len(rows))]
    across = ("left", "", "right")[min(2, 3 * x // len(rows[0]))]
    if down and across:
        return f"{down} {across}"
    return down or (f"on the {across}" if across else "in the middle")


def _mostly(rows: Rows) -> list[str]:
    """One or two colors by name, each as it is seen most."""
    cells = [color for row in rows for color in row]
    names = Counter(_name(color) for color in cells)
    most = [name for name, count in names.most_common(2) if count >= LEAST_COLOR * len(cells)] or [_name(cells[0])]
    return [named(_usual([color for color in cells if _name(color) == name])) for name in most]


def _name(color: str) -> str:
    return named(color).partition(" (")[0]


def _usual(colors: Sequence[str]) -> str:
    """The one of middle lightness."""
    return sorted(colors, key=lambda color: oklch_of(color).l)[len(colors) // 2]


def _light(rows: Rows) -> str:
    lightness = [[oklch_of(color).l for color in row] for row in rows]
    every = [value for row in lightness for value in row]
    mean = sum(every) / len(every)
    much = "dark and " if mean < DARK else "bright and " if mean > BRIGHT else ""
    third, rise = max(1, len(rows[0]) // 3), max(1, len(rows) // 3)
    sides = {
        "the left": _mean([row[:third] for row in lightness]),
        "the right": _mean([row[-third:] for row in lightness]),
        "above": _mean(lightness[:rise]),
        "below": _mean(lightness[-rise:]),
    }
    side = max(sides, key=lambda name: sides[name])
    return f"{much}lit from {side}" if sides[side] - mean >= LEANS else f"{much}evenly lit"


def _mean(rows: Sequence[Sequence[float]]) -> float:
    every = [value for row in rows for value in row]
    return sum(every) / len(every)
