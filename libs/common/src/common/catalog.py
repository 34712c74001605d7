"""What can be made and by whom, as data: platforms with their pixels and reserved zones, quality tiers, model cards.

Platform facts drift: each row says when it was checked and where. Pixels are those of the export canvas.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from common.errors import Code, refusal

CUSTOM_SIDE = range(256, 4097)
CUSTOM_RATIO = 4.0
MEGABYTE = 1_000_000


class PlatformName(StrEnum):
    YOUTUBE = "youtube"
    INSTAGRAM_POST = "instagram-post"
    REELS = "reels"
    X_HEADER = "x-header"
    WHATSAPP_BANNER = "whatsapp-banner"
    CUSTOM = "custom"


class Size(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    w: int = Field(title="Width", description="Pixels.")
    h: int = Field(title="Height", description="Pixels.")

    def __str__(self) -> str:
        return f"{self.w}x{self.h}"

    def scaled(self, factor: float) -> "Size":
        return Size(w=max(1, round(self.w * factor)), h=max(1, round(self.h * factor)))


def check_custom_size(size: Size) -> None:
    """Raise the pydantic error with our code when a custom canvas is outside the stated limits."""
    sides_fit = size.w in CUSTOM_SIDE and size.h in CUSTOM_SIDE
    if not sides_fit or max(size.w, size.h) / min(size.w, size.h) > CUSTOM_RATIO:
        message = (
            f"A custom size has sides of {CUSTOM_SIDE.start} to {CUSTOM_SIDE.stop - 1} pixels "
            f"and is at most {CUSTOM_RATIO:g} times as long as it is wide."
        )
        raise refusal(Code.SIZE_OUT_OF_RANGE, message)


@dataclass(frozen=True)
class Zone:
    """A rectangle, as fractions of the canvas, that the platform covers or crops. Text stays out of it."""

    x: float
    y: float
    w: float
    h: float
    why: str


@dataclass(frozen=True)
class Platform:
    title: str
    sizes: tuple[Size, ...]
    margin: float  # as a fraction of the shorter side
    reserved: tuple[Zone, ...]
    max_bytes: int
    checked: str
    source: str


def _pixels(width: int, height: int, x: int, y: int, w: int, h: int, why: str) -> Zone:
    return Zone(x / width, y / height, w / width, h / height, why)


PLATFORMS: dict[PlatformName, Platform] = {
    PlatformName.YOUTUBE: Platform(
        title="YouTube thumbnail",
        sizes=(Size(w=1280, h=720),),
        margin=0.055,
        reserved=(
            _pixels(1280, 720, 960, 590, 320, 130, "duration badge"),
            _pixels(1280, 720, 0, 712, 1280, 8, "progress bar"),
        ),
        max_bytes=2 * MEGABYTE,
        checked="2026-11-22",
        source="support.google.com/youtube/answer/72431; badge measured from the site's CSS",
    ),
    PlatformName.INSTAGRAM_POST: Platform(
        title="Instagram post",
        sizes=(Size(w=1080, h=1350), Size(w=1080, h=1080)),
        margin=0.05,
        reserved=(
            Zone(0.0, 0.0, 34 / 1080, 1.0, "profile grid crop"),
            Zone(1 - 34 / 1080, 0.0, 34 / 1080, 1.0, "profile grid crop"),
        ),
        max_bytes=30 * MEGABYTE,
        checked="2026-11-22",
        source="profile grid is 3:4 since 2025",
    ),
    PlatformName.REELS: Platform(
        title="Reels and Shorts cover",
        sizes=(Size(w=1080, h=1920),),
        margin=0.06,
        reserved=(
            Zone(0.0, 0.0, 1.0, 0.14, "top bar"),
            Zone(0.0, 0.65, 1.0, 0.35, "caption and buttons"),
            Zone(0.0, 0.0, 0.06, 1.0, "edge"),
            Zone(0.94, 0.0, 0.06, 1.0, "edge"),
        ),
        max_bytes=2 * MEGABYTE,
        checked="2026-11-22",
        source="Meta placement rule of 2026-03: 14 % top, 35 % bottom, 6 % sides",
    ),
    PlatformName.X_HEADER: Platform(
        title="X header",
        sizes=(Size(w=1500, h=500),),
        margin=0.05,
        reserved=(
            _pixels(1500, 500, 0, 300, 420, 200, "avatar"),
            _pixels(1500, 500, 0, 0, 1500, 50, "cropped on phones"),
            _pixels(1500, 500, 0, 450, 1500, 50, "cropped on phones"),
        ),
        max_bytes=5 * MEGABYTE,
        checked="2026-11-22",
        source="avatar of 134 px on a 600 px wide header, scaled",
    ),
    PlatformName.WHATSAPP_BANNER: Platform(
        title="WhatsApp channel banner",
        sizes=(Size(w=1080, h=608),),
        margin=0.05,
        reserved=(
            _pixels(1080, 608, 0, 0, 200, 608, "cropped to a square in chat previews"),
            _pixels(1080, 608, 880, 0, 200, 608, "cropped to a square in chat previews"),
        ),
        max_bytes=300_000,
        checked="2026-11-22",
        source="link preview limit of 300 KB; previews are often the centre square",
    ),
    PlatformName.CUSTOM: Platform(
        title="Custom size",
        sizes=(),
        margin=0.05,
        reserved=(),
        max_bytes=20 * MEGABYTE,
        checked="2026-11-22",
        source="our own limits",
    ),
}


@dataclass(frozen=True)
class Tier:
    """How many pixels a quality buys on the longer side: at most for the generator, at least for the export."""

    generation: int
    export: int | None


TIERS: dict[str, Tier] = {
    "draft": Tier(generation=768, export=None),
    "std": Tier(generation=1920, export=None),
    "4k": Tier(generation=3840, export=3840),
}


class SizePlan(BaseModel):
    """What the generator is asked for and what the creator gets, in pixels."""

    model_config = ConfigDict(frozen=True)

    generation: Size
    export: Size


def plan_sizes(canvas: Size, quality: str) -> SizePlan:
    """Standard and draft export at exact platform pixels; 4K scales the platform's shape up to 3840 a side."""
    tier, longest = TIERS[quality], max(canvas.w, canvas.h)
    export = canvas.scaled(tier.export / longest) if tier.export and tier.export > longest else canvas
    grown = max(export.w, export.h)
    generation = export.scaled(tier.generation / grown) if grown > tier.generation else export
    return SizePlan(generation=generation, export=export)


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
