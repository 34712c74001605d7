"""What a picture somebody likes says about colors and composition, and what an art director makes of it.

Measured once when the picture comes in (`common.looking`), carried on the ticket in `Wishes.inspirations`, and read by
`common.direction`: a model that paints from words and a studio that only knows palettes follow the same hints.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from common.brief import FacePosition, HexColor, TextPlacement
from common.color import Oklch, delta_e, hex_from, oklch_of
from common.ground import Ground
from common.looks import Look, strongest

SECOND_SHARE = 0.1
"""A color that fills this much of the picture can be the ground of a variant."""
TOLD_APART = 25.0
NEUTRAL = 0.03
MIDDLE = (0.42, 0.58)
PHOTOGRAPHED = 0.18
"""Detail from which a background was no plain one."""

Share = Annotated[float, Field(ge=0, le=1)]


class Swatch(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    color: HexColor
    share: float = Field(ge=0, le=1, description="Of the picture's area.")
    role: Literal["ground", "second", "accent"] | None = Field(
        default=None, description="Of a thumbnail that is copied: what is painted, beside it, and what catches the eye."
    )
    sure: float | None = Field(default=None, ge=0, le=1, description="That it is what there is most, or next most, of.")


class Spot(BaseModel):
    """A place in the picture: 0, 0 is its top left corner, 1, 1 its bottom right one."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)


class Tonality(BaseModel):
    """How light and color of a photograph are spread, wherever in it: contrast, depth of its blacks, vividness."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    levels: tuple[Share, Share, Share, Share, Share] = Field(
        description="Lightness, from 0 for black to 1, that 2, 25, 50, 75 and 98 percent of the pixels do not reach."
    )
    color: float = Field(ge=0, le=1, description="OKLab chroma that nine pixels in ten do not reach.")


class Divide(BaseModel):
    """A straight seam through a whole background, as between before and after."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: Share = Field(description="From the left edge, or from the top.")
    line: HexColor | None = Field(default=None, description="Color of what is drawn along it.")
    width: Share = Field(default=0.0, description="Of that line, over the picture's shorter side.")


class Backdrop(BaseModel):
    """A background from far away: a few averaged colors in rows, words and people taken out. No detail is left in it.

    `detail` is how busy it was close by: 0 for a plain wall, 1 for a meadow in focus.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    rows: tuple[tuple[HexColor, ...], ...] = Field(min_length=2, max_length=16)
    detail: float = Field(default=0.0, ge=0, le=1)
    ground: Ground | None = Field(default=None, description="The whole of it, where it is plain enough for a formula.")
    tonality: Tonality | None = Field(default=None, description="Of a photograph, which averages make flatter.")
    upright: tuple[Divide, ...] = Field(default=(), max_length=3, description="Seams through all of it, from the left.")
    level: tuple[Divide, ...] = Field(default=(), max_length=3, description="The same across it, from the top.")


class Inspiration(BaseModel):
    """`subject` and `text` are None where the picture has no one clear place for them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    colors: tuple[Swatch, ...] = Field(min_length=1, max_length=8, description="The most of the picture first.")
    subject: Spot | None = None
    text: Spot | None = None
    backdrop: Backdrop | None = None
    """Of a thumbnail whose layout is copied."""

    @property
    def face(self) -> FacePosition | None:
        """Where its subject stands."""
        if self.subject is None:
            return None
        left, right = MIDDLE
        if left <= self.subject.x <= right:
            return FacePosition.CENTER
        return FacePosition.LEFT if self.subject.x < left else FacePosition.RIGHT

    @property
    def placement(self) -> TextPlacement | None:
        """Where its words stand, unless that is where its subject is."""
        if self.text is None:
            return None
        left, right = MIDDLE
        if self.text.x < left:
            return None if self.face is FacePosition.LEFT else TextPlacement.LEFT
        if self.text.x > right:
            return None if self.face is FacePosition.RIGHT else TextPlacement.RIGHT
        return TextPlacement.TOP if self.text.y < 0.5 else TextPlacement.BOTTOM  # noqa: PLR2004 - the middle

    def cast(self) -> "Inspiration":
        """With the roles its colors play for whoever paints from them."""
        first, *others = self.colors
        accent = self.look(0).accent
        parts = {color.color: "second" for color in others[:1]} | {accent: "accent"} | {first.color: "ground"}
        colors = tuple(one.model_copy(update={"role": parts.get(one.color)}) for one in self.colors)
        return self.model_copy(update={"colors": colors})

    def look(self, role: int) -> Look:
        """Its colors as ground and accents. Odd roles stand on its second color, so that variants differ."""
        grounds = [one.color for one in self.colors if one.share >= SECOND_SHARE] or [self.colors[0].color]
        ground = grounds[role % 2 % len(grounds)]
        others = [one.color for one in self.colors if delta_e(one.color, ground) >= TOLD_APART]
        accents = sorted(others, key=lambda color: -_pull(color, ground))
        accent = accents[0] if accents else _against(ground)
        second = next((color for color in accents if delta_e(color, accent) >= TOLD_APART), _against(accent))
        return Look(ground, accent, second)


def _pull(color: str, ground: str) -> float:
    """How much a color draws the eye on a ground: vivid ones before gray ones, far ones before near ones."""
    return delta_e(color, ground) / 100 + 6 * oklch_of(color).c


def _against(color: str) -> str:
    """A vivid color across the wheel; for a gray, the yellow that goes with every gray."""
    _, chroma, hue = oklch_of(color)
    opposite = (hue + 180) % 360 if chroma > NEUTRAL else 100.0
    return hex_from(Oklch(strongest(opposite), 0.2, opposite))
