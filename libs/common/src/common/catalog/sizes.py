"""Canvases in pixels, and how many of them a quality buys."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from common.errors import Code, refusal

CUSTOM_SIDE = range(256, 4097)
CUSTOM_RATIO = 4.0


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
