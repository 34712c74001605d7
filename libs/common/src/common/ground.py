"""A plain background as a formula: of one part, or of two beside a seam. At any size there is nothing else in it.

Places run from -1 at the left and at the top to 1 at the right and at the bottom. `common.plates` paints it.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from common.brief import HexColor
from common.color import rgb_of

Level = float
Rgb = tuple[Level, Level, Level]

Kind = Literal["plain", "gradient", "two-part"]


class Part(BaseModel):
    """Red, green and blue from 0 to 255 as polynomials of the place, held between what was seen of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    terms: tuple[Rgb, ...] = Field(
        min_length=1, max_length=15, description="Of x^i y^j, i from 0, for each i all j from 0 to the degree less i."
    )
    least: Rgb
    most: Rgb


class Seam(BaseModel):
    """The second part lies where `across * x + down * y` is more than `at`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    across: float
    down: float
    at: float


class Ground(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    parts: tuple[Part, ...] = Field(min_length=1, max_length=2)
    seam: Seam | None = Field(default=None, description="Between two parts.")
    kind: Kind = "gradient"
    sure: float = Field(default=1.0, ge=0, le=1, description="How well it says what was seen, and how much was.")


def plain(color: HexColor) -> Ground:
    """A wall of one color."""
    level = rgb_of(color)
    return Ground(parts=(Part(terms=(level,), least=level, most=level),), kind="plain")


class GroundPicture(BaseModel):
    """A background of its own: no word, nobody and nothing else on it, before blur, vignette and grain."""

    model_config = ConfigDict(extra="ignore")

    kind: Kind
    width: int
    height: int
    sure: float = Field(ge=0, le=1)
    url: str | None = Field(default=None, description="Of the picture, a PNG.")


class Scene(BaseModel):
    """What was measured of a background and of what stands before it, in words."""

    model_config = ConfigDict(extra="ignore")

    text: str = Field(max_length=2_000)
    sure: float = Field(ge=0, le=1)
