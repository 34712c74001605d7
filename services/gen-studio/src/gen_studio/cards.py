"""What the studio offers, as data."""

from common.catalog import ModelCard

STUDIO = ModelCard(
    id="studio-1",
    service="gen-studio",
    title="Studio",
    provider="thumbworks",
    aliases=("studio",),
    draws="scene",
    max_side=4096,
    surcharge_micro_usd=0,
    seconds_per_variant=3.0,
    checked="2026-11-25",
)

CARDS: tuple[ModelCard, ...] = (STUDIO,)
