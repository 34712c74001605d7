"""Every Gemini image model, one row each: what it takes, what it gives, what it costs. As of the date below.

Sources: ai.google.dev/gemini-api/docs (image-generation, models, pricing, deprecations), the Vertex model cards, and
the probes named in docs/providers/gemini.md. Prices are US dollars per million tokens: micro-dollars per token.
Dates of deprecation are "earliest" dates: whether a model is alive is decided by `models.list` and by 404s alone.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

from common.catalog import Abilities, ModelCard
from gen_gemini.pixels import Table, fourteen_ratios, older_ratios, tall_ratio, ten_ratios

AS_OF = "2026-11-22"
SERVICE = "gen-gemini"
PROVIDER = "google"

Backend = Literal["developer", "vertex"]


@dataclass(frozen=True)
class Prices:
    """Micro-USD per token; `image_tokens` says how many one picture of a size is billed as."""

    read: float
    written: float  # text and thinking alike
    drawn: float
    image_tokens: dict[str, int]
    search: int = 14_000  # per search query; the free allowance is shared and not counted on

    def picture(self, size: str) -> int:
        return round(self.drawn * self.image_tokens[size])


@dataclass(frozen=True)
class Model:
    """`seconds` is how long a call of a size may take; `takes_size` is False where imageSize must be left out."""

    id: str
    title: str
    aliases: tuple[str, ...]
    pixels: Table
    prices: Prices
    references: dict[str, int]
    max_references: int
    typical_seconds: float
    seconds: dict[str, float]
    max_side: int
    thinking: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ("text", "image")
    tiers: tuple[str, ...] = ("standard",)
    read_tokens: int = 65_536
    written_tokens: int = 32_768
    takes_size: bool = True
    status: Literal["active", "uncertain"] = "active"
    experimental: bool = False
    replaces: tuple[str, ...] = ()
    backends: tuple[Backend, ...] = ("developer", "vertex")
    tokens_per_reference: int = 1_120
    on_vertex: Table = field(default_factory=Table)
    """Ratios that only that backend draws, as its model card says."""

    @property
    def sizes(self) -> tuple[str, ...]:
        return tuple(next(iter(self.pixels.values())))


MODELS: tuple[Model, ...] = (
    Model(
        id="gemini-nano-banana-2.1",
        title="Nano Banana 2.1",
        aliases=("nano-banana-2.1", "nano-banana", "nanobanana", "gemini-image", "imagen"),
        pixels=fourteen_ratios("1K", "2K", "4K"),  # 512 is answered with 400
        on_vertex=tall_ratio("1K", "2K", "4K"),
        prices=Prices(read=1.5, written=7.5, drawn=30, image_tokens={"1K": 1120, "2K": 1680, "4K": 2520}),
        references={"person": 4, "object": 10},
        max_references=14,
        typical_seconds=35,
        seconds={"1K": 90, "2K": 150, "4K": 300},
        max_side=4096,
        thinking=("medium", "minimal", "high"),
        search=("web", "image"),
        inputs=("text", "image", "video", "pdf"),
        tiers=("standard", "flex", "priority"),  # undocumented per model: a 400 says so
        read_tokens=131_072,
        replaces=(
            "imagen-4.0-generate-001",
            "imagen-4.0-fast-generate-001",
            "imagen-3.0-generate-001",
            "imagen-3.0-generate-002",
            "imagen-3.0-fast-generate-001",
            "imagen-3.0-capability-001",
            "gemini-2.5-flash-image-preview",
            "gemini-3.1-flash-image-preview",
            "gemini-2.0-flash-exp-image-generation",
            "gemini-2.0-flash-preview-image-generation",
        ),
    ),
    Model(
        id="gemini-3-pro-image",
        title="Nano Banana Pro",
        aliases=("nanobanana-pro", "nano-banana-pro", "gemini-pro-image"),
        pixels=ten_ratios("1K", "2K", "4K"),
        prices=Prices(read=2, written=12, drawn=120, image_tokens={"1K": 1120, "2K": 1120, "4K": 2000}),
        references={"person": 5, "object": 6, "style": 3},
        max_references=14,
        typical_seconds=120,
        seconds={"1K": 300, "2K": 300, "4K": 300},
        max_side=4096,
        search=("web",),
        tiers=("standard", "flex", "priority"),
        experimental=True,
        replaces=("imagen-4.0-ultra-generate-001", "gemini-3-pro-image-preview", "nano-banana-pro-preview"),
        tokens_per_reference=560,
    ),
    Model(
        id="gemini-3.1-flash-lite-image",
        title="Nano Banana 2 Lite",
        aliases=("nano-banana-lite", "nano-banana-2-lite", "lite"),
        pixels=fourteen_ratios("1K"),
        # The price of what it reads is not published where we looked; counted like its larger sister's.
        prices=Prices(read=1.5, written=7.5, drawn=30, image_tokens={"1K": 1120}),
        references={"object": 14},
        max_references=14,
        typical_seconds=8,
        seconds={"1K": 30},
        max_side=1600,
        thinking=("minimal", "high"),
        inputs=("text", "image", "video", "pdf"),
        written_tokens=4_096,
    ),
    Model(
        id="gemini-3.1-flash-image",
        title="Nano Banana 2",
        aliases=("nano-banana-2",),
        pixels=fourteen_ratios("512", "1K", "2K", "4K"),
        prices=Prices(read=0.5, written=3, drawn=60, image_tokens={"512": 747, "1K": 1120, "2K": 1680, "4K": 2520}),
        references={"person": 4, "object": 10},
        max_references=14,
        typical_seconds=30,
        seconds={"512": 60, "1K": 90, "2K": 150, "4K": 300},
        max_side=4096,
        thinking=("minimal", "high"),
        search=("web", "image"),
        inputs=("text", "image", "video"),
        read_tokens=131_072,
        status="uncertain",
        experimental=True,
    ),
    Model(
        id="gemini-2.5-flash-image",
        title="Nano Banana (2025)",
        aliases=("nano-banana-1",),
        pixels=older_ratios(),
        prices=Prices(read=0.3, written=2.5, drawn=30, image_tokens={"1K": 1290}),
        references={"object": 3},
        max_references=3,
        typical_seconds=10,
        seconds={"1K": 60},
        max_side=1600,
        takes_size=False,
        status="uncertain",
        experimental=True,
    ),
)

BY_ID: dict[str, Model] = {model.id: model for model in MODELS}
RETIRED: dict[str, str] = {old: model.id for model in MODELS for old in model.replaces}


def model_on(backend: Backend, name: str) -> Model:
    """The row as it is true at one of Google's doors."""
    model = BY_ID[name]
    return replace(model, pixels=model.pixels | model.on_vertex) if backend == "vertex" and model.on_vertex else model


def card_of(model: Model, *, batches: bool = True) -> ModelCard:
    """The row as the house sees it; `batches` where this installation has a place for them."""
    prices = {size: model.prices.picture(size) for size in model.sizes}
    return ModelCard(
        id=model.id,
        service=SERVICE,
        title=model.title,
        provider=PROVIDER,
        aliases=model.aliases,
        replaces=model.replaces,
        draws="picture",
        max_side=model.max_side,
        max_references=model.max_references,
        surcharge_micro_usd=prices["1K"],
        prices=prices,
        seconds_per_variant=model.typical_seconds,
        experimental=model.experimental,
        status=model.status,
        sends_faces_to=PROVIDER,
        can=Abilities(
            ratios=tuple(model.pixels),
            sizes=model.sizes,
            pixels=model.pixels,
            thinking=model.thinking,
            references=model.references,
            search=model.search,
            inputs=model.inputs,
            tiers=model.tiers,
            batch=batches,
            edits=True,
            draws_text=True,
        ),
        checked=AS_OF,
    )


def cards_for(backend: Backend, *, batches: bool = True) -> tuple[ModelCard, ...]:
    here = [model_on(backend, model.id) for model in MODELS if backend in model.backends]
    return tuple(card_of(model, batches=batches) for model in here)
