"""What each Gemini image model takes and gives, as of 2026-11-22.

The simulator's own table, written from the vendor's pages and from probes of others, never from the product's cards:
a mistake in one of the two shows as a refused request.
"""

from dataclasses import dataclass, field, replace

THUMBNAIL_TOKENS = 258  # what one image of a multi-turn history or a page of a PDF is counted as, at least

WIDE_1K: dict[str, tuple[int, int]] = {
    "1:1": (1024, 1024),
    "16:9": (1376, 768),
    "4:3": (1200, 896),
    "3:2": (1264, 848),
    "5:4": (1152, 928),
    "21:9": (1584, 672),
    "4:1": (2048, 512),
    "8:1": (3072, 384),
}
OLD_1K: dict[str, tuple[int, int]] = {
    "1:1": (1024, 1024),
    "16:9": (1344, 768),
    "4:3": (1184, 864),
    "3:2": (1248, 832),
    "5:4": (1152, 896),
    "21:9": (1536, 672),
}
PANORAMAS = ("1:4", "4:1", "1:8", "8:1")
SCALES = {"512": 0.5, "1K": 1.0, "2K": 2.0, "4K": 4.0}


def both_ways(table: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    upright = {":".join(reversed(ratio.split(":"))): (h, w) for ratio, (w, h) in table.items()}
    return {ratio: size for ratio, size in (upright | table).items() if ratio != "9:21"}


ALL_RATIOS = both_ways(WIDE_1K)
TEN_RATIOS = {ratio: size for ratio, size in ALL_RATIOS.items() if ratio not in PANORAMAS}


@dataclass(frozen=True)
class Model:
    """`image_tokens` is what one picture of a size counts as; a size not named there cannot be asked for.

    `levels` are the thinking levels it takes; one that thinks without taking any thinks always.
    """

    id: str
    title: str
    pixels: dict[str, tuple[int, int]]
    image_tokens: dict[str, int]
    tokens_in: int
    tokens_out: int
    thinks: bool = True
    levels: tuple[str, ...] = ()
    level: str = "HIGH"
    max_images: int = 14
    tokens_per_reference: int = 1120
    web: bool = False
    image_search: bool = False
    video: bool = False
    pdf: bool = False
    refused_tiers: frozenset[str] = frozenset()
    sized: bool = True
    more_on_vertex: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])

    def on_vertex(self) -> "Model":
        return replace(self, pixels=self.pixels | self.more_on_vertex)

    def size_of(self, ratio: str, size: str) -> tuple[int, int]:
        w, h = self.pixels[ratio]
        return round(w * SCALES[size]), round(h * SCALES[size])

    def nearest_ratio(self, w: int, h: int) -> str:
        return min(self.pixels, key=lambda ratio: abs(self.pixels[ratio][0] / self.pixels[ratio][1] - w / h))


MODELS: dict[str, Model] = {
    model.id: model
    for model in (
        Model(
            id="gemini-nano-banana-2.1",
            title="Nano Banana 2.1",
            pixels=ALL_RATIOS,
            image_tokens={"1K": 1120, "2K": 1680, "4K": 2520},
            tokens_in=131_072,
            tokens_out=32_768,
            levels=("MINIMAL", "MEDIUM", "HIGH"),
            level="MEDIUM",
            more_on_vertex={"9:21": (672, 1584)},
            web=True,
            image_search=True,
            video=True,
            pdf=True,
        ),
        Model(
            id="gemini-3-pro-image",
            title="Nano Banana Pro",
            pixels=TEN_RATIOS,
            image_tokens={"1K": 1120, "2K": 1120, "4K": 2000},
            tokens_in=65_536,
            tokens_out=32_768,
            tokens_per_reference=560,
            web=True,
        ),
        Model(
            id="gemini-3.1-flash-lite-image",
            title="Nano Banana 2 Lite",
            pixels=ALL_RATIOS,
            image_tokens={"1K": 1120},
            tokens_in=65_536,
            tokens_out=4_096,
            levels=("MINIMAL", "HIGH"),
            level="MINIMAL",
            video=True,  # the newer copy of its card
            pdf=True,
            refused_tiers=frozenset({"flex", "priority"}),
        ),
        Model(
            id="gemini-3.1-flash-image",
            title="Nano Banana 2",
            pixels=ALL_RATIOS,
            image_tokens={"512": 747, "1K": 1120, "2K": 1680, "4K": 2520},
            tokens_in=131_072,
            tokens_out=32_768,
            levels=("MINIMAL", "HIGH"),
            level="MINIMAL",
            web=True,
            image_search=True,
            video=True,
        ),
        Model(
            id="gemini-2.5-flash-image",
            title="Nano Banana",
            pixels=both_ways(OLD_1K),
            image_tokens={"1K": 1290},
            tokens_in=65_536,
            tokens_out=32_768,
            thinks=False,
            sized=False,
            refused_tiers=frozenset({"flex", "priority"}),
        ),
    )
}
