"""Model cards: what a model can do and what it costs, as its generator announces it."""

import math
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from common.catalog.sizes import Size


class Abilities(BaseModel):
    """The combinations a model accepts. Empty means: whatever size is asked for, and none of the rest."""

    model_config = ConfigDict(frozen=True)

    ratios: tuple[str, ...] = Field(default=(), description="Such as `16:9`.")
    sizes: tuple[str, ...] = Field(default=(), description="The vendor's names, smallest first, such as `1K`.")
    pixels: dict[str, dict[str, tuple[int, int]]] = Field(
        default_factory=dict[str, dict[str, tuple[int, int]]], description="Width and height by ratio, then size."
    )
    thinking: tuple[str, ...] = Field(default=(), description="Levels that can be asked for; the first is the default.")
    references: dict[str, int] = Field(default_factory=dict[str, int], description="Most pictures of each role.")
    search: tuple[str, ...] = Field(default=(), description="What it can look up: web, image.")
    inputs: tuple[str, ...] = Field(default=("text",), description="text, image, video, pdf.")
    tiers: tuple[str, ...] = Field(default=("standard",), description="How soon, at what price.")
    batch: bool = Field(default=False, description="Half the price, an answer within a day.")
    edits: bool = Field(default=False, description="It can change a finished picture.")
    draws_text: bool = Field(default=False, description="It can be asked to draw the headline.")


class ModelCard(BaseModel):
    """One image model as its generator announces it. Prices in micro-USD, times in seconds."""

    model_config = ConfigDict(frozen=True)

    id: str
    service: str
    title: str
    provider: str
    aliases: tuple[str, ...] = ()
    replaces: tuple[str, ...] = Field(default=(), description="Retired ids, answered with this model as the way on.")
    draws: Literal["scene", "picture"] = Field(description="A scene to put the person on, or the whole picture.")
    max_side: int = 4096
    max_references: int = 0
    surcharge_micro_usd: int = 0
    prices: dict[str, int] = Field(
        default_factory=dict[str, int], description="Micro-USD per picture by size; the surcharge where it is empty."
    )
    seconds_per_variant: float = 60.0
    experimental: bool = False
    status: Literal["active", "uncertain", "retired"] = "active"
    sends_faces_to: str | None = Field(default=None, description="Who receives the selfies; None when they stay here.")
    can: Abilities = Abilities()
    checked: str = ""


class Format(BaseModel):
    """One picture a model can be asked for: ratio and size in the vendor's words, and its pixels."""

    model_config = ConfigDict(frozen=True)

    ratio: str
    size: str
    pixels: Size


MOST_ENLARGED = 1.25
"""A picture this much too small is enlarged rather than bought one size larger."""
BATCH_SHARE = 0.5
"""Of the price, for an answer within a day."""


def format_for(can: Abilities, canvas: Size, size: str | None = None) -> Format | None:
    """The nearest ratio, in the smallest size that fills `canvas` once cropped; None for models that take any size.

    `size` is the creator's own choice and wins where the model has it.
    """
    if not can.pixels:
        return None
    wanted = math.log(canvas.w / canvas.h)
    ratio = min(can.pixels, key=lambda name: abs(math.log(_ratio_of(can, name)) - wanted))
    offered = [Format(ratio=ratio, size=name, pixels=Size(w=w, h=h)) for name, (w, h) in can.pixels[ratio].items()]
    chosen = next((one for one in offered if one.size == size), None)
    return chosen or next((one for one in offered if _enlarged(one, canvas) <= MOST_ENLARGED), offered[-1])


def _ratio_of(can: Abilities, ratio: str) -> float:
    width, height = next(iter(can.pixels[ratio].values()))
    return width / height


def _enlarged(picture: Format, canvas: Size) -> float:
    return max(canvas.w / picture.pixels.w, canvas.h / picture.pixels.h)


def surcharge_for(card: ModelCard, canvas: Size, *, size: str | None = None, batch: bool = False) -> int:
    """Micro-USD that one picture for `canvas` costs at this model."""
    picture = format_for(card.can, canvas, size)
    price = card.prices.get(picture.size, card.surcharge_micro_usd) if picture else card.surcharge_micro_usd
    return math.ceil(price * BATCH_SHARE) if batch and card.can.batch else price


# The brief's words and vendors' retired names for models; a generator's card may add more.
MODEL_PREFERENCES: tuple[str, ...] = (
    "auto",
    "studio",
    "nano-banana-2.1",
    "nano-banana-lite",
    "nanobanana-pro",
    "flux",
    "gpt-image",
    "seedream",
)
